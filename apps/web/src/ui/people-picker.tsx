/** Chooses people: type to narrow, click to take or leave. */
import type { AccountId, Person } from "@warbler/protocol";
import { Check, X } from "lucide-react";
import { useMemo, useState } from "react";
import { peopleStore, presenceStore } from "../state/chat-state.ts";
import { cleanName, useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { useWords } from "../words/use-words.ts";
import { Avatar } from "./avatar.tsx";
import { TextField } from "./field.tsx";
import { join } from "./join.ts";
import css from "./people-picker.module.css";

const MOST_SHOWN = 60;
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
  const offered = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const fits = ({ id, name, handle, role }: Person) =>
      (withMe || id !== me) &&
      role !== "placeholder" &&
      !(peopleOnly && role === "bot") &&
      !without.includes(id) &&
      (name.toLowerCase().includes(wanted) || handle.toLowerCase().includes(wanted));
    return [...people.values()].filter(fits).sort((a, b) => a.name.localeCompare(b.name));
  }, [people, text, me, without, withMe, peopleOnly]);
  const toggle = (id: AccountId) => {
    const rest = chosen.filter((one) => one !== id);
    if (single) onChange([id]);
    else onChange(rest.length < chosen.length ? rest : [...chosen, id]);
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
      <TextField label={words.people.find} value={text} onText={setText} autoComplete="off" />
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
        {offered.length === 0 && <li className={css.nobody}>{words.people.nobody}</li>}
      </ul>
    </div>
  );
}
