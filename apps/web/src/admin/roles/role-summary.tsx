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
import { failureText } from "../../chat/failure-text.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { Problem } from "../../ui/problem.tsx";
import { Select } from "../../ui/select.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { useQueryValue } from "../place.ts";
import css from "./roles.module.css";
import { useRoleWords } from "./words/use-role-words.ts";

type Policy = ApiAnswer<"policy">["document"];

export function RoleSummary() {
  const words = useRoleWords().roles;
  const all = useWords();
  const lang = useLang();
  const [policy, setPolicy] = useState<Policy>();
  const [error, setError] = useState<unknown>();
  const [name, setName] = useQueryValue("role", "administrator");
  useEffect(() => {
    api("policy", undefined).then(({ document }) => setPolicy(document), setError);
  }, []);
  const own = policy?.roles ?? [];
  const role = [...GRANTED_ROLES, ...own.map(({ id }) => id)].find((one) => one === name) ?? "administrator";
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
          onChoose={setName}
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
