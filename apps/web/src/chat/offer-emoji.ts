/** Emoji for what was typed behind a colon. */
import { settingsStore } from "../platform/settings.ts";
import { langNow } from "../words/use-words.ts";
import type { CompletionChoice } from "./completion.tsx";
import { EMOJI } from "./emoji-data.ts";
import { findEmoji } from "./find-emoji.ts";
import { withTone } from "./skin-tone.ts";

const MOST_OFFERED = 8;

export function offerEmoji(typed: string, caret: number): readonly CompletionChoice[] {
  const from = caret - typed.length - 1;
  const { skinTone } = settingsStore.get();
  return findEmoji(EMOJI, typed, MOST_OFFERED)
    .map((one) => (one.hasTones ? { ...one, emoji: withTone(one.emoji, skinTone) } : one))
    .map(({ emoji, names }) => ({
      key: emoji,
      label: `${emoji} ${names[langNow()]}`,
      insert: `${emoji} `,
      from,
    }));
}
