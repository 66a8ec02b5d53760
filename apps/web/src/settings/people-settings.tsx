/** Who is in the organisation, their roles, and the invitations that are open. */
import type { ApiAnswer, Person } from "@warbler/protocol";
import { useCallback, useEffect, useMemo, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { writeTo } from "../chat/write-to.ts";
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { dialogStore, openDialog } from "../state/ui-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { dateTime } from "../ui/times.ts";
import { langNow, useLang, useWords } from "../words/use-words.ts";
import css from "./settings-page.module.css";

const MOST_SHOWN = 100;

export function PeopleSettings({ me }: { readonly me: Me }) {
  const words = useWords();
  const people = useStore(peopleStore);
  const [text, setText] = useState("");
  const mayInvite = me.role === "owner" || me.role === "administrator";
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return [...people.values()]
      .filter(({ name, handle }) => name.toLowerCase().includes(wanted) || handle.includes(wanted))
      .sort((a, b) => a.name.localeCompare(b.name));
  }, [people, text]);
  return (
    <>
      {mayInvite && <Invitations />}
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

function Invitations() {
  const words = useWords();
  const lang = useLang();
  const dialog = useStore(dialogStore);
  const [all, setAll] = useState<ApiAnswer<"invitations">["invitations"]>([]);
  const load = useCallback(() => {
    engine.ask("invitations").then(setAll, (error: unknown) => toast(failureText(error, langNow()), "problem"));
  }, []);
  // Also after the dialog that makes one was closed.
  useEffect(load, [load, dialog]);
  const open = all.filter(({ state }) => state === "open");
  return (
    <div className={css.card}>
      <div className={css.row}>
        <p className={css.grow}>{words.invite.says}</p>
        <Button kind="primary" onClick={() => openDialog({ kind: "invite" })}>
          {words.invite.title}
        </Button>
      </div>
      {open.map((one) => (
        <div key={one.id} className={css.row}>
          <div className={css.grow}>
            <b>
              {one.note === "" ? words.invite.unnamed : one.note}
              <span className={css.tag}>{words.roles.org[one.role]}</span>
            </b>
            <small>{words.invite.until(dateTime(one.expiresAtMs, lang))}</small>
          </div>
          <Button
            small
            onClick={() => {
              engine
                .ask("withdrawInvitation", one.id)
                .then(load, (error: unknown) => toast(failureText(error, langNow()), "problem"));
            }}
          >
            {words.invite.withdraw}
          </Button>
        </div>
      ))}
    </div>
  );
}
