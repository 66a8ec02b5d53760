/** What the person may do in the organisation, as the server's policy has it now. Only what is offered follows from it. */
import type { Action } from "@warbler/protocol";
import { permissionsStore } from "./chat-state.ts";
import { useStore } from "./store.ts";

/** Whether it is known that this may not be done: it is not offered then. */
export function useMayNot(action: Action): boolean {
  return useStore(permissionsStore, (may) => may?.has(action) === false);
}

/** Whether one of these may be done; no while that is not known. */
export function useMay(...actions: readonly Action[]): boolean {
  const may = useStore(permissionsStore);
  return actions.some((action) => may?.has(action) === true);
}
