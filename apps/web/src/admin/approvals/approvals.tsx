/** Console: acts under dual control that wait, those that are over, and which acts are under it. */
import type { PasskeyAnswer } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Problem } from "../../ui/problem.tsx";
import { useLang } from "../../words/use-words.ts";
import { Act } from "./act.tsx";
import { DualControl } from "./dual-control.tsx";
import { OldActs } from "./old-acts.tsx";
import { type Done, ToldOnce } from "./told-once.tsx";
import { useActRequests } from "./use-act-requests.ts";
import { useApprovalWords } from "./words/use-approval-words.ts";

export function Approvals({ me }: { readonly me: Me }) {
  const words = useApprovalWords();
  const lang = useLang();
  const maySeePolicy = useMay("policy.read");
  const { requests, error, load } = useActRequests();
  const [done, setDone] = useState<Done>();
  const [passkeys, setPasskeys] = useState<readonly PasskeyAnswer[]>();
  const [noPasskeys, setNoPasskeys] = useState<unknown>();
  useEffect(() => {
    api("factors", undefined).then((factors) => setPasskeys(factors.passkeys), setNoPasskeys);
  }, []);
  const failure = error ?? noPasskeys;
  const open = requests.filter(({ state }) => state === "open");
  return (
    <>
      <div className={settings.card}>
        <p>{words.says}</p>
        <Problem text={failure === undefined ? undefined : failureText(failure, lang)} />
        {open.length === 0 && <p>{words.none}</p>}
        {open.map((act) => (
          <Act
            key={act.id}
            act={act}
            me={me}
            passkeys={passkeys}
            onChanged={load}
            onDone={(answer) => setDone({ act, answer })}
          />
        ))}
      </div>
      <OldActs acts={requests.filter(({ state }) => state !== "open")} />
      {maySeePolicy && <DualControl />}
      {done !== undefined && <ToldOnce done={done} onClose={() => setDone(undefined)} />}
    </>
  );
}
