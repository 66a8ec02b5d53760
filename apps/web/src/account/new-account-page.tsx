/** Sets the organisation up, or joins it: who one is, and a long password. Both begin with a link that works once. */
import { type SubmitEvent, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { deviceName } from "../platform/device-name.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { SsoButtons } from "../sso/sso-buttons.tsx";
import { Button } from "../ui/button.tsx";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { Door } from "./door.tsx";
import { PasswordMeter } from "./password-meter.tsx";
import { usePasswordMin } from "./use-password-min.ts";

interface NewAccountPageProps {
  readonly kind: "set-up" | "join";
  /** What stood behind the `#` of the link. */
  readonly token: string | undefined;
  readonly organisation: string | undefined;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const HANDLE = /^[\p{Ll}\p{Lo}\p{N}](?:[\p{Ll}\p{Lo}\p{N}._-]*[\p{Ll}\p{Lo}\p{N}])?$/u;

export function NewAccountPage({ kind, token, organisation: known }: NewAccountPageProps) {
  const words = useWords().account;
  const [organisation, setOrganisation] = useState("");
  const [name, setName] = useState("");
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const minChars = usePasswordMin();
  const action = useAction();
  const isSetUp = kind === "set-up";
  if (token === undefined || !TOKEN.test(token))
    return (
      <Door title={words.linkTitle} says={isSetUp ? words.setUpLinkSays : words.joinLinkSays}>
        {null}
      </Door>
    );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const account = { token, name: name.trim(), handle: handle.trim(), password, deviceName: deviceName() };
    action.run(async () => {
      if (isSetUp) await engine.ask("setUp", { ...account, organisation: organisation.trim() });
      else await engine.ask("join", account);
      go({ page: "home" }, { replace: true });
    });
  };
  const isHandleOdd = handle !== "" && !HANDLE.test(handle);
  return (
    <Door
      title={isSetUp ? words.setUpTitle : known === undefined ? words.joinTitle : words.joinTo(known)}
      says={isSetUp ? words.setUpSays : words.joinSays}
    >
      <form onSubmit={submit}>
        {isSetUp && (
          <TextField
            label={words.organisation}
            required
            autoFocus
            maxLength={100}
            autoComplete="organization"
            value={organisation}
            onText={setOrganisation}
          />
        )}
        <TextField
          label={words.name}
          hint={words.nameHint}
          required
          autoFocus={!isSetUp}
          maxLength={100}
          autoComplete="name"
          value={name}
          onText={setName}
        />
        <TextField
          label={words.handle}
          hint={words.handleHint}
          problem={isHandleOdd ? words.handleOdd : undefined}
          required
          maxLength={64}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          value={handle}
          onText={(text) => setHandle(text.toLowerCase())}
        />
        <PasswordField
          label={words.password}
          hint={
            <PasswordMeter
              password={password}
              minChars={minChars}
              context={[handle, name, organisation, known ?? ""]}
            />
          }
          showLabel={words.showPassword}
          hideLabel={words.hidePassword}
          required
          minLength={minChars}
          autoComplete="new-password"
          value={password}
          onText={setPassword}
        />
        <Problem text={action.problem} />
        <Button type="submit" kind="primary" wide busy={action.isBusy} disabled={isHandleOdd}>
          {isSetUp ? words.setUp : words.join}
        </Button>
        {!isSetUp && <SsoButtons invitation={token} />}
      </form>
    </Door>
  );
}
