/** Asks the server whether somebody may do something, and shows the rule that decides it. */
import {
  ACTION_WORDS,
  type AccountId,
  type Action,
  ALL_ACTIONS,
  type RoomId,
  ruleOf,
  type WhyAnswer,
} from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { Me } from "../engine/engine-api.ts";
import { api } from "../platform/api.ts";
import settings from "../settings/settings-page.module.css";
import { peopleStore, roomsStore } from "../state/chat-state.ts";
import { cleanName, roomNameNow } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Select } from "../ui/select.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./why.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

interface WhyProps {
  readonly me: Me;
  /** For who may ask about anybody. */
  readonly ofOthers?: boolean;
  /** Asked about this person alone; about oneself otherwise. */
  readonly of?: AccountId;
}

export function Why({ me, ofOthers = false, of }: WhyProps) {
  const words = useSecurityWords();
  const general = useWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const [account, setAccount] = useState(of ?? me.account);
  const [action, setAction] = useState<Action>("people.invite");
  const [person, setPerson] = useState<AccountId>();
  const [room, setRoom] = useState<RoomId>();
  const rooms = [...useStore(roomsStore).values()];
  const [answer, setAnswer] = useState<WhyAnswer>();
  const asking = useAction();
  const everybody = [...people.values()].filter(({ role }) => role !== "placeholder");
  const others = everybody.filter(({ id }) => id !== me.account);
  const { on } = ruleOf(action);
  // What it is asked about is what the screen shows: the first of the list until another is chosen.
  const actedOn = person ?? account;
  const inRoom = room ?? rooms[0]?.id;
  const ask = () =>
    asking.run(async () => {
      const about = on === "account" ? { person: actedOn } : on === "room" ? { room: inRoom } : {};
      setAnswer(await api("why", { account, action, ...about }));
    });
  const nameOf = ({ id, name, handle }: (typeof everybody)[number]) =>
    id === account ? words.why.themselves(cleanName(name)) : `${cleanName(name)} @${handle}`;
  return (
    <section aria-labelledby="why-title">
      <h2 id="why-title" className={settings.heading}>
        {ofOthers || of !== undefined ? words.why.title : words.why.ownTitle}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.why.says}</p>
        {ofOthers && (
          <Select
            label={words.why.person}
            value={account}
            options={[
              { value: me.account, label: words.why.me },
              ...others.map((one) => ({ value: one.id, label: `${cleanName(one.name)} @${one.handle}` })),
            ]}
            onChoose={setAccount}
          />
        )}
        <Select
          label={words.why.action}
          value={action}
          options={ALL_ACTIONS.map((value) => ({ value, label: ACTION_WORDS[value][lang] }))}
          onChoose={setAction}
        />
        {on === "account" && (
          <Select
            label={words.why.actedOn}
            value={actedOn}
            options={everybody.map((one) => ({ value: one.id, label: nameOf(one) }))}
            onChoose={setPerson}
          />
        )}
        {on === "room" && inRoom !== undefined && (
          <Select
            label={words.why.room}
            hint={words.why.roomHint}
            value={inRoom}
            options={rooms.map((view) => ({ value: view.id, label: roomNameNow(view, general) }))}
            onChoose={setRoom}
          />
        )}
        {on === "room" && inRoom === undefined && <p className={settings.says}>{words.why.noRoom}</p>}
        <div className={settings.buttons}>
          <Button kind="primary" busy={asking.isBusy} disabled={on === "room" && inRoom === undefined} onClick={ask}>
            {words.why.ask}
          </Button>
        </div>
        <Problem text={asking.problem} />
        <div role="status">{answer !== undefined && <p className={css.answer}>{answer[lang]}</p>}</div>
      </div>
    </section>
  );
}
