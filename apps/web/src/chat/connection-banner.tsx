/** Says when the server cannot be reached, what waits to be sent, and when the next try is. */

import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { every, nowMs } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";
import { connectionStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./connection-banner.module.css";

export function ConnectionBanner() {
  const words = useWords().connection;
  const { state, queued, retryAtMs } = useStore(connectionStore);
  const seconds = useSecondsUntil(retryAtMs);
  const isShown = state !== "online" && state !== "connecting" && state !== "expired";
  return (
    <div aria-live="polite">
      {isShown && (
        <div className={css.banner}>
          <CloudOff size={17} aria-hidden />
          <div>
            <b>{words.offline}</b>
            <span>{queued > 0 ? words.queued(queued) : words.nothingLost}</span>
            {/* The count is for the eye: read aloud every second it would be noise. */}
            {seconds > 0 && <span aria-hidden>{words.retryIn(seconds)}</span>}
          </div>
          <Button small onClick={() => attempt(engine.ask("retryNow"))}>
            {words.retryNow}
          </Button>
        </div>
      )}
    </div>
  );
}

function useSecondsUntil(atMs: number | undefined): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    if (atMs === undefined) return undefined;
    setNow(nowMs());
    return every(1_000, () => setNow(nowMs()));
  }, [atMs]);
  return atMs === undefined ? 0 : Math.max(0, Math.ceil((atMs - now) / 1_000));
}
