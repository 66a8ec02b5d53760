/** Mentions while one writes: who is offered, and who is meant in the end. */
import type { AccountId } from "@warbler/protocol";
import { splitByMentions, typedMention } from "@warbler/protocol/mention-text";
import type { Member } from "@warbler/sdk";
import { Users } from "lucide-react";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { EVERYBODY } from "../words/everybody.ts";
import { wordsNow } from "../words/use-words.ts";
import type { CompletionChoice } from "./completion.tsx";

const MOST_OFFERED = 8;
const MOST_MENTIONS = 200;

/** Who could be meant by the @ before the caret. */
export function mentionChoices(text: string, caret: number, members: readonly Member[]): readonly CompletionChoice[] {
  const mention = typedMention(text.slice(0, caret));
  if (mention === undefined) return [];
  const { from, typed } = mention;
  const everybody = wordsNow().composer.everybody;
  const all: CompletionChoice = {
    key: "everybody",
    icon: <Users size={22} aria-hidden />,
    label: `@${everybody}`,
    detail: wordsNow().composer.everybodyDetail(members.length),
    insert: `@${everybody} `,
    from,
  };
  const people = peopleStore.get();
  const found = members.flatMap((member): CompletionChoice[] => {
    const name = cleanName(people.get(member.id)?.name ?? member.name);
    const handle = people.get(member.id)?.handle ?? "";
    if (!name.toLowerCase().includes(typed) && !handle.toLowerCase().startsWith(typed)) return [];
    const icon = <Avatar id={member.id} name={name} size={24} />;
    return [{ key: member.id, icon, label: name, detail: handle, insert: `@${name} `, from }];
  });
  const offersAll = members.length > 2 && everybody.toLowerCase().startsWith(typed);
  return [...found.slice(0, MOST_OFFERED), ...(offersAll ? [all] : [])];
}

/** Whoever stands in the text with an @ before the name, also when it was written by hand. */
export function mentionsIn(
  text: string,
  members: readonly Member[],
): { readonly mentions: readonly AccountId[]; readonly mentionAll: boolean } {
  const people = peopleStore.get();
  const named = members.flatMap(({ id, name }) => {
    const person = people.get(id);
    return [cleanName(person?.name ?? name), person?.handle ?? ""].map((one) => ({ id, name: one }));
  });
  const all = Object.values(EVERYBODY).map((name) => ({ id: undefined, name }));
  const ids = new Set(splitByMentions(text, [...named, ...all]).flatMap((part) => part.named.map(({ id }) => id)));
  const mentionAll = ids.delete(undefined);
  return { mentions: [...ids].filter((id) => id !== undefined).slice(0, MOST_MENTIONS), mentionAll };
}
