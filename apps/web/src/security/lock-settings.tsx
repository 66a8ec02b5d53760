/** Settings: the app lock of this browser, and what it is good for. */
import { Lock } from "lucide-react";
import { useState } from "react";
import { lockNow } from "../chat/lock-now.ts";
import type { LockView, Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import settings from "../settings/settings-page.module.css";
import { useStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Choices, Switch } from "../ui/field.tsx";
import css from "./lock.module.css";
import { NewLockForm } from "./new-lock-form.tsx";
import { UnlockForm } from "./unlock-form.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

export function LockSettings({ me }: { readonly me: Me }) {
  const words = useSecurityWords().lock;
  const { veiled, lockMinutes } = useStore(settingsStore);
  return (
    <>
      <p className={settings.intro}>{words.says}</p>
      {lockMinutes > 0 && <p className={settings.intro}>{words.asked(me.organisation, lockMinutes)}</p>}
      <div className={settings.card}>
        {me.storage === "memory" ? (
          <p>{words.memory}</p>
        ) : me.lock === undefined ? (
          <NewLockForm me={me} />
        ) : (
          <StandingLock lock={me.lock} />
        )}
      </div>
      <div className={settings.card}>
        <Facts title={words.doesTitle} facts={words.does} />
        <Facts title={words.doesNotTitle} facts={words.doesNot} />
      </div>
      <div className={settings.card}>
        <Switch
          label={words.veil}
          hint={words.veilHint}
          on={veiled}
          onSwitch={(on) => changeSettings({ veiled: on })}
        />
      </div>
    </>
  );
}

function Facts({ title, facts }: { readonly title: string; readonly facts: { readonly [at: number]: string } }) {
  return (
    <div className={css.facts}>
      <h2>{title}</h2>
      <ul>
        {Object.values(facts).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </div>
  );
}

const AFTERS = ["1", "5", "15", "60", "off"] as const;

/** What counts where a longer time was chosen before the organisation asked for less. */
const longestOf = (offered: readonly (typeof AFTERS)[number][]) => offered.at(-1) ?? "1";

function StandingLock({ lock }: { readonly lock: LockView }) {
  const words = useSecurityWords().lock;
  const { lockAfter, lockMinutes } = useStore(settingsStore);
  // What the organisation allows is left; where that is less than any of them, it alone counts.
  const offered = AFTERS.filter((one) => lockMinutes === 0 || (one !== "off" && Number(one) <= lockMinutes));
  const [isRemoving, setRemoving] = useState(false);
  return (
    <>
      <div className={settings.row}>
        <Lock size={26} aria-hidden />
        <b className={settings.grow}>{words.isSet[lock.means]}</b>
      </div>
      <div className={css.doors}>
        <Button kind="primary" onClick={lockNow}>
          {words.now}
        </Button>
        {lockMinutes === 0 && <Button onClick={() => setRemoving(true)}>{words.remove}</Button>}
      </div>
      <Choices
        label={words.after}
        value={offered.includes(lockAfter) ? lockAfter : longestOf(offered)}
        options={offered.map((value) => ({ value, label: words.afters[value] }))}
        onChoose={(value) => changeSettings({ lockAfter: value })}
      />
      {isRemoving && (
        <Dialog title={words.removeTitle} says={words.removeSays} onClose={() => setRemoving(false)}>
          <div className={css.form}>
            <UnlockForm
              lock={lock}
              label={words.remove}
              onSecret={async (secret) => {
                const isRemoved = await engine.ask("removeLock", secret);
                if (isRemoved) toast(words.removed);
                return isRemoved;
              }}
            />
          </div>
        </Dialog>
      )}
    </>
  );
}
