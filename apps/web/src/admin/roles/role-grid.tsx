/** Every role beside every other one: which actions of the organisation each lets one do. */
import { ACTION_WORDS, GRANTED_ROLES, ORG_ACTIONS, type PolicyDocument, type RoleName } from "@warbler/protocol";
import { Check } from "lucide-react";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useLang, useWords } from "../../words/use-words.ts";
import { actionsOfRole } from "./role-actions.ts";
import css from "./roles.module.css";
import { useRoleWords } from "./words/use-role-words.ts";

export function RoleGrid({ document }: { readonly document: PolicyDocument }) {
  const words = useRoleWords().grid;
  const { org } = useWords().roles;
  const lang = useLang();
  const columns = [
    ...GRANTED_ROLES.map((role): { role: RoleName; name: string } => ({ role, name: org[role] })),
    ...document.roles.map(({ id, name }) => ({ role: id, name: cleanName(name) })),
  ].map((one) => ({ ...one, may: new Set(actionsOfRole(one.role, document)) }));
  return (
    <section aria-labelledby="grid-title">
      <h2 id="grid-title" className={settings.heading}>
        {words.title}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached from the keyboard. */}
      <div className={css.scroll} role="group" aria-labelledby="grid-title" tabIndex={0}>
        <table className={css.grid}>
          <thead>
            <tr>
              <th>{words.action}</th>
              {columns.map(({ role, name }) => (
                <th key={role} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ORG_ACTIONS.map((action) => (
              <tr key={action}>
                <th scope="row">{ACTION_WORDS[action][lang]}</th>
                {columns.map(({ role, may }) => (
                  <td key={role}>
                    {may.has(action) ? (
                      <Check size={16} role="img" aria-label={words.yes} />
                    ) : (
                      <span aria-label={words.no}>·</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
