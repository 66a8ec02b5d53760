/** Asks for what opens the app lock. */
import { Fingerprint } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { LockView } from "../engine/engine-api.ts";
import type { LockSecret } from "../engine/vault/app-lock.ts";
import { Button } from "../ui/button.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { type PasskeyRefusal, secretOfPasskey } from "./lock-secret.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

interface UnlockFormProps {
  readonly lock: LockView;
  readonly label?: string;
  /** False where the secret is another one. */
  readonly onSecret: (secret: LockSecret) => Promise<boolean>;
}

export function UnlockForm({ lock, label, onSecret }: UnlockFormProps) {
  const words = useWords().account;
  const said = useSecurityWords().lock;
  const action = useAction();
  const [password, setPassword] = useState("");
  const [refusal, setRefusal] = useState<"wrong" | PasskeyRefusal>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setRefusal(undefined);
    action.run(async () => {
      const secret = lock.means === "password" ? { means: lock.means, password } : await secretOfPasskey(lock);
      if (typeof secret === "string") setRefusal(secret);
      else if (!(await onSecret(secret))) setRefusal("wrong");
    });
  };
  const problems = { wrong: said.wrong, failed: said.failed, "no-secret": said.noSecret };
  return (
    <form onSubmit={submit}>
      {lock.means === "password" && (
        <PasswordField
          label={said.newPassword}
          showLabel={words.showPassword}
          hideLabel={words.hidePassword}
          autoComplete="off"
          required
          autoFocus
          value={password}
          onText={setPassword}
        />
      )}
      <Problem text={action.problem ?? (refusal && problems[refusal])} />
      <Button type="submit" kind="primary" wide busy={action.isBusy}>
        {lock.means === "passkey" && <Fingerprint size={18} aria-hidden />}
        {label ?? (lock.means === "passkey" ? said.unlockByPasskey : said.unlock)}
      </Button>
    </form>
  );
}
