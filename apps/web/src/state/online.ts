/** The line to the server, as it comes and goes. How many messages wait is told by the same store, and is no news of the line. */
import { connectionStore, sessionStore } from "./chat-state.ts";

/** Does something each time somebody is here and their line is there again, and at once where it is. Gives what ends that. */
export function wheneverOnline(work: () => void): () => void {
  let wasOnline = false;
  const look = () => {
    const isOnline = connectionStore.get().state === "online" && sessionStore.get().phase === "signed-in";
    const isBack = isOnline && !wasOnline;
    wasOnline = isOnline;
    if (isBack) work();
  };
  look();
  const stops = [connectionStore.subscribe(look), sessionStore.subscribe(look)];
  return () => {
    for (const stop of stops) stop();
  };
}
