/** Who has another role than member, with what one may do about it: another role, suspension, lifting it. */
import { GRANTED_ROLES, type GrantedRole, isGrantedRole, ORG_ROLES, type Person } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { engine } from "../../platform/engine.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Select } from "../../ui/select.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { useRoleWords } from "./words/use-role-words.ts";

export function PeopleWithRoles({ me }: { readonly me: Me }) {
  const words = useRoleWords().people;
  const lang = useLang();
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    engine.ask("directory").then(setPeople, setError);
  }, []);
  useEffect(load, [load]);
  const shown = people
    .filter(({ role, suspended }) => (role !== "member" && isGrantedRole(role)) || suspended === true)
    .toSorted((a, b) => ORG_ROLES.indexOf(a.role) - ORG_ROLES.indexOf(b.role) || a.name.localeCompare(b.name));
  return (
    <section aria-labelledby="people-roles-title">
      <h2 id="people-roles-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {shown.map((person) => (
          <PersonRow key={person.id} person={person} me={me} onChanged={load} />
        ))}
      </div>
    </section>
  );
}

interface RowProps {
  readonly person: Person;
  readonly me: Me;
  readonly onChanged: () => void;
}

function PersonRow({ person, me, onChanged }: RowProps) {
  const words = useRoleWords().people;
  const all = useWords();
  const action = useAction();
  const mayGrant = useMay("role.grant");
  const maySuspend = useMay("person.suspend");
  const [isSuspending, setSuspending] = useState(false);
  const name = cleanName(person.name);
  const change = (work: () => Promise<unknown>) =>
    action.run(async () => {
      await work();
      onChanged();
    });
  return (
    <>
      <div className={settings.row}>
        <Avatar id={person.id} name={name} size={36} />
        <div className={settings.grow}>
          <b>
            {name}
            {person.suspended === true && <span className={settings.tag}>{words.suspended}</span>}
          </b>
          <small>@{person.handle}</small>
        </div>
        {mayGrant && isGrantedRole(person.role) ? (
          <Select
            bare
            label={words.role(name)}
            value={person.role}
            options={GRANTED_ROLES.map((value) => ({ value, label: all.roles.org[value] }))}
            onChoose={(role: GrantedRole) => change(() => engine.ask("grantRole", person.id, role))}
          />
        ) : (
          <span>{all.roles.org[person.role]}</span>
        )}
        {maySuspend && person.id !== me.account && (
          <Button
            small
            busy={action.isBusy}
            onClick={() =>
              person.suspended === true ? change(() => engine.ask("reinstatePerson", person.id)) : setSuspending(true)
            }
          >
            {person.suspended === true ? words.reinstate : words.suspend}
          </Button>
        )}
      </div>
      <Problem text={action.problem} />
      {isSuspending && (
        <SuspendDialog
          name={name}
          onClose={() => setSuspending(false)}
          suspend={async (reason) => {
            await engine.ask("suspendPerson", person.id, reason);
            setSuspending(false);
            onChanged();
          }}
        />
      )}
    </>
  );
}

interface SuspendProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly suspend: (reason: string) => Promise<void>;
}

function SuspendDialog({ name, onClose, suspend }: SuspendProps) {
  const words = useRoleWords().people;
  const { common } = useWords();
  const [reason, setReason] = useState("");
  const action = useAction();
  return (
    <Dialog
      title={words.suspendTitle(name)}
      says={words.suspendSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            kind="danger"
            busy={action.isBusy}
            disabled={reason.trim() === ""}
            onClick={() => action.run(() => suspend(reason.trim()))}
          >
            {words.suspend}
          </Button>
        </>
      }
    >
      <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
