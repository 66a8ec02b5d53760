/** The page of a recovery link: whose it is; while it waits, what lets it be used at once; then a new password. */
import type { AccessLinkAnswer } from "@warbler/protocol";
import { type SubmitEvent, useCallback, useEffect, useState } from "react";
import { Door } from "../account/door.tsx";
import { PasswordMeter } from "../account/password-meter.tsx";
import { failureText } from "../chat/failure-text.ts";
import { useAction } from "../dialogs/use-action.ts";
import { after } from "../platform/clock.ts";
import { deviceName } from "../platform/device-name.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { CodeField } from "../security/code-field.tsx";
import { Button } from "../ui/button.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./access.module.css";
import { useAccessWords } from "./words/use-access-words.ts";

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** A device that is signed in may let it be used meanwhile. */
const LOOK_EVERY_MS = 5_000;

/** `token` is what stood behind the `#` of the link. */
export function RecoverPage({ token }: { readonly token: string | undefined }) {
  const words = useAccessWords().link;
  const lang = useLang();
  const [link, setLink] = useState<AccessLinkAnswer>();
  const [error, setError] = useState<unknown>();
  const isWhole = token !== undefined && TOKEN.test(token);
  const look = useCallback(async () => {
    if (isWhole) setLink(await engine.ask("accessLink", token));
  }, [isWhole, token]);
  const isOpen = link?.isOpen === true;
  useEffect(() => {
    if (isOpen) return;
    look().catch(setError);
  }, [look, isOpen]);
  useEffect(() => {
    if (link === undefined || link.isOpen) return;
    return after(LOOK_EVERY_MS, () => void look().catch(setError));
  }, [link, look]);
  if (!isWhole)
    return (
      <Door title={words.missingTitle} says={words.missing}>
        {null}
      </Door>
    );
  if (link === undefined)
    return (
      <Door title={error === undefined ? "…" : words.over} says={error === undefined ? "" : failureText(error, lang)}>
        {null}
      </Door>
    );
  return (
    <Door title={words.title(link.name)} says={words.says(link.handle, link.organisation)}>
      {link.isOpen ? <NewPassword token={token} link={link} /> : <Waiting token={token} link={link} look={look} />}
    </Door>
  );
}

interface LinkProps {
  readonly token: string;
  readonly link: AccessLinkAnswer;
}

function NewPassword({ token, link: { account, handle, name, organisation, passwordMinChars } }: LinkProps) {
  const words = useAccessWords().link;
  const labels = useWords();
  const [password, setPassword] = useState("");
  const action = useAction();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    action.run(async () => {
      await engine.ask("recover", { token, account, password, deviceName: deviceName() });
      go({ page: "home" }, { replace: true });
    });
  };
  return (
    <form onSubmit={submit}>
      <p>{words.openSays}</p>
      <input type="text" name="username" autoComplete="username" value={handle} readOnly hidden />
      <PasswordField
        label={labels.settings.newPassword}
        hint={<PasswordMeter password={password} minChars={passwordMinChars} context={[handle, name, organisation]} />}
        showLabel={labels.account.showPassword}
        hideLabel={labels.account.hidePassword}
        required
        autoFocus
        minLength={passwordMinChars}
        autoComplete="new-password"
        value={password}
        onText={setPassword}
      />
      <Problem text={action.problem} />
      <Button type="submit" kind="primary" wide busy={action.isBusy}>
        {words.set}
      </Button>
    </form>
  );
}

function Waiting({
  token,
  link: { opensAtMs, number, hasCode },
  look,
}: LinkProps & { readonly look: () => Promise<void> }) {
  const words = useAccessWords().link;
  const lang = useLang();
  const [code, setCode] = useState("");
  const action = useAction();
  const useCode = () =>
    action.run(async () => {
      await engine.ask("openAccessLink", token, code);
      await look();
    });
  return (
    <div className={css.waiting}>
      <p role="status">{words.waits(dateTime(opensAtMs, lang))}</p>
      <h2>{words.sooner}</h2>
      <section>
        <h3>{words.device}</h3>
        <p>{words.deviceSays}</p>
        <output className={css.number}>{`${number.slice(0, 3)} ${number.slice(3)}`}</output>
      </section>
      {hasCode && (
        <section>
          <CodeField label={words.code} value={code} onText={setCode} onEnter={useCode} />
          <Problem text={action.problem} />
          <Button wide busy={action.isBusy} disabled={code.trim() === ""} onClick={useCode}>
            {words.useCode}
          </Button>
        </section>
      )}
    </div>
  );
}
