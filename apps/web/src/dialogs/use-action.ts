/** One thing that a dialog does: while it is under way its button is busy, and what was refused is said in place. */
import { useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { EngineError, type RefusedCall } from "../platform/engine-link.ts";
import { useLang } from "../words/use-words.ts";

export interface Action {
  readonly isBusy: boolean;
  /** The refusal in words, until the next try. */
  readonly problem: string | undefined;
  /** The refusal as a program knows it. */
  readonly code: string | undefined;
  /** What the server refused, where others could be asked to approve it. */
  readonly call: RefusedCall | undefined;
  run(work: () => Promise<void>): void;
}

export function useAction(): Action {
  const lang = useLang();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    isBusy,
    problem: error === undefined ? undefined : failureText(error, lang),
    code: error instanceof EngineError ? error.failure.code : undefined,
    call: error instanceof EngineError ? error.call : undefined,
    run(work) {
      setBusy(true);
      setError(undefined);
      work()
        .catch(setError)
        .finally(() => setBusy(false));
    },
  };
}
