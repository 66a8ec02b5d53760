/** Roles that the organisation makes: named, said for whom they are, and made of actions of the table. */
import {
  ACTION_WORDS,
  type Action,
  CUSTOM_ACTIONS,
  type CustomRole,
  LIMITS,
  newId,
  type PolicyDocument,
  type RoleId,
} from "@warbler/protocol";
import { useMemo, useState } from "react";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Switch, TextField } from "../../ui/field.tsx";
import { useLang } from "../../words/use-words.ts";
import css from "./roles.module.css";
import { listed, SavePolicy } from "./save-policy.tsx";
import type { PolicyState } from "./use-policy.ts";
import { useRoleWords } from "./words/use-role-words.ts";

interface PolicyPartProps {
  readonly policy: PolicyState;
  readonly document: PolicyDocument;
}

export function OwnRoleEditor({ policy, document }: PolicyPartProps) {
  const words = useRoleWords().own;
  const lang = useLang();
  const mayChange = useMay("policy.change");
  const [draft, setDraft] = useState<CustomRole>();
  const [leaving, setLeaving] = useState<RoleId>();
  return (
    <section aria-labelledby="own-roles-title">
      <h2 id="own-roles-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        {document.roles.length === 0 && <p>{words.none}</p>}
        {document.roles.map((role) => (
          <div key={role.id} className={settings.row}>
            <div className={settings.grow}>
              <b>{cleanName(role.name)}</b>
              <small>{listed(role.actions, lang) || words.nothing}</small>
              {role.secondFactor === true && <small>{words.factor}</small>}
            </div>
            {mayChange && draft === undefined && leaving === undefined && (
              <>
                <Button small aria-label={`${words.edit}: ${cleanName(role.name)}`} onClick={() => setDraft(role)}>
                  {words.edit}
                </Button>
                <Button
                  small
                  aria-label={`${words.remove}: ${cleanName(role.name)}`}
                  onClick={() => setLeaving(role.id)}
                >
                  {words.remove}
                </Button>
              </>
            )}
          </div>
        ))}
        {mayChange && draft === undefined && leaving === undefined && (
          <div className={settings.buttons}>
            <Button onClick={() => setDraft({ id: newId<RoleId>(), name: "", says: "", actions: [] })}>
              {words.make}
            </Button>
          </div>
        )}
        {draft !== undefined && (
          <Draft
            policy={policy}
            document={document}
            draft={draft}
            onEdit={setDraft}
            onDone={() => setDraft(undefined)}
          />
        )}
        {leaving !== undefined && (
          <Removal policy={policy} document={document} role={leaving} onDone={() => setLeaving(undefined)} />
        )}
      </div>
    </section>
  );
}

function Draft({
  policy,
  document,
  draft,
  onEdit,
  onDone,
}: PolicyPartProps & {
  readonly draft: CustomRole;
  readonly onEdit: (draft: CustomRole) => void;
  readonly onDone: () => void;
}) {
  const words = useRoleWords().own;
  const lang = useLang();
  const next = useMemo(() => withRole(document, draft), [document, draft]);
  const toggle = (action: Action, isOn: boolean) =>
    onEdit({
      ...draft,
      actions: CUSTOM_ACTIONS.filter((one) => (one === action ? isOn : draft.actions.includes(one))),
    });
  return (
    <div role="group" aria-label={words.make} className={css.draft}>
      <TextField
        label={words.name}
        value={draft.name}
        maxLength={LIMITS.displayNameChars}
        onText={(name) => onEdit({ ...draft, name })}
      />
      <TextField
        label={words.forWhom}
        value={draft.says}
        maxLength={LIMITS.reasonChars}
        onText={(says) => onEdit({ ...draft, says })}
      />
      <Switch
        label={words.factor}
        hint={words.factorHint}
        on={draft.secondFactor === true}
        onSwitch={(secondFactor) => onEdit({ ...draft, secondFactor })}
      />
      <fieldset className={css.actions}>
        <legend>{words.may}</legend>
        {CUSTOM_ACTIONS.map((action) => (
          <label key={action}>
            <input
              type="checkbox"
              checked={draft.actions.includes(action)}
              onChange={({ target }) => toggle(action, target.checked)}
            />
            {ACTION_WORDS[action][lang]}
          </label>
        ))}
      </fieldset>
      {draft.name.trim() === "" ? (
        <div className={settings.buttons}>
          <p className={settings.says}>{words.needsName}</p>
          <Button onClick={onDone}>{words.giveUp}</Button>
        </div>
      ) : (
        <SavePolicy policy={policy} next={next} onDone={onDone} onCancel={onDone} />
      )}
    </div>
  );
}

function Removal({
  policy,
  document,
  role,
  onDone,
}: PolicyPartProps & { readonly role: RoleId; readonly onDone: () => void }) {
  const words = useRoleWords().own;
  const next = useMemo(
    () => ({ ...document, roles: document.roles.filter(({ id }) => id !== role) }),
    [document, role],
  );
  const name = cleanName(document.roles.find(({ id }) => id === role)?.name ?? "");
  return (
    <div role="group" aria-label={words.remove} className={css.draft}>
      <p>{words.removing(name)}</p>
      <SavePolicy policy={policy} next={next} onDone={onDone} onCancel={onDone} />
    </div>
  );
}

function withRole(document: PolicyDocument, role: CustomRole): PolicyDocument {
  const made = { ...role, name: role.name.trim(), says: role.says.trim() };
  const isKnown = document.roles.some(({ id }) => id === role.id);
  const roles = isKnown ? document.roles.map((one) => (one.id === role.id ? made : one)) : [...document.roles, made];
  return { ...document, roles };
}
