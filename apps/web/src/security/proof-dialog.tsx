/** Proves a message: from its bytes over the batch and the log's tree to the signature, drawn step by step. */
import type { ProofFlaw, TimelineMessage } from "@warbler/sdk";
import { Check, X } from "lucide-react";
import { useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import type { ProofView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { saveBlob } from "../platform/files.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { join } from "../ui/join.ts";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./proof-dialog.module.css";

interface ProofDialogProps {
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

/** The steps in the order in which they are checked, and the flaws that each can have. */
const STEPS = [
  { name: "record", flaws: ["erased", "malformed", "commitment"] },
  { name: "batch", flaws: ["batch"] },
  { name: "log", flaws: ["log"] },
  { name: "signature", flaws: ["signature"] },
  { name: "pinned", flaws: ["fork"] },
] as const satisfies readonly { name: string; flaws: readonly ProofFlaw[] }[];

export function ProofDialog({ message, onClose }: ProofDialogProps) {
  const words = useWords();
  const lang = useLang();
  const [proof, setProof] = useState<ProofView>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    engine.ask("prove", message.room, message.id).then(setProof, setError);
  }, [message.room, message.id]);
  return (
    <Dialog
      title={words.proof.title}
      says={words.proof.says}
      onClose={onClose}
      foot={
        proof?.ok === true && (
          <>
            <Button onClick={() => save(proof)}>{words.proof.save}</Button>
            <Button kind="primary" onClick={onClose}>
              {words.common.done}
            </Button>
          </>
        )
      }
    >
      {proof === undefined && error === undefined && <p aria-live="polite">{words.proof.checking}</p>}
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {proof !== undefined && (
        <>
          <p className={join(css.verdict, proof.ok ? css.good : css.bad)} role="status">
            {proof.ok ? words.proof.holds : words.proof.fails}
          </p>
          <Steps proof={proof} />
          {proof.loggedAtMs !== undefined && (
            <p className={css.note}>{words.proof.loggedAt(dateTime(proof.loggedAtMs, lang))}</p>
          )}
        </>
      )}
    </Dialog>
  );
}

function Steps({ proof }: { readonly proof: ProofView }) {
  const words = useWords().proof;
  const failedAt = STEPS.findIndex(({ flaws }) => flaws.some((flaw) => flaw === proof.reason));
  const values: Readonly<Record<(typeof STEPS)[number]["name"], string>> = {
    record: proof.commitment,
    batch: `${proof.position} → ${proof.leaf}`,
    log: proof.treeSize === undefined ? "" : `${proof.leaf} / ${proof.treeSize}`,
    signature: proof.checkpoint.split("\n")[0] ?? "",
    pinned: "",
  };
  return (
    <ol className={css.steps}>
      {STEPS.map(({ name }, at) => {
        const isReached = proof.ok || failedAt < 0 || at <= failedAt;
        const isGood = proof.ok || at < failedAt;
        return (
          <li key={name} className={join(css.step, !isReached && css.unreached, !isGood && isReached && css.broken)}>
            <span className={css.mark}>{isGood ? <Check size={15} aria-hidden /> : <X size={15} aria-hidden />}</span>
            <div>
              <b>{words.steps[name].title}</b>
              <p>{words.steps[name].says}</p>
              {values[name] !== "" && <code>{values[name]}</code>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function save({ file, seq }: ProofView): void {
  saveBlob(new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }), `proof-${seq}.json`);
}
