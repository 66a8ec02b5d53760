/** The reactions under a message: how many, from whom, and one's own. */

import type { AccountId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";
import { cleanName, nameOf, useMyAccount } from "../state/people.ts";
import { openDialog } from "../state/ui-state.ts";
import { join } from "../ui/join.ts";
import { useWords } from "../words/use-words.ts";
import css from "./reactions.module.css";

/** Names that a tip tells; the others are counted. */
const NAMED = 12;

export function Reactions({ message }: { readonly message: TimelineMessage }) {
  const me = useMyAccount();
  const words = useWords();
  return (
    <ul className={css.list}>
      {[...message.reactions].map(([emoji, people]) => {
        const isMine = me !== undefined && people.includes(me);
        const who = namesOf(people, words.common.someone, words.message.andMore);
        return (
          <li key={emoji}>
            <button
              type="button"
              className={join(css.reaction, isMine && css.mine)}
              aria-pressed={isMine}
              aria-label={words.message.reaction(emoji, people.length)}
              data-tip={words.message.reactedWith(who, emoji)}
              // A long press, the right button, or the menu key.
              onContextMenu={(event) => {
                event.preventDefault();
                openDialog({ kind: "reactions", message });
              }}
              onClick={() => attempt(engine.ask("react", message.room, message.id, emoji, isMine))}
            >
              <span aria-hidden>{emoji}</span> {people.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Given in the system that the message was brought in from: told, not to be changed. */
export function ImportedReactions({ message }: { readonly message: TimelineMessage }) {
  const words = useWords().message;
  const { reactions = [] } = message.importedAs ?? {};
  if (reactions.length === 0) return null;
  return (
    <ul className={css.list}>
      {reactions.map(({ emoji, count, names }) => (
        <li key={emoji} className={css.reaction} title={named(names, count, words.andMore)}>
          {emoji} {count}
        </li>
      ))}
    </ul>
  );
}

function named(names: readonly string[], count: number, more: (count: number) => string): string {
  const shown = names.slice(0, NAMED).map(cleanName);
  return shown.join(", ") + (count > shown.length ? more(count - shown.length) : "");
}

function namesOf(people: readonly AccountId[], someone: string, more: (count: number) => string): string {
  const named = people.slice(0, NAMED).map((id) => nameOf(id) ?? someone);
  return named.join(", ") + (people.length > NAMED ? more(people.length - NAMED) : "");
}
