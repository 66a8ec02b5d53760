/** What could complete the text before the caret: people, emoji, commands. The rarer tables are loaded when first needed. */
import type { RoomId } from "@warbler/protocol";
import { useRef, useState } from "react";
import { inSilence } from "../state/attempt.ts";
import { useMembers } from "../state/members.ts";
import type { CompletionChoice } from "./completion.tsx";
import { mentionChoices } from "./mentions.tsx";

const NONE: readonly CompletionChoice[] = [];
/** One Chinese character says enough; of other scripts, two do. */
const EMOJI = /(?:^|\s)[:：](\p{Script=Han}[\p{L}\p{N}]{0,20}|[\p{L}\p{N}_+-]{2,30})$/u;
const COMMAND = /^\/[a-z]*$/;

export function useCompletions(room: RoomId) {
  const members = useMembers(room);
  const [choices, setChoices] = useState(NONE);
  const asked = useRef("");
  /** Choices that come late are for the text as it is then. */
  const later = (before: string, loading: Promise<readonly CompletionChoice[]>) =>
    inSilence(loading.then((found) => asked.current === before && setChoices(found)));
  const clear = () => {
    asked.current = "";
    setChoices(NONE);
  };
  const look = (text: string, caret: number) => {
    const before = text.slice(0, caret);
    asked.current = before;
    const emoji = EMOJI.exec(before)?.[1];
    if (emoji !== undefined) later(before, emojiChoices(emoji, caret));
    else if (COMMAND.test(before)) later(before, commandChoices(before));
    else setChoices(mentionChoices(before, caret, members));
  };
  return { members, choices, look, clear };
}

async function emojiChoices(typed: string, caret: number): Promise<readonly CompletionChoice[]> {
  const { offerEmoji } = await import("./offer-emoji.ts");
  return offerEmoji(typed, caret);
}

async function commandChoices(typed: string): Promise<readonly CompletionChoice[]> {
  const { offerCommands } = await import("./slash-commands.ts");
  return offerCommands(typed);
}
