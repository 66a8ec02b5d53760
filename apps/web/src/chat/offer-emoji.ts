/** Emoji for what was typed behind a colon. */
import { langNow } from "../words/use-words.ts";
import type { CompletionChoice } from "./completion.tsx";
import { EMOJI } from "./emoji-data.ts";
import { findEmoji } from "./find-emoji.ts";

const MOST_OFFERED = 8;

export function offerEmoji(typed: string, caret: number): readonly CompletionChoice[] {
  const from = caret - typed.length - 1;
  return findEmoji(EMOJI, typed, MOST_OFFERED).map(({ emoji, names }) => ({
    key: emoji,
    label: `${emoji} ${names[langNow()]}`,
    insert: `${emoji} `,
    from,
  }));
}
