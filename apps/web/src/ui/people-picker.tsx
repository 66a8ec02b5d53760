/** Chooses people: type to narrow, click to take or leave. */
import type { AccountId, Person } from "@warbler/protocol";
import { Check, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { engine } from "../platform/engine.ts";
import { peopleStore, presenceStore } from "../state/chat-state.ts";
import { cleanName, useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { useWords } from "../words/use-words.ts";
import { Avatar } from "./avatar.tsx";
import { TextField } from "./field.tsx";
import { join } from "./join.ts";
import css from "./people-picker.module.css";

const MOST_SHOWN = 60;
/** So many people take more than a page of the directory, and each opening would read all of them. */
const LARGE = 500;
const NOBODY: readonly AccountId[] = [];

interface PeoplePickerProps {
  readonly chosen: readonly AccountId[];
  readonly onChange: (chosen: readonly AccountId[]) => void;
  /** Those who are there already. */
  readonly without?: readonly AccountId[];
  /** Exactly one: the next choice takes the place of the one before. */
  readonly single?: boolean;
  /** Oneself can be chosen too. */
  readonly withMe?: boolean;
  /** Bots are not offered. */
  readonly peopleOnly?: boolean;
}

export function PeoplePicker({
  chosen,
  onChange,
  without = NOBODY,
  single = false,
  withMe = false,
  peopleOnly = false,
}: PeoplePickerProps) {
  const words = useWords();
  const me = useMyAccount();
  const people = useStore(peopleStore);
  const presence = useStore(presenceStore);
  const [text, setText] = useState("");
  // Sorting costs most where there are thousands, and what is typed does not change the order.
  const sorted = useMemo(() => [...people.values()].sort((a, b) => a.name.localeCompare(b.name)), [people]);
  const choosable = useMemo(() => {
    const out = new Set(without);
    const fits = ({ id, role }: Person) =>
      (withMe || id !== me) && role !== "placeholder" && !(peopleOnly && role === "bot") && !out.has(id);
    return sorted.filter(fits);
  }, [sorted, me, without, withMe, peopleOnly]);
  const offered = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return choosable.filter(({ name, handle }) => [name, handle].some((said) => said.toLowerCase().includes(wanted)));
  }, [choosable, text]);
  // Nobody announces a newcomer to those who share no room with them. A large directory is read again only for
  // whom it did not have. Without a network those known are offered.
  const isWanted = people.size < LARGE || offered.length === 0;
  useEffect(() => {
    if (isWanted) engine.ask("directory").catch(() => undefined);
  }, [isWanted]);
  const toggle = (id: AccountId) => {
    const rest = chosen.filter((one) => one !== id);
    if (single) onChange([id]);
    else onChange(rest.length < chosen.length ? rest : [...chosen, id]);
  };
  // Enter takes who is found, and never sends the form around the picker.
  const takeFirst = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const [first] = offered;
    if (text.trim() === "" || first === undefined) return;
    toggle(first.id);
    setText("");
  };
  return (
    <div className={css.picker}>
      {!single && chosen.length > 0 && (
        <ul className={css.chosen}>
          {chosen.map((id) => (
            <li key={id}>
              <button type="button" className={css.chip} onClick={() => toggle(id)}>
                {cleanName(people.get(id)?.name ?? words.common.someone)} <X size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <TextField label={words.people.find} value={text} onText={setText} onKeyDown={takeFirst} autoComplete="off" />
      <ul className={css.list} aria-label={words.people.list}>
        {offered.slice(0, MOST_SHOWN).map((person) => {
          const isChosen = chosen.includes(person.id);
          const state = presence.get(person.id);
          return (
            <li key={person.id}>
              <button
                type="button"
                className={join(css.person, isChosen && css.isChosen)}
                aria-pressed={isChosen}
                onClick={() => toggle(person.id)}
              >
                <Avatar
                  id={person.id}
                  name={cleanName(person.name)}
                  size={32}
                  {...(state !== undefined && { presence: state })}
                />
                <span>
                  <b dir="auto">{cleanName(person.name)}</b>
                  <small>@{person.handle}</small>
                </span>
                {isChosen && <Check size={18} aria-hidden />}
              </button>
            </li>
          );
        })}
        {offered.length === 0 && (
          <li className={css.nobody}>{text.trim() === "" ? words.people.nobodyElse : words.people.nobody}</li>
        )}
      </ul>
    </div>
  );
}
