/** Whether recovery is set up, as the server and the identity log say. */
import type { RecoveryStatusOf } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { useStore } from "../state/store.ts";
import { dialogStore } from "../state/ui-state.ts";

/** "unseen": a code counts that nobody here has said to have kept. */
type RecoveryState = RecoveryStatusOf["state"] | "unseen";

/** Undefined until it is known. Asked for again whenever a dialog closed, since that may have changed it. */
export function useRecoveryState(isWanted: boolean): RecoveryState | undefined {
  const [state, setState] = useState<RecoveryState>();
  const isInDialog = useStore(dialogStore, (dialog) => dialog !== undefined);
  useEffect(() => {
    if (!isWanted || isInDialog) return;
    engine.ask("recoveryStatus").then(
      (status) => setState(status.codeUnseen ? "unseen" : status.state),
      () => undefined,
    );
  }, [isWanted, isInDialog]);
  return state;
}
