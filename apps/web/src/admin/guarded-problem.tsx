/** What was refused; where the act is under dual control, the way to ask others for it. */
import { useState } from "react";
import { type Action, useAction } from "../dialogs/use-action.ts";
import { api } from "../platform/api.ts";
import type { RefusedCall } from "../platform/engine-link.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { RouteLink } from "../ui/route-link.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./guarded-problem.module.css";
import { placeIn } from "./place.ts";

interface GuardedProblemProps {
  readonly action: Action;
  /** Where a reason was given for the act already. */
  readonly reason?: string;
  /** Closes the dialog that this stands in, where it outlives the page below. */
  readonly onLeave?: () => void;
}

export function GuardedProblem({ action, reason, onLeave }: GuardedProblemProps) {
  const { guarded } = useWords();
  const asking = useAction();
  const [asked, setAsked] = useState<RefusedCall>();
  const [why, setWhy] = useState("");
  const { call } = action;
  if (action.code !== "approval-needed" || call === undefined) return <Problem text={action.problem} />;
  const given = (reason ?? why).trim();
  const ask = () =>
    asking.run(async () => {
      await api("askAct", { ...call, reason: given });
      setAsked(call);
    });
  if (asked === call)
    return (
      <p role="status">
        {guarded.asked}{" "}
        <RouteLink to={placeIn("approvals")} onLeave={onLeave}>
          {guarded.show}
        </RouteLink>
      </p>
    );
  return (
    <div className={settings.card} role="group" aria-label={guarded.title}>
      <p>{guarded.says}</p>
      {/* What was refused, which need not be what the form holds by now. */}
      <code className={css.call}>
        {call.route} {JSON.stringify(call.params)} {JSON.stringify(call.body)}
      </code>
      {reason === undefined && <TextField label={guarded.reason} value={why} maxLength={500} onText={setWhy} />}
      <Problem text={asking.problem} />
      <div className={settings.buttons}>
        <Button kind="primary" busy={asking.isBusy} disabled={given === ""} onClick={ask}>
          {guarded.ask}
        </Button>
      </div>
    </div>
  );
}
