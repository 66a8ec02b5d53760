/** Starts a recovery of somebody's access, and shows its link once. */
import type { AccountId, ApiAnswer } from "@warbler/protocol";
import { Copy } from "lucide-react";
import { useState } from "react";
import { useAccessWords } from "../../access/words/use-access-words.ts";
import link from "../../dialogs/invite-dialog.module.css";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { copyText } from "../../platform/clipboard.ts";
import { useName } from "../../state/people.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang, useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";

export type StartedRecovery = Pick<ApiAnswer<"startAccessRecovery">, "link" | "opensAtMs" | "expiresAtMs"> & {
  readonly account: AccountId;
};

export function StartDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useAccessWords().admin;
  const { common } = useWords();
  const [chosen, setChosen] = useState<readonly AccountId[]>([]);
  const [reason, setReason] = useState("");
  const [started, setStarted] = useState<StartedRecovery>();
  const action = useAction();
  const [account] = chosen;
  const body = { reason: reason.trim() };
  const start = () =>
    action.run(async () => {
      if (account === undefined) return;
      const made = await api("startAccessRecovery", body, { account });
      setStarted({ ...made, account });
    });
  if (started !== undefined) return <RecoveryLink started={started} onClose={onClose} />;
  return (
    <Dialog
      title={words.start}
      says={words.who}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            kind="primary"
            busy={action.isBusy}
            disabled={account === undefined || reason.trim() === ""}
            onClick={start}
          >
            {words.make}
          </Button>
        </>
      }
    >
      <PeoplePicker single chosen={chosen} onChange={setChosen} />
      <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
      <GuardedProblem action={action} reason={reason} />
    </Dialog>
  );
}

interface RecoveryLinkProps {
  readonly started: StartedRecovery;
  readonly onClose: () => void;
}

/** Shown once, to be passed on to the person. */
export function RecoveryLink({ started, onClose }: RecoveryLinkProps) {
  const words = useAccessWords().admin;
  const { common, invite } = useWords();
  const lang = useLang();
  const name = useName(started.account);
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog
      title={words.madeTitle(name)}
      says={words.madeSays(dateTime(started.opensAtMs, lang), dateTime(started.expiresAtMs, lang))}
      onClose={onClose}
      foot={
        <Button kind="primary" onClick={onClose}>
          {common.done}
        </Button>
      }
    >
      <div className={link.link}>
        <code>{started.link}</code>
        <Button kind="primary" onClick={() => void copyText(started.link).then(setCopied)}>
          <Copy size={16} aria-hidden /> {isCopied ? common.copied : invite.copy}
        </Button>
      </div>
    </Dialog>
  );
}
