/** Name and password; a password manager may fill both. */
import { Fingerprint } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { deviceName } from "../platform/device-name.ts";
import { engine } from "../platform/engine.ts";
import { hasPasskeys } from "../platform/passkey.ts";
import { SsoButtons } from "../sso/sso-buttons.tsx";
import { Button } from "../ui/button.tsx";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";

interface SignInFormProps {
  readonly handle: string;
  /** Signing in again as oneself. */
  readonly isFixed?: boolean;
}

export function SignInForm({ handle: first, isFixed = false }: SignInFormProps) {
  const words = useWords().account;
  const [handle, setHandle] = useState(first);
  const [password, setPassword] = useState("");
  const action = useAction();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    action.run(() => engine.ask("signIn", { handle: handle.trim(), password, deviceName: deviceName() }));
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={words.handle}
        name="username"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        required
        autoFocus={first === ""}
        readOnly={isFixed}
        value={handle}
        onText={setHandle}
      />
      <PasswordField
        label={words.password}
        showLabel={words.showPassword}
        hideLabel={words.hidePassword}
        name="password"
        autoComplete="current-password"
        required
        autoFocus={first !== ""}
        value={password}
        onText={setPassword}
      />
      <Problem text={action.problem} />
      <Button type="submit" kind="primary" wide busy={action.isBusy}>
        {words.signIn}
      </Button>
      {hasPasskeys() && (
        <Button wide onClick={() => action.run(() => engine.ask("signInByPasskey", deviceName()))}>
          <Fingerprint size={18} aria-hidden /> {words.signInByPasskey}
        </Button>
      )}
      <SsoButtons />
    </form>
  );
}
