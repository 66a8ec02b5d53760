/**
 * End-to-end rooms under a network that loses, repeats, delays and reorders, on machines that fail at any write, with members
 * who change the room and their devices at the same time. One seed decides all of it, so that it happens again in the same
 * way: `npm run simulate -- rooms SEED COUNT`.
 */
import { nodeProvider } from "@warbler/mls/node";
import { afterAll, expect, test } from "vitest";
import { cheapProvider } from "../../../../mls/src/testing/cheap-crypto.ts";
import { directWebCrypto } from "../direct-crypto.ts";
import { loadLazyModules } from "../lazy-modules.ts";
import { type LifeOptions, liveOfRoom } from "./room-world.ts";

const FIRST = Number(process.env["WARBLER_ROOM_FIRST_SEED"] ?? 1);
const COUNT = Number(process.env["WARBLER_ROOM_SEEDS"] ?? 200);
const SEEDS = Array.from({ length: COUNT }, (_, at) => FIRST + at);
/** One in so many runs with the real primitives, which take most of the time. */
export const REAL = 20;

const CHEAP: LifeOptions = { provider: cheapProvider, signatures: "cheap" };
const TRUE: LifeOptions = {
  provider: (randomBytes) => nodeProvider(1, { randomBytes }),
  signatures: "real",
};

/** Tests those of the seeds that leave this rest when halved. */
export async function simulateRooms({ rest }: { readonly rest: 0 | 1 }): Promise<void> {
  const restore = directWebCrypto();
  const { stackTraceLimit } = Error;
  // A tenth of the time goes into where errors come from that everybody expects: aborts, refusals. One seed alone tells it.
  if (COUNT > 1) Error.stackTraceLimit = 0;
  await loadLazyModules();
  afterAll(() => {
    restore();
    Error.stackTraceLimit = stackTraceLimit;
  });
  const seeds = SEEDS.filter((seed) => seed % 2 === rest);

  test.each(seeds)(
    "after quiet all agree on epoch, roster and content, everyone reads what is theirs, and nobody more (seed %i)",
    async (seed) => {
      expect((await live(seed)).wrong, `npm run simulate -- rooms ${seed} runs it again`).toEqual([]);
    },
  );
}

export function live(seed: number): ReturnType<typeof liveOfRoom> {
  const trace = COUNT === 1 ? { trace: (line: string) => console.log(line) } : {};
  return liveOfRoom(seed, { ...(seed % REAL < 2 ? TRUE : CHEAP), ...trace });
}
