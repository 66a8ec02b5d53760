/** Signs an act of somebody else: with a passkey, whose own dialog asks for the person, or with this device's key after a second press. */
import type { ActRequestAnswer, PasskeyAnswer } from "@warbler/protocol";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import { hasPasskeys } from "../../platform/passkey.ts";
import { signWithPasskey } from "../../platform/webauthn.ts";
import settings from "../../settings/settings-page.module.css";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useApprovalWords } from "./words/use-approval-words.ts";

interface SignActProps {
  readonly act: ActRequestAnswer;
  /** One's own, by which somebody else's act can be signed. */
  readonly passkeys: readonly PasskeyAnswer[];
  readonly onChanged: () => void;
}

export function SignAct({ act, passkeys, onChanged }: SignActProps) {
  const words = useApprovalWords();
  const [isSure, setSure] = useState(false);
  const [hasEnded, setEnded] = useState(false);
  const action = useAction();
  const hasOlder = passkeys.some(({ addedAtMs }) => addedAtMs <= act.askedAtMs);
  const byDevice = act.keys === "any" || (act.keys === "passkey-where-held" && !hasOlder);
  const withPasskey = async () => {
    setEnded(false);
    const challenge = await engine.ask("passkeyChallenge", act);
    const passkey = await signWithPasskey({ challenge, rpId: location.hostname, allow: [] });
    if (passkey === undefined) return setEnded(true);
    await api("approveAct", { passkey }, { request: act.id });
    onChanged();
  };
  const withDevice = async () => {
    await engine.ask("approveAct", act);
    onChanged();
  };
  if (!hasOlder && !byDevice) return <p>{words.passkeyFirst}</p>;
  return (
    <>
      {hasOlder && !byDevice && !hasPasskeys() && <p>{words.noPasskeysHere}</p>}
      <Problem text={hasEnded ? words.passkeyEnded : action.problem} />
      <div className={settings.buttons}>
        {hasOlder && hasPasskeys() && (
          <Button kind="primary" small busy={action.isBusy} onClick={() => action.run(withPasskey)}>
            <Fingerprint size={16} aria-hidden /> {words.withPasskey}
          </Button>
        )}
        {byDevice && (
          <Button
            kind={isSure ? "danger" : hasOlder ? "plain" : "primary"}
            small
            busy={action.isBusy}
            onClick={() => (isSure ? action.run(withDevice) : setSure(true))}
          >
            {isSure ? words.sure : words.approve}
          </Button>
        )}
      </div>
    </>
  );
}
