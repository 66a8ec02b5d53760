/** A message outside of its room's timeline, in short, and the way to it. */
import type { AccountId, RoomId } from "@warbler/protocol";
import { cleanName, useName } from "../state/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import css from "./found-message.module.css";
import { plainText } from "./markdown.tsx";
import { goToMessage } from "./navigate.ts";

interface FoundMessageProps {
  readonly room: RoomId;
  readonly seq: number;
  readonly author: AccountId;
  /** Who wrote it in the system that `author` brought it in from. */
  readonly importedAuthor: string | undefined;
  readonly atMs: number;
  readonly text: string;
  /** Shown where the message may be of another room. */
  readonly roomName?: string;
  /** Lower-case words to light up. */
  readonly lit?: readonly string[];
}

export function FoundMessage({ room, seq, author, importedAuthor, atMs, text, roomName, lit = [] }: FoundMessageProps) {
  const lang = useLang();
  const here = useName(author);
  const name = importedAuthor === undefined ? here : cleanName(importedAuthor);
  return (
    <button type="button" className={css.found} onClick={() => goToMessage(room, seq)}>
      <Avatar id={`${author} ${importedAuthor ?? ""}`.trim()} name={name} size={30} />
      <span className={css.head}>
        <b>{name}</b>
        {roomName !== undefined && <span>{roomName}</span>}
        <time>{dateTime(atMs, lang)}</time>
      </span>
      <span className={css.text} dir="auto">
        <Lit text={plainText(text)} lit={lit} />
      </span>
    </button>
  );
}

function Lit({ text, lit }: { readonly text: string; readonly lit: readonly string[] }) {
  if (lit.length === 0) return text;
  const words = lit.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const parts = text.split(new RegExp(`(${words.join("|")})`, "giu"));
  return parts.map((part, at) => (at % 2 === 1 ? <mark key={at}>{part}</mark> : part));
}
