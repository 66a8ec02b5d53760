/** The way to a conversation with one person. */
import type { AccountId } from "@warbler/protocol";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { openDialog } from "../state/ui-state.ts";

/** Goes to the conversation with a person, or asks how a new one shall be protected. */
export function writeTo(account: AccountId): void {
  const opening = engine.ask("knownDirectRoom", account).then((room) => {
    if (room === undefined) openDialog({ kind: "new-direct", account });
    else go({ page: "room", room });
  });
  attempt(opening);
}
