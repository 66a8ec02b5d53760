/** Signs out or suspends many people: who is affected, why, and afterwards what came of it for each. */
import type { AccountId, ReviewedPerson } from "@warbler/protocol";
import { useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import { EngineError } from "../../platform/engine-link.ts";
import { cleanName } from "../../state/people.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import css from "./people.module.css";
import { usePeopleWords } from "./words/use-people-words.ts";

interface BulkDialogProps {
  readonly kind: "sign-out" | "suspend";
  readonly me: Me;
  readonly people: readonly ReviewedPerson[];
  readonly onClose: () => void;
}

export function BulkDialog({ kind, me, people, onClose }: BulkDialogProps) {
  const words = usePeopleWords();
  const { common, guarded } = useWords();
  const lang = useLang();
  // Oneself is left out: whoever wants that signs out, and nobody suspends themselves by mistake.
  const [affected] = useState(() => people.filter(({ id, suspended }) => id !== me.account && !suspended));
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [results, setResults] = useState<ReadonlyMap<AccountId, string>>();
  const [isBusy, setBusy] = useState(false);
  const said = kind === "suspend" ? words.bulkSuspend : words.bulkSignOut;
  const why = reason.trim();
  const run = async () => {
    setBusy(true);
    const came = new Map<AccountId, string>();
    for (const { id } of affected) {
      try {
        came.set(id, await doOne(id));
      } catch (error) {
        came.set(id, await askedInstead(error).catch((refused: unknown) => failureText(refused, lang)));
      }
      setResults(new Map(came));
    }
    setBusy(false);
  };
  const doOne = async (account: AccountId): Promise<string> => {
    if (kind === "sign-out") return words.ended((await api("signPersonOut", { reason: why }, { account })).ended);
    await api("suspendPerson", { reason: why }, { account });
    return words.isSuspended;
  };
  /** What is under dual control is asked of others, for each by itself. */
  const askedInstead = async (error: unknown): Promise<string> => {
    if (!(error instanceof EngineError) || error.call === undefined) throw error;
    await api("askAct", { ...error.call, reason: why });
    return guarded.asked;
  };
  const isSure = reason.trim() !== "" && (kind === "sign-out" || typed.trim() === String(affected.length));
  return (
    <Dialog
      wide
      title={said.title(affected.length)}
      says={said.says}
      {...(!isBusy && { onClose })}
      foot={
        results === undefined ? (
          <>
            <Button onClick={onClose}>{common.cancel}</Button>
            <Button kind="danger" busy={isBusy} disabled={!isSure || affected.length === 0} onClick={() => void run()}>
              {kind === "suspend" ? words.suspend : words.signOut}
            </Button>
          </>
        ) : (
          <Button kind="primary" busy={isBusy} onClick={onClose}>
            {common.done}
          </Button>
        )
      }
    >
      <ul className={css.affected} aria-label={words.affected}>
        {affected.map((one) => (
          <li key={one.id}>
            <span>
              {cleanName(one.name)} <small>@{one.handle}</small>
            </span>
            <span role="status">{results?.get(one.id) ?? words.sessions(one.sessions)}</span>
          </li>
        ))}
      </ul>
      {results === undefined && (
        <>
          <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
          {kind === "suspend" && (
            <TextField
              label={words.typeCount(affected.length)}
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onText={setTyped}
            />
          )}
        </>
      )}
    </Dialog>
  );
}
