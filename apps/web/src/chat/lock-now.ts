/** Locks Warbler in this browser; who has no lock yet is shown where to set one. */
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { attempt } from "../state/attempt.ts";
import { sessionStore } from "../state/chat-state.ts";
import { keepDraftsNow } from "./draft.ts";

export function lockNow(): void {
  const session = sessionStore.get();
  if (session.phase !== "signed-in") return;
  if (session.me.lock === undefined) return go({ page: "settings", section: "lock" });
  keepDraftsNow();
  attempt(engine.ask("lock"));
}
