/** A person's roles: the first one, those held beside it and until when, and giving or taking them. */
import { GRANTED_ROLES, type GrantedRole, isGrantedRole, type ReviewedPerson, type RoleName } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { Time } from "../../ui/time.tsx";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useRoleNames } from "../roles/use-role-names.ts";
import { usePeopleWords } from "./words/use-people-words.ts";

const HOUR_MS = 3_600_000;
const SPANS = {
  "8h": 8 * HOUR_MS,
  "1d": 24 * HOUR_MS,
  "7d": 168 * HOUR_MS,
  "30d": 720 * HOUR_MS,
  open: undefined,
} as const;
type Span = keyof typeof SPANS;
const SPAN_NAMES = ["8h", "1d", "7d", "30d", "open"] as const satisfies readonly Span[];

interface PersonRolesProps {
  readonly person: ReviewedPerson;
  readonly onChanged: () => Promise<void>;
}

export function PersonRoles({ person, onChanged }: PersonRolesProps) {
  const words = usePeopleWords();
  const roles = useRoleNames();
  const mayGrant = useMay("role.grant");
  const name = cleanName(person.name);
  const [isGiving, setGiving] = useState(false);
  return (
    <section aria-labelledby="roles-title">
      <h2 id="roles-title" className={settings.heading}>
        {words.columns.roles}
      </h2>
      <div className={settings.card}>
        {mayGrant && isGrantedRole(person.role) ? (
          <FirstRole key={person.role} person={person} name={name} onChanged={onChanged} />
        ) : (
          <p>{roles.of(person.role)}</p>
        )}
        {person.held.map((one) => (
          <HeldRole key={one.role} person={person} held={one} onChanged={onChanged} />
        ))}
        {mayGrant && !isGiving && (
          <div className={settings.buttons}>
            <Button onClick={() => setGiving(true)}>{words.giveMore}</Button>
          </div>
        )}
        {isGiving && (
          <GiveRole
            person={person}
            onDone={async () => {
              setGiving(false);
              await onChanged();
            }}
          />
        )}
      </div>
    </section>
  );
}

/** Chosen first, and given only then: arrow keys in a list of choices pass by every one of them. */
function FirstRole({ person, name, onChanged }: PersonRolesProps & { readonly name: string }) {
  const words = usePeopleWords();
  const roles = useRoleNames();
  const action = useAction();
  const [role, setRole] = useState<GrantedRole>(isGrantedRole(person.role) ? person.role : "member");
  const body = { account: person.id, role };
  const give = () =>
    action.run(async () => {
      await api("grantRole", body);
      await onChanged();
    });
  return (
    <>
      <Select
        label={words.firstRole(name)}
        value={role}
        options={GRANTED_ROLES.map((value) => ({ value, label: roles.of(value) }))}
        onChoose={setRole}
      />
      {role !== person.role && (
        <div className={settings.buttons}>
          <Button kind="primary" busy={action.isBusy} onClick={give}>
            {words.give(roles.of(role))}
          </Button>
        </div>
      )}
      <GuardedProblem action={action} />
    </>
  );
}

function HeldRole({ person, held, onChanged }: PersonRolesProps & { readonly held: ReviewedPerson["held"][number] }) {
  const words = usePeopleWords();
  const roles = useRoleNames();
  const mayGrant = useMay("role.grant");
  const action = useAction();
  const body = { account: person.id, role: held.role };
  const take = () =>
    action.run(async () => {
      await api("dropRole", body);
      await onChanged();
    });
  return (
    <>
      <div className={settings.row}>
        <p className={settings.grow}>
          {roles.of(held.role)}{" "}
          <small>
            {held.untilMs === undefined ? (
              words.untilTaken
            ) : (
              <>
                {words.until} <Time atMs={held.untilMs} />
              </>
            )}
          </small>
        </p>
        {mayGrant && (
          <Button small busy={action.isBusy} onClick={take}>
            {words.take}
          </Button>
        )}
      </div>
      <GuardedProblem action={action} />
    </>
  );
}

function GiveRole({ person, onDone }: { readonly person: ReviewedPerson; readonly onDone: () => Promise<void> }) {
  const words = usePeopleWords();
  const roles = useRoleNames();
  const action = useAction();
  const offered = roles.all.filter((one) => one !== person.role && !person.held.some(({ role }) => role === one));
  const [role, setRole] = useState<RoleName>(offered[0] ?? "auditor");
  const [span, setSpan] = useState<Span>("8h");
  const [reason, setReason] = useState("");
  const forMs = SPANS[span];
  const body = { account: person.id, role, reason: reason.trim(), ...(forMs !== undefined && { forMs }) };
  const give = () =>
    action.run(async () => {
      await api("holdRole", body);
      await onDone();
    });
  return (
    <div role="group" aria-label={words.giveMore} className={settings.form}>
      <Select
        label={words.role}
        value={role}
        options={offered.map((value) => ({ value, label: roles.of(value) }))}
        onChoose={setRole}
      />
      <Select
        label={words.howLong}
        value={span}
        options={SPAN_NAMES.map((value) => ({ value, label: words.spans[value] }))}
        onChoose={setSpan}
      />
      <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
      <GuardedProblem action={action} reason={reason} />
      <div className={settings.buttons}>
        <Button kind="primary" busy={action.isBusy} disabled={reason.trim() === ""} onClick={give}>
          {words.give(roles.of(role))}
        </Button>
      </div>
    </div>
  );
}
