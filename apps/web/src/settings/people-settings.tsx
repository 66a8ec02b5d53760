/** Who is in the organisation, and their roles. */
import type { Person } from "@warbler/protocol";
import { useMemo, useState } from "react";
import { writeTo } from "../chat/write-to.ts";
import type { Me } from "../engine/engine-api.ts";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./settings-page.module.css";

const MOST_SHOWN = 100;

export function PeopleSettings({ me }: { readonly me: Me }) {
  const words = useWords();
  const people = useStore(peopleStore);
  const [text, setText] = useState("");
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return [...people.values()]
      .filter(({ name, handle }) => name.toLowerCase().includes(wanted) || handle.includes(wanted))
      .sort((a, b) => a.name.localeCompare(b.name));
  }, [people, text]);
  return (
    <>
      <h2 className={css.heading}>{words.people.title(people.size)}</h2>
      <div className={css.card}>
        <TextField label={words.people.find} type="search" value={text} onText={setText} />
        {found.slice(0, MOST_SHOWN).map((person) => (
          <PersonRow key={person.id} person={person} isMe={person.id === me.account} />
        ))}
        {found.length > MOST_SHOWN && <p className={css.says}>{words.people.more(found.length - MOST_SHOWN)}</p>}
      </div>
    </>
  );
}

function PersonRow({ person, isMe }: { readonly person: Person; readonly isMe: boolean }) {
  const words = useWords();
  const name = cleanName(person.name);
  return (
    <div className={css.row}>
      <Avatar id={person.id} name={name} size={36} />
      <div className={css.grow}>
        <b>
          {isMe ? words.room.you(name) : name}
          {person.role !== "member" && <span className={css.tag}>{words.roles.org[person.role]}</span>}
        </b>
        <small>@{person.handle}</small>
      </div>
      {!isMe && person.role !== "placeholder" && (
        <Button small onClick={() => writeTo(person.id)}>
          {words.room.writeTo}
        </Button>
      )}
    </div>
  );
}
