/** Answers over HTTP that are not taken: Node waits for their reader for ever, and keeps them in memory meanwhile. */
import type { RequestListener } from "node:http";
import type { Clock } from "../kernel/clock.ts";

/** As long as our clients wait for the longest answer, a chunk of a file. */
const TAKEN_WITHIN_MS = 120_000;

/**
 * As `handler`, and ends a connection on which an answer was begun and not taken: not before `ms` after it was begun, and at the latest
 * after twice that. One that is still being worked out may take its time.
 */
export function takenInTime(
  handler: RequestListener,
  clock: Pick<Clock, "after">,
  ms = TAKEN_WITHIN_MS,
): RequestListener {
  return (request, response) => {
    let cancel = () => {};
    const look = (wasBegun: boolean) => {
      cancel = clock.after(ms, () => (wasBegun ? request.socket.destroy() : look(response.headersSent)));
    };
    look(false);
    response.once("close", () => cancel());
    handler(request, response);
  };
}
