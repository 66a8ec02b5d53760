/** Who is signed in. */
import type { Me } from "../engine/engine-api.ts";
import { sessionStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";

export function useMe(): Me | undefined {
  return useStore(sessionStore, (session) =>
    session.phase === "signed-in" || session.phase === "expired" ? session.me : undefined,
  );
}
