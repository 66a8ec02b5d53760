import { LIMITS } from "./limits.ts";

// Zero-width joiners stay: emoji are made of them. What turns the direction of a line, breaks it or is not there to see does not.
const SHOWN = /^[^\p{Cc}\s\u202a-\u202e\u2066-\u2069]+$/u;

/** Whether somebody may react with this: an emoji, or a word as short as one. Servers ask it of `sealed` rooms, clients of all. */
export const isReaction = (text: string): boolean => text.length <= LIMITS.emojiChars && SHOWN.test(text);
