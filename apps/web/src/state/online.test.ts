import { expect, test } from "vitest";
import { connectionStore, sessionStore } from "./chat-state.ts";
import { wheneverOnline } from "./online.ts";

const me = { account: "a", device: "d", handle: "ann", name: "Ann", organisation: "O", storage: "vault" };

test("what follows the line hears of it once somebody is here, and not of each message that waits", () => {
  let times = 0;
  const stop = wheneverOnline(() => times++);
  connectionStore.set({ state: "online", queued: 0 });
  expect(times).toBe(0);
  sessionStore.set({ phase: "signed-in", me } as never);
  expect(times).toBe(1);
  connectionStore.set({ state: "online", queued: 1 });
  connectionStore.set({ state: "online", queued: 0 });
  expect(times).toBe(1);
  connectionStore.set({ state: "retrying", queued: 0 });
  connectionStore.set({ state: "online", queued: 0 });
  expect(times).toBe(2);
  stop();
  connectionStore.set({ state: "retrying", queued: 0 });
  connectionStore.set({ state: "online", queued: 0 });
  expect(times).toBe(2);
});
