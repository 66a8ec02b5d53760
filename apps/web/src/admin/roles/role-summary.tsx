/** What each role may do, in plain words, from the table of actions itself and the organisation's own policy. */
import { ACTION_WORDS, type Action, GRANTED_ROLES, type PolicyDocument } from "@warbler/protocol";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { Select } from "../../ui/select.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { useQueryValue } from "../place.ts";
import { actionsOfRole } from "./role-actions.ts";
import css from "./roles.module.css";
import { useRoleWords } from "./words/use-role-words.ts";

export function RoleSummary({ document }: { readonly document: PolicyDocument }) {
  const words = useRoleWords().roles;
  const all = useWords();
  const lang = useLang();
  const [name, setName] = useQueryValue("role", "administrator");
  const own = document.roles;
  const role = [...GRANTED_ROLES, ...own.map(({ id }) => id)].find((one) => one === name) ?? "administrator";
  const actions = actionsOfRole(role, document);
  const says = own.find(({ id }) => id === role)?.says ?? "";
  const needed = (action: Action) => document.dual.find((one) => one.action === action)?.approvals;
  return (
    <section aria-labelledby="role-summary-title">
      <h2 id="role-summary-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        {document.profile === "three-officers" && <p>{words.officers}</p>}
        <Select
          label={words.role}
          value={role}
          options={[
            ...GRANTED_ROLES.map((value) => ({ value, label: all.roles.org[value] })),
            ...own.map((one) => ({ value: one.id, label: cleanName(one.name) })),
          ]}
          onChoose={setName}
        />
        {says !== "" && <p>{cleanName(says)}</p>}
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
