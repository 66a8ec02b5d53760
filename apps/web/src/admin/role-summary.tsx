/** What each role may do, in plain words, from the table of actions itself and the organisation's own policy. */
import {
  ACTION_WORDS,
  type Action,
  type ApiAnswer,
  DUTY_ROLES,
  GRANTED_ROLES,
  isGrantedRole,
  ORG_ACTIONS,
  type RoleName,
  ruleOf,
} from "@warbler/protocol";
import { useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { engine } from "../platform/engine.ts";
import settings from "../settings/settings-page.module.css";
import { cleanName } from "../state/people.ts";
import { Problem } from "../ui/problem.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./admin.module.css";
import { Select } from "./select.tsx";
import { useAdminWords } from "./words/use-admin-words.ts";

type Policy = ApiAnswer<"policy">["document"];

export function RoleSummary() {
  const words = useAdminWords().roles;
  const all = useWords();
  const lang = useLang();
  const [policy, setPolicy] = useState<Policy>();
  const [error, setError] = useState<unknown>();
  const [role, setRole] = useState<RoleName>("administrator");
  useEffect(() => {
    engine.ask("policy").then(({ document }) => setPolicy(document), setError);
  }, []);
  const own = policy?.roles ?? [];
  const actions = actionsOf(role, policy);
  const needed = (action: Action) => policy?.dual.find((one) => one.action === action)?.approvals;
  return (
    <section aria-labelledby="role-summary-title">
      <h2 id="role-summary-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        {policy?.profile === "three-officers" && <p>{words.officers}</p>}
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        <Select
          label={words.role}
          value={role}
          options={[
            ...GRANTED_ROLES.map((value) => ({ value, label: all.roles.org[value] })),
            ...own.map(({ id, name }) => ({ value: id, label: cleanName(name) })),
          ]}
          onChoose={setRole}
        />
        {actions.length === 0 ? (
          <p>{words.nothing}</p>
        ) : (
          <ul className={css.list} aria-label={words.may}>
            {actions.map((action) => {
              const count = needed(action);
              return (
                <li key={action}>
                  {ACTION_WORDS[action][lang]}
                  {count !== undefined && <span className={settings.says}> · {words.dual(count)}</span>}
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </section>
  );
}

/** By the same table that the server decides by; under three officers a duty is its officer's alone. */
function actionsOf(role: RoleName, policy: Policy | undefined): readonly Action[] {
  if (!isGrantedRole(role)) return policy?.roles.find(({ id }) => id === role)?.actions ?? [];
  return ORG_ACTIONS.filter((action) => {
    const { org, duty } = ruleOf(action);
    if (policy?.profile === "three-officers" && duty !== undefined) return DUTY_ROLES[duty] === role;
    return org?.includes(role) === true;
  });
}
