/** Whether a name is meant by what was typed. */

export type NameMatcher = (name: string, typed: string) => boolean;

export const plainMatcher: NameMatcher = (name, typed) => name.toLowerCase().includes(typed.toLowerCase());
