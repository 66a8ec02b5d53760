/** In which rooms nothing is sent because somebody's identity has changed; asked for per room, when it is opened. */
import type { AccountId } from "@warbler/protocol";
import { useEffect, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { createStore, useStore } from "../state/store.ts";

/** Counts decisions about people, so that what depends on them is asked for again. */
const decisions = createStore(0);
const NOBODY: readonly AccountId[] = [];

export function tellTrustChanged(): void {
  decisions.set(decisions.get() + 1);
}

export function useChangedPeople({ id, level }: RoomView): readonly AccountId[] {
  const [changed, setChanged] = useState(NOBODY);
  const decided = useStore(decisions);
  useEffect(() => {
    if (level === "sealed") return undefined;
    const ask = () => {
      engine.ask("changedPeople", id).then(setChanged, () => undefined);
    };
    ask();
    return engine.onEvent((event) => {
      const concerns = event.type === "alarm" && event.kind === "identity-changed";
      const isBlocked = event.type === "pending" && event.pending.failure?.code === "identity-changed";
      if (concerns || isBlocked) ask();
    });
  }, [id, level, decided]);
  return changed;
}
