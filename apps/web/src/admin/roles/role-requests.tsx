/** Roles that people ask for, for a time and with a reason; somebody else than who asks grants or refuses them. */
import type { RoleRequest } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useRoleNames } from "./use-role-names.ts";
import { useRoleWords } from "./words/use-role-words.ts";

export function RoleRequests({ me }: { readonly me: Me }) {
  const words = useRoleWords().requests;
  const [requests, setRequests] = useState<readonly RoleRequest[]>([]);
  const load = useCallback(() => {
    api("roleRequests", undefined).then(
      (answer) => setRequests(answer.requests),
      () => undefined,
    );
  }, []);
  useEffect(load, [load]);
  const open = requests.filter(({ state }) => state === "open");
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="requests-title">
      <h2 id="requests-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        {open.map((one) => (
          <Request key={one.id} request={one} me={me} onAnswered={load} />
        ))}
      </div>
    </section>
  );
}

function Request({
  request,
  me,
  onAnswered,
}: {
  readonly request: RoleRequest;
  readonly me: Me;
  readonly onAnswered: () => void;
}) {
  const words = useRoleWords().requests;
  const roles = useRoleNames();
  const people = useStore(peopleStore);
  const mayGrant = useMay("role.grant");
  const [asked, setAsked] = useState(true);
  const action = useAction();
  const { id, account, role, forMs } = request;
  // What is granted is named in full: who approves it under dual control signs that.
  const body = { grant: asked, account, role, forMs };
  const answer = (grant: boolean) => {
    setAsked(grant);
    action.run(async () => {
      await api("answerRoleRequest", { ...body, grant }, { request: id });
      onAnswered();
    });
  };
  const name = cleanName(people.get(account)?.name ?? account);
  return (
    <>
      <div className={settings.row}>
        <div className={settings.grow}>
          <b>{words.asks(name, roles.of(role), forMs / 3_600_000)}</b>
          <p>{request.reason}</p>
          <small>
            {words.waits} <Time atMs={request.expiresAtMs} />
          </small>
        </div>
        {mayGrant && account !== me.account && (
          <>
            <Button small kind="primary" busy={action.isBusy} onClick={() => answer(true)}>
              {words.grant}
            </Button>
            <Button small busy={action.isBusy} onClick={() => answer(false)}>
              {words.refuse}
            </Button>
          </>
        )}
      </div>
      <GuardedProblem action={action} />
    </>
  );
}
