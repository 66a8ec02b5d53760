/** Settings: passkeys, the authenticator app, recovery codes. */
import type { FactorList } from "@warbler/protocol";
import { ListChecks, Smartphone } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { type Action, useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { hasPasskeys } from "../platform/passkey.ts";
import { createPasskey } from "../platform/webauthn.ts";
import { EndOthers } from "../settings/devices.tsx";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./factors.module.css";
import { Passkey } from "./passkey.tsx";
import { passkeyName } from "./passkey-name.ts";
import { TotpSetup } from "./totp-setup.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

export function FactorSettings() {
  const words = useSecurityWords();
  const [list, setList] = useState<FactorList>();
  const action = useAction();
  /** The factors as this page found them, or as they were when the other sessions were ended. */
  const [before, setBefore] = useState<string>();
  const load = useCallback(() => {
    engine.ask("factors").then(
      (now) => {
        setList(now);
        setBefore((known) => known ?? factorsIn(now));
      },
      () => undefined,
    );
  }, []);
  useEffect(load, [load]);
  const change = (work: () => Promise<void>) =>
    action.run(async () => {
      await work();
      load();
    });
  const isChanged = before !== undefined && list !== undefined && factorsIn(list) !== before;
  return (
    <>
      <h2 className={settings.heading}>{words.factors.title}</h2>
      <p className={settings.intro}>
        {words.factors.says} {list?.isRequired === true && words.factors.required}
      </p>
      <Problem text={action.problem} />
      {list !== undefined && (
        <>
          <Passkeys list={list} isBusy={action.isBusy} change={change} />
          <App list={list} isBusy={action.isBusy} change={change} />
          <Codes list={list} isBusy={action.isBusy} change={change} />
          {isChanged && (
            <>
              <p className={settings.intro} role="status">
                {words.factors.changed}
              </p>
              <EndOthers onEnded={() => setBefore(factorsIn(list))} />
            </>
          )}
        </>
      )}
    </>
  );
}

/** By which factors one comes in. */
const factorsIn = ({ passkeys, totp }: FactorList): string => [...passkeys.map(({ id }) => id), totp?.addedAtMs].join();

interface PartProps extends Pick<Action, "isBusy"> {
  readonly list: FactorList;
  readonly change: (work: () => Promise<void>) => void;
}

function Passkeys({ list, isBusy, change }: PartProps) {
  const words = useSecurityWords().factors;
  const add = async () => {
    const { ticket, passkey: creation } = await engine.ask("askNewPasskey");
    const passkey = await createPasskey(creation);
    if (passkey !== undefined) await engine.ask("addPasskey", { ticket, name: passkeyName(), passkey });
  };
  return (
    <div className={settings.card}>
      {list.passkeys.map((one) => (
        <Passkey key={one.id} passkey={one} change={change} />
      ))}
      {list.offersPasskeys && hasPasskeys() ? (
        <Button kind={list.passkeys.length === 0 ? "primary" : "plain"} busy={isBusy} onClick={() => change(add)}>
          {words.add}
        </Button>
      ) : (
        <p className={settings.says}>{words.noPasskeys}</p>
      )}
    </div>
  );
}

function App({ list: { totp }, isBusy, change }: PartProps) {
  const words = useSecurityWords();
  const lang = useLang();
  const [asked, setAsked] = useState<{ readonly ticket: string; readonly totp: { secret: string; uri: string } }>();
  const adding = useAction();
  return (
    <div className={settings.card}>
      <div className={settings.row}>
        <Smartphone size={26} aria-hidden />
        <div className={settings.grow}>
          <b>{words.factors.app}</b>
          <small>
            {totp === undefined ? words.factors.appNone : words.factors.appThere(dateTime(totp.addedAtMs, lang))}
          </small>
        </div>
        <Button small busy={isBusy} onClick={() => change(async () => setAsked(await engine.ask("askTotp")))}>
          {totp === undefined ? words.factors.appSetUp : words.factors.appReplace}
        </Button>
        {totp !== undefined && (
          <Button small onClick={() => change(() => engine.ask("removeTotp"))}>
            {words.factors.remove}
          </Button>
        )}
      </div>
      {asked !== undefined && (
        <Dialog title={words.factors.app} onClose={() => setAsked(undefined)}>
          <Problem text={adding.problem} />
          <TotpSetup
            totp={asked.totp}
            isBusy={adding.isBusy}
            onCode={(code) =>
              adding.run(async () => {
                await engine.ask("addTotp", asked.ticket, code);
                setAsked(undefined);
                change(async () => undefined);
              })
            }
          />
        </Dialog>
      )}
    </div>
  );
}

function Codes({ list: { recoveryCodes, passkeys, totp }, isBusy, change }: PartProps) {
  const common = useWords().common;
  const words = useSecurityWords().factors;
  const lang = useLang();
  const [made, setMade] = useState<readonly string[]>();
  const hasFactor = passkeys.length > 0 || totp !== undefined;
  return (
    <div className={settings.card}>
      <div className={settings.row}>
        <ListChecks size={26} aria-hidden />
        <div className={settings.grow}>
          <b>{words.codes}</b>
          <small>
            {recoveryCodes === undefined
              ? words.codesNone
              : words.codesLeft(recoveryCodes.left, dateTime(recoveryCodes.madeAtMs, lang))}
          </small>
        </div>
        <Button
          small
          busy={isBusy}
          disabled={!hasFactor}
          onClick={() => change(async () => setMade(await engine.ask("makeRecoveryCodes")))}
        >
          {recoveryCodes === undefined ? words.codesMake : words.codesAgain}
        </Button>
      </div>
      {made !== undefined && (
        <Dialog
          title={words.codesTitle}
          says={words.codesSays}
          onClose={() => setMade(undefined)}
          foot={
            <Button kind="primary" onClick={() => setMade(undefined)}>
              {common.done}
            </Button>
          }
        >
          <ul className={css.codes}>
            {made.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}
