/** The names that are mentions in a message, for those who are named in it. */
import type { TimelineMessage } from "@warbler/sdk";
import { useMemo } from "react";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName, useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { EVERYBODY } from "../words/everybody.ts";
import type { MentionName } from "./markdown.tsx";

/** Of a message that names somebody; most name nobody, and stay as they are when somebody else is heard of. */
export function useMentionNames({ mentions, mentionAll }: TimelineMessage): readonly MentionName[] {
  const me = useMyAccount();
  const people = useStore(peopleStore);
  return useMemo(() => {
    const named = mentions.flatMap((id) => {
      const person = people.get(id);
      if (person === undefined) return [];
      const names = person.name === person.handle ? [person.name] : [cleanName(person.name), person.handle];
      return names.map((name) => ({ name, isMe: id === me }));
    });
    const all = mentionAll ? Object.values(EVERYBODY).map((name) => ({ name, isMe: true })) : [];
    return [...named, ...all];
  }, [mentions, mentionAll, people, me]);
}
