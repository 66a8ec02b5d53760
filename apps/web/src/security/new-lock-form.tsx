/** Chooses what will open the app lock, and sets it. */
import { type SubmitEvent, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { Me } from "../engine/engine-api.ts";
import type { NewLock } from "../engine/vault/app-lock.ts";
import { engine } from "../platform/engine.ts";
import { hasPasskeys } from "../platform/passkey.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { Choices, PasswordField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { newLockByPasskey, newSalt, type PasskeyRefusal } from "./lock-secret.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

const LEAST_CHARS = 8;

export function NewLockForm({ me }: { readonly me: Me }) {
  const account = useWords().account;
  const words = useSecurityWords().lock;
  const [means, setMeans] = useState<"passkey" | "password">(hasPasskeys() ? "passkey" : "password");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [refusal, setRefusal] = useState<"differ" | PasskeyRefusal>();
  const action = useAction();
  const made = async (): Promise<NewLock | NonNullable<typeof refusal>> => {
    if (means === "passkey") return newLockByPasskey(me);
    return password === again ? { salt: newSalt(), secret: { means, password } } : "differ";
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setRefusal(undefined);
    action.run(async () => {
      const lock = await made();
      if (typeof lock === "string") setRefusal(lock);
      else await engine.ask("setLock", lock);
    });
  };
  const problems = { differ: words.differ, failed: words.failed, "no-secret": words.noSecret };
  const field = {
    showLabel: account.showPassword,
    hideLabel: account.hidePassword,
    autoComplete: "off",
    required: true,
    minLength: LEAST_CHARS,
  } as const;
  return (
    <form className={settings.form} onSubmit={submit}>
      <Choices
        label={words.means}
        value={means}
        options={[
          ...(hasPasskeys() ? [{ value: "passkey" as const, label: words.passkey }] : []),
          { value: "password" as const, label: words.password },
        ]}
        onChoose={setMeans}
      />
      {means === "password" && (
        <>
          <PasswordField
            {...field}
            label={words.newPassword}
            hint={words.newPasswordHint}
            value={password}
            onText={setPassword}
          />
          <PasswordField {...field} label={words.again} value={again} onText={setAgain} />
        </>
      )}
      <p className={settings.says}>{words.setSays}</p>
      <Problem text={action.problem ?? (refusal && problems[refusal])} />
      <Button type="submit" kind="primary" busy={action.isBusy}>
        {words.set}
      </Button>
    </form>
  );
}
