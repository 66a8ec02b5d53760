/** News of the line. Each change of what waits to be sent comes by the same event, and is none. */
import type { Warbler } from "@warbler/sdk";

/** Does something each time the line is there again. */
export function onOnline(me: Pick<Warbler, "state" | "on">, work: () => void): void {
  let before = me.state;
  me.on("connection", ({ state }) => {
    const isBack = state === "online" && before !== "online";
    before = state;
    if (isBack) work();
  });
}
