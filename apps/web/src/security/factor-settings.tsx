/** Settings: passkeys, the authenticator app, recovery codes. */
import type { FactorList, PasskeyAnswer } from "@warbler/protocol";
import { Fingerprint, ListChecks, Smartphone } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { type Action, useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { hasPasskeys } from "../platform/passkey.ts";
import { createPasskey } from "../platform/webauthn.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./factors.module.css";
import { passkeyName } from "./passkey-name.ts";
import { TotpSetup } from "./totp-setup.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

export function FactorSettings() {
  const words = useSecurityWords();
  const [list, setList] = useState<FactorList>();
  const action = useAction();
  const load = useCallback(() => {
    engine.ask("factors").then(setList, () => undefined);
  }, []);
  useEffect(load, [load]);
  const change = (work: () => Promise<void>) =>
    action.run(async () => {
      await work();
      load();
    });
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
        </>
      )}
    </>
  );
}

interface PartProps extends Pick<Action, "isBusy"> {
  readonly list: FactorList;
  readonly change: (work: () => Promise<void>) => void;
}

const ML_DSA_44 = -48;

function Passkeys({ list, isBusy, change }: PartProps) {
  const said = useSecurityWords();
  const words = said.factors;
  const lang = useLang();
  const add = async () => {
    const { ticket, passkey: creation } = await engine.ask("askNewPasskey");
    const passkey = await createPasskey(creation);
    if (passkey !== undefined) await engine.ask("addPasskey", { ticket, name: passkeyName(), passkey });
  };
  const about = ({ usedAtMs, addedAtMs, isSynced, algorithm }: PasskeyAnswer) =>
    [
      usedAtMs === undefined ? words.unused(dateTime(addedAtMs, lang)) : words.used(dateTime(usedAtMs, lang)),
      ...(isSynced ? [words.synced] : []),
      ...(algorithm === ML_DSA_44 ? [words.quantum] : []),
    ].join(" · ");
  return (
    <div className={settings.card}>
      {list.passkeys.map((one) => (
        <div key={one.id} className={settings.row}>
          <Fingerprint size={26} aria-hidden />
          <div className={settings.grow}>
            <b>{one.name}</b>
            <small>{about(one)}</small>
          </div>
          <Button small onClick={() => change(() => engine.ask("removePasskey", one.id))}>
            {words.remove}
          </Button>
        </div>
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
