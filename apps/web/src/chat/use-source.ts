/** The message that another one answers: among what is shown, or else looked up. */
import type { TimelineMessage } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";

/** Undefined until it is found, and where it is not there for this person. */
export function useSource({ room, replyTo }: TimelineMessage): TimelineMessage | undefined {
  const near = useStore(timelineOf(room), ({ messages }) => messages.find(({ id }) => id === replyTo));
  const [far, setFar] = useState<TimelineMessage>();
  const isNear = near !== undefined;
  useEffect(() => {
    if (isNear || replyTo === undefined) return undefined;
    const asked = { isCurrent: true };
    inSilence(engine.ask("message", room, replyTo).then((found) => asked.isCurrent && setFar(found)));
    return () => {
      asked.isCurrent = false;
    };
  }, [room, replyTo, isNear]);
  return near ?? far;
}
