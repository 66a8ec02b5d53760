/** Whether recovery is set up, as the server and the identity log say. */
import type { RecoveryStatusOf } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { useStore } from "../state/store.ts";
import { dialogStore } from "../state/ui-state.ts";

/** Undefined until it is known. Asked for again whenever a dialog closed, since that may have changed it. */
export function useRecoveryState(isWanted: boolean): RecoveryStatusOf["state"] | undefined {
  const [state, setState] = useState<RecoveryStatusOf["state"]>();
  const isInDialog = useStore(dialogStore, (dialog) => dialog !== undefined);
  useEffect(() => {
    if (!isWanted || isInDialog) return;
    engine.ask("recoveryStatus").then(
      (status) => setState(status.state),
      () => undefined,
    );
  }, [isWanted, isInDialog]);
  return state;
}
