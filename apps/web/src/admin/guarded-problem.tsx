/** What was refused; where the act is under dual control, the way to ask others for it. */
import type { ApiInput } from "@warbler/protocol";
import { useState } from "react";
import { type Action, useAction } from "../dialogs/use-action.ts";
import { api } from "../platform/api.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { RouteLink } from "../ui/route-link.tsx";
import { useWords } from "../words/use-words.ts";
import { placeIn } from "./place.ts";

interface GuardedProblemProps {
  readonly action: Action;
  /** The very call that was refused. */
  readonly act: Omit<ApiInput<"askAct">, "reason">;
  /** Where a reason was given for the act already. */
  readonly reason?: string;
}

export function GuardedProblem({ action, act, reason }: GuardedProblemProps) {
  const { guarded } = useWords();
  const asking = useAction();
  const [isAsked, setAsked] = useState(false);
  const [why, setWhy] = useState("");
  if (action.code !== "approval-needed") return <Problem text={action.problem} />;
  const given = (reason ?? why).trim();
  const ask = () =>
    asking.run(async () => {
      await api("askAct", { ...act, reason: given });
      setAsked(true);
    });
  if (isAsked)
    return (
      <p role="status">
        {guarded.asked} <RouteLink to={placeIn("approvals")}>{guarded.show}</RouteLink>
      </p>
    );
  return (
    <div className={settings.card} role="group" aria-label={guarded.title}>
      <p>{guarded.says}</p>
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
