/** Console: recoveries of people's access, a new one with its link, and the way to withdraw one. */
import type { AccessRecovery, AccountId } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { useAccessWords } from "../../access/words/use-access-words.ts";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { useName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { StartDialog } from "./start-dialog.tsx";

export function Access() {
  const words = useAccessWords().admin;
  const lang = useLang();
  const mayStart = useMay("access.recover");
  const [all, setAll] = useState<readonly AccessRecovery[]>([]);
  const [error, setError] = useState<unknown>();
  const [isStarting, setStarting] = useState(false);
  const load = useCallback(() => {
    api("accessRecoveries", undefined).then(({ recoveries }) => setAll(recoveries), setError);
  }, []);
  useEffect(load, [load]);
  return (
    <div className={settings.card}>
      <p className={settings.says}>{words.says}</p>
      {mayStart && (
        <div className={settings.buttons}>
          <Button kind="primary" onClick={() => setStarting(true)}>
            {words.start}
          </Button>
        </div>
      )}
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {all.length === 0 && error === undefined && <p className={settings.says}>{words.none}</p>}
      {all.map((one) => (
        <Row key={one.id} recovery={one} onChanged={load} />
      ))}
      {isStarting && (
        <StartDialog
          onClose={() => {
            setStarting(false);
            load();
          }}
        />
      )}
    </div>
  );
}

function Row({ recovery, onChanged }: { readonly recovery: AccessRecovery; readonly onChanged: () => void }) {
  const words = useAccessWords().admin;
  const lang = useLang();
  const name = useName(recovery.account);
  const by = useName(recovery.startedBy);
  const mayWithdraw = useMay("access.list-recoveries");
  const action = useAction();
  const withdraw = (account: AccountId) =>
    action.run(async () => {
      await api("withdrawAccessRecovery", undefined, { account });
      onChanged();
    });
  const isOpen = recovery.state === "open";
  return (
    <>
      <div className={settings.row}>
        <div className={settings.grow}>
          <b>
            {name}
            <span className={settings.tag}>{words.states[recovery.state]}</span>
          </b>
          <small>
            {words.by(by, dateTime(recovery.startedAtMs, lang))}
            {isOpen && ` · ${words.opens(dateTime(recovery.opensAtMs, lang))}`}
          </small>
          <small>{recovery.reason}</small>
        </div>
        {isOpen && mayWithdraw && (
          <Button small busy={action.isBusy} onClick={() => withdraw(recovery.account)}>
            {words.withdraw}
          </Button>
        )}
      </div>
      <GuardedProblem action={action} />
    </>
  );
}
