/** Asks for a role for a time, with a reason, and shows what was asked for and what came of it. */
import { GRANTED_ROLES, type GrantedRole, type RoleRequest } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { Me } from "../engine/engine-api.ts";
import { api } from "../platform/api.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { Select } from "../ui/select.tsx";
import { Time } from "../ui/time.tsx";
import { useWords } from "../words/use-words.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

const HOUR_MS = 3_600_000;
const HOURS = ["1", "4", "8", "24", "168"] as const;

export function AskRole({ me }: { readonly me: Me }) {
  const words = useSecurityWords().askRole;
  const { org } = useWords().roles;
  const [requests, setRequests] = useState<readonly RoleRequest[]>([]);
  const [role, setRole] = useState<GrantedRole>("auditor");
  const [hours, setHours] = useState<(typeof HOURS)[number]>("4");
  const [reason, setReason] = useState("");
  const action = useAction();
  const load = useCallback(() => {
    api("ownRoleRequests", undefined).then(
      (answer) => setRequests(answer.requests),
      () => undefined,
    );
  }, []);
  useEffect(load, [load]);
  const ask = () =>
    action.run(async () => {
      await api("askRole", { role, forMs: Number(hours) * HOUR_MS, reason: reason.trim() });
      setReason("");
      load();
    });
  return (
    <section aria-labelledby="ask-role-title">
      <h2 id="ask-role-title" className={settings.heading}>
        {words.title}
      </h2>
      <form
        className={settings.card}
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <p className={settings.says}>{words.says}</p>
        <Select
          label={words.role}
          value={role}
          options={GRANTED_ROLES.filter((one) => one !== me.role).map((value) => ({ value, label: org[value] }))}
          onChoose={setRole}
        />
        <Select
          label={words.howLong}
          value={hours}
          options={HOURS.map((value) => ({ value, label: words.hours(Number(value)) }))}
          onChoose={setHours}
        />
        <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
        <Problem text={action.problem} />
        <div className={settings.buttons}>
          <Button type="submit" kind="primary" busy={action.isBusy} disabled={reason.trim() === ""}>
            {words.ask}
          </Button>
        </div>
        {requests.map((one) => (
          <OwnRequest key={one.id} request={one} onWithdrawn={load} />
        ))}
      </form>
    </section>
  );
}

function OwnRequest({ request, onWithdrawn }: { readonly request: RoleRequest; readonly onWithdrawn: () => void }) {
  const words = useSecurityWords().askRole;
  const { org } = useWords().roles;
  const action = useAction();
  const withdraw = () =>
    action.run(async () => {
      await api("withdrawRoleRequest", undefined, { request: request.id });
      onWithdrawn();
    });
  const builtIn = GRANTED_ROLES.find((one) => one === request.role);
  return (
    <>
      <div className={settings.row}>
        <div className={settings.grow}>
          <b>
            {builtIn === undefined ? request.role : org[builtIn]}
            <span className={settings.tag}>{words.states[request.state]}</span>
          </b>
          <small>
            <Time atMs={request.askedAtMs} /> · {request.reason}
          </small>
        </div>
        {request.state === "open" && (
          <Button small busy={action.isBusy} onClick={withdraw}>
            {words.withdraw}
          </Button>
        )}
      </div>
      <Problem text={action.problem} />
    </>
  );
}
