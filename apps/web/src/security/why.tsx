/** Asks the server whether somebody may do something, and shows the rule that decides it. */
import { ACTION_WORDS, type AccountId, type Action, ORG_ACTIONS, type WhyAnswer } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { Me } from "../engine/engine-api.ts";
import { api } from "../platform/api.ts";
import settings from "../settings/settings-page.module.css";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Select } from "../ui/select.tsx";
import { useLang } from "../words/use-words.ts";
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
  const lang = useLang();
  const people = useStore(peopleStore);
  const [account, setAccount] = useState(of ?? me.account);
  const [action, setAction] = useState<Action>("people.invite");
  const [answer, setAnswer] = useState<WhyAnswer>();
  const asking = useAction();
  const ask = () =>
    asking.run(async () => {
      // Of an act on a person it is asked as on somebody without a duty: on themselves.
      const person = action.startsWith("person.") || action.startsWith("permission.") ? { person: account } : {};
      setAnswer(await api("why", { account, action, ...person }));
    });
  const others = [...people.values()].filter(({ id, role }) => id !== me.account && role !== "placeholder");
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
              ...others.map(({ id, name, handle }) => ({ value: id, label: `${cleanName(name)} @${handle}` })),
            ]}
            onChoose={setAccount}
          />
        )}
        <Select
          label={words.why.action}
          value={action}
          options={ORG_ACTIONS.map((value) => ({ value, label: ACTION_WORDS[value][lang] }))}
          onChoose={setAction}
        />
        <div className={settings.buttons}>
          <Button kind="primary" busy={asking.isBusy} onClick={ask}>
            {words.why.ask}
          </Button>
        </div>
        <Problem text={asking.problem} />
        <div role="status">{answer !== undefined && <p className={css.answer}>{answer[lang]}</p>}</div>
      </div>
    </section>
  );
}
