/** What a message can be searched for besides words: a file in it, a link in its text. */
export const SEARCHED_PARTS = ["file", "link"] as const;
export type SearchedPart = (typeof SEARCHED_PARTS)[number];
/** What counts as a link: the same on the server and on devices. */
export const LINK_PATTERN = /https?:\/\/\S/i;
