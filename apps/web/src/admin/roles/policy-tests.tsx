/** Tests that stand beside the policy: whether each passes now, new ones, and taking some away. A failing one refuses a change. */
import {
  ACTION_WORDS,
  type AccountId,
  type Action,
  LIMITS,
  ORG_ACTIONS,
  type PolicyDocument,
  type PolicyTest,
  type RoleName,
} from "@warbler/protocol";
import { CircleCheck, CircleX } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { useLang } from "../../words/use-words.ts";
import css from "./roles.module.css";
import { SavePolicy } from "./save-policy.tsx";
import type { PolicyState } from "./use-policy.ts";
import { useRoleNames } from "./use-role-names.ts";
import { useRoleWords } from "./words/use-role-words.ts";

interface PolicyTestsProps {
  readonly policy: PolicyState;
  readonly document: PolicyDocument;
}

export function PolicyTests({ policy, document }: PolicyTestsProps) {
  const words = useRoleWords().tests;
  const mayChange = useMay("policy.change");
  const [failing, setFailing] = useState<ReadonlySet<number>>();
  const [tests, setTests] = useState<readonly PolicyTest[]>();
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    setFailing(undefined);
    api("simulatePolicy", { document }).then(
      (result) => setFailing(new Set(result.failing)),
      () => undefined,
    );
  }, [document]);
  const next = useMemo(() => ({ ...document, tests: [...(tests ?? document.tests)] }), [document, tests]);
  const done = () => {
    setTests(undefined);
    setAdding(false);
  };
  return (
    <section aria-labelledby="tests-title">
      <h2 id="tests-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        {next.tests.length === 0 && <p>{words.none}</p>}
        <ol className={css.tests}>
          {next.tests.map((test, at) => (
            <li key={JSON.stringify(test)}>
              <span>
                {tests === undefined && failing !== undefined && <Verdict passes={!failing.has(at)} />}
                <TestWords test={test} />
              </span>
              {mayChange && (
                <Button small onClick={() => setTests(next.tests.filter((one) => one !== test))}>
                  {words.remove}
                </Button>
              )}
            </li>
          ))}
        </ol>
        {mayChange && !isAdding && next.tests.length < LIMITS.policyTests && (
          <div className={settings.buttons}>
            <Button onClick={() => setAdding(true)}>{words.add}</Button>
          </div>
        )}
        {isAdding && (
          <NewTest
            onAdd={(test) => {
              setTests([...next.tests, test]);
              setAdding(false);
            }}
            onCancel={() => setAdding(false)}
          />
        )}
        {tests !== undefined && <SavePolicy policy={policy} next={next} onDone={done} onCancel={done} />}
      </div>
    </section>
  );
}

function Verdict({ passes }: { readonly passes: boolean }) {
  const words = useRoleWords().tests;
  return passes ? (
    <span className={css.passes}>
      <CircleCheck size={16} aria-hidden /> {words.passes}
    </span>
  ) : (
    <span className={css.fails}>
      <CircleX size={16} aria-hidden /> {words.fails}
    </span>
  );
}

function TestWords({ test: { who, action, may } }: { readonly test: PolicyTest }) {
  const words = useRoleWords().tests;
  const lang = useLang();
  const roles = useRoleNames();
  const people = useStore(peopleStore);
  const name = "role" in who ? roles.of(who.role) : cleanName(people.get(who.account)?.name ?? who.account);
  const what = ACTION_WORDS[action][lang];
  return <>{may ? words.may(name, what) : words.mayNot(name, what)}</>;
}

/** Of a role, or of one very person: that is `@` before the id. */
function NewTest({ onAdd, onCancel }: { readonly onAdd: (test: PolicyTest) => void; readonly onCancel: () => void }) {
  const words = useRoleWords().tests;
  const lang = useLang();
  const roles = useRoleNames();
  const people = useStore(peopleStore);
  const [who, setWho] = useState<RoleName | `@${AccountId}`>("auditor");
  const [action, setAction] = useState<Action>("audit.query");
  const [may, setMay] = useState<"may" | "may-not">("may");
  const somebody = [...people.values()].filter(({ role }) => role !== "placeholder" && role !== "removed");
  const add = () => {
    const person = somebody.find(({ id }) => `@${id}` === who);
    const role = roles.all.find((one) => one === who);
    if (person !== undefined) onAdd({ who: { account: person.id }, action, may: may === "may" });
    else if (role !== undefined) onAdd({ who: { role }, action, may: may === "may" });
  };
  return (
    <div role="group" aria-label={words.add} className={css.draft}>
      <Select
        label={words.who}
        value={who}
        options={[
          ...roles.all.map((value) => ({ value, label: roles.of(value) })),
          ...somebody.map(({ id, name, handle }) => ({
            value: `@${id}` as const,
            label: `${cleanName(name)} @${handle}`,
          })),
        ]}
        onChoose={setWho}
      />
      <Select
        label={words.whether}
        value={may}
        options={[
          { value: "may", label: words.mustMay },
          { value: "may-not", label: words.mustNot },
        ]}
        onChoose={setMay}
      />
      <Select
        label={words.action}
        value={action}
        options={ORG_ACTIONS.map((value) => ({ value, label: ACTION_WORDS[value][lang] }))}
        onChoose={setAction}
      />
      <div className={settings.buttons}>
        <Button kind="primary" onClick={add}>
          {words.add}
        </Button>
        <Button onClick={onCancel}>{words.giveUp}</Button>
      </div>
    </div>
  );
}
