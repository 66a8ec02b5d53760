/** Advice that can be pasted: the commands in the words begin as the person's own command line did. */

/** Begins a command for another device, whose profile this one does not know. */
export const ELSEWHERE = "elsewhere:warbler";

/** How the program was called: `here` with the profile it was given, `elsewhere` without. */
export interface Called {
  readonly here: string;
  readonly elsewhere: string;
}

export const BY_NAME: Called = { here: "warbler", elsewhere: "warbler" };

export function calledIn(
  { home }: { readonly home: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Called {
  const elsewhere = env["npm_lifecycle_event"] === "npx" ? "npx warbler" : "warbler";
  return { here: home === undefined ? elsewhere : `${elsewhere} --home ${quoted(home)}`, elsewhere };
}

/** The same words, with `warbler COMMAND` in them as it was called. */
export function asTyped<Table extends object>(words: Table, called: Called): Table {
  return new Proxy(words, { get: (table, key) => spoken(Reflect.get(table, key), called) });
}

function spoken(value: unknown, called: Called): unknown {
  if (typeof value === "string") return withCommands(value, called);
  if (typeof value === "function")
    return (...values: unknown[]) => spoken(Reflect.apply(value, undefined, values), called);
  if (Array.isArray(value)) return value.map((one) => spoken(one, called));
  return typeof value === "object" && value !== null ? asTyped(value, called) : value;
}

function withCommands(text: string, { here, elsewhere }: Called): string {
  return text.replaceAll(/(elsewhere:|npx )?\bwarbler (?=[a-z])/g, (found, before?: string) => {
    if (before === "npx ") return found;
    return `${before === undefined ? here : elsewhere} `;
  });
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:@%+,~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
