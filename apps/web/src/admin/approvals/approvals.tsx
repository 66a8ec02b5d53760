/** Console: acts under dual control that wait, those that are over, and which acts are under it. */
import { type ActRequestAnswer, type MadeToken, TOKEN_PREFIX } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useLang } from "../../words/use-words.ts";
import { TokenSecret } from "../tokens/token-secret.tsx";
import { Act } from "./act.tsx";
import { DualControl } from "./dual-control.tsx";
import { OldActs } from "./old-acts.tsx";
import { useApprovalWords } from "./words/use-approval-words.ts";

export function Approvals({ me }: { readonly me: Me }) {
  const words = useApprovalWords();
  const lang = useLang();
  const mayApprove = useMay("approval.give");
  const maySeePolicy = useMay("policy.read");
  const [requests, setRequests] = useState<readonly ActRequestAnswer[]>([]);
  const [error, setError] = useState<unknown>();
  const [made, setMade] = useState<ShownToken>();
  const load = useCallback(() => {
    api(mayApprove ? "actRequests" : "ownActRequests", undefined).then(
      (answer) => setRequests(answer.requests),
      setError,
    );
  }, [mayApprove]);
  useEffect(load, [load]);
  const open = requests.filter(({ state }) => state === "open");
  return (
    <>
      <div className={settings.card}>
        <div className={settings.row}>
          <p className={settings.grow}>{words.says}</p>
          <Button small onClick={load}>
            {words.again}
          </Button>
        </div>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {open.length === 0 && <p>{words.none}</p>}
        {open.map((act) => (
          <Act key={act.id} act={act} me={me} onChanged={load} onDone={(answer) => setMade(tokenIn(answer))} />
        ))}
      </div>
      <OldActs acts={requests.filter(({ state }) => state !== "open")} />
      {maySeePolicy && <DualControl />}
      {made !== undefined && <TokenSecret made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}

type ShownToken = Pick<MadeToken, "token" | "expiresAtMs">;

/** An act that makes a token answers with it once: here, where it is done. */
function tokenIn(answer: unknown): ShownToken | undefined {
  if (typeof answer !== "object" || answer === null || !("token" in answer) || !("expiresAtMs" in answer))
    return undefined;
  const { token, expiresAtMs } = answer;
  return typeof token === "string" && token.startsWith(TOKEN_PREFIX) && typeof expiresAtMs === "number"
    ? { token, expiresAtMs }
    : undefined;
}
