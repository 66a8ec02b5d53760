/** Settings: whether the account can come back when its devices are gone, and the ways to see to it. */
import type { RecoveryStatusOf } from "@warbler/sdk";
import { CircleAlert, ShieldCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import settings from "../settings/settings-page.module.css";
import { useStore } from "../state/store.ts";
import { dialogStore, openDialog } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { useLang } from "../words/use-words.ts";
import { useIdentity } from "./identity-state.ts";
import css from "./recovery.module.css";
import { RecoveryMeans } from "./recovery-means.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

export function RecoverySettings() {
  const words = useSecurityWords();
  const said = words.recovery;
  const lang = useLang();
  const identity = useIdentity();
  const [status, setStatus] = useState<RecoveryStatusOf>();
  const [error, setError] = useState<unknown>();
  const dialog = useStore(dialogStore);
  // Each of the dialogs may have changed it.
  useEffect(() => {
    if (dialog === undefined) engine.ask("recoveryStatus").then(setStatus, setError);
  }, [dialog, identity]);
  const isIn = identity === "ready";
  const action = useAction();
  const beginKeychain = () =>
    action.run(async () => {
      await engine.ask("beginKeychain");
      setStatus(await engine.ask("recoveryStatus"));
    });
  return (
    <>
      <p className={settings.intro}>{said.says}</p>
      <div className={settings.card}>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {status !== undefined && (
          <>
            <div className={css.state}>
              {status.state === "ready" ? (
                <ShieldCheck size={28} className={css.good} aria-hidden />
              ) : (
                <CircleAlert size={28} className={css.wanting} aria-hidden />
              )}
              <div>
                <b>{said[status.state]}</b>
                <p>{said[`${status.state}Says`]}</p>
              </div>
            </div>
            {status.means.length > 0 && <RecoveryMeans means={status.means} />}
            <p className={settings.says}>
              {said.keys(status.keychainEntries, status.keysHere)}
              {status.keysWaiting > 0 && ` ${said.waiting(status.keysWaiting)}`}
              {status.keychainsGivenUp > 0 && ` ${said.begunAnew(status.keychainsGivenUp)}`}
            </p>
            {isIn && !status.keychainWhole && (
              <>
                <Problem text={action.problem ?? said.spoilt} />
                <Button disabled={action.isBusy} onClick={beginKeychain}>
                  {said.begin}
                </Button>
              </>
            )}
            {identity !== undefined && !isIn && <p>{said.unlisted}</p>}
            <div className={css.doors}>
              {isIn && status.codeUnseen && status.state === "ready" && (
                <Button kind="primary" onClick={() => openDialog({ kind: "recovery-setup" })}>
                  {words.notice.doors.unseen}
                </Button>
              )}
              {isIn && status.state !== "ready" && (
                <Button kind="primary" onClick={() => openDialog({ kind: "recovery-setup" })}>
                  {status.state === "none" ? said.setUp : said.test}
                </Button>
              )}
              {isIn && status.state !== "none" && (
                <Button onClick={() => openDialog({ kind: "recovery-rotate" })}>{said.rotate}</Button>
              )}
              {identity !== undefined && !isIn && (
                <Button kind="primary" onClick={() => openDialog({ kind: "recover" })}>
                  {words.recover.title}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
    </>
  );
}
