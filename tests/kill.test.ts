/**
 * A server process that is killed while people write to it, again and again. The seed decides the moments, as far as a machine lets
 * it: `WARBLER_KILL_SEED=4711 WARBLER_KILLS=1000 npm test -- tests/kill`.
 */
import { seededRandom } from "@warbler/sdk/testing";
import { openWorld } from "@warbler/testkit";
import { postgres } from "@warbler/testkit/services";
import { describe, expect, test } from "vitest";
import { checkStoredRecords, verifyServedLog } from "./evidence.ts";

const SEED = Number(process.env["WARBLER_KILL_SEED"] ?? Date.now() % 1_000_000);
const KILLS = process.env["WARBLER_KILLS"];
const SENDS = 60;
const MOST_WAIT_MS = 20;

const database = await postgres();
const stores = [
  { store: "sqlite", kills: Number(KILLS ?? "100") },
  { store: "postgres", kills: Number(KILLS ?? "20") },
] as const;

for (const { store, kills } of stores)
  describe.skipIf(store === "postgres" && "missing" in database)(`on ${store}`, () => {
    test(`${kills} kills under load lose no acknowledged message, and the log verifies (seed ${SEED})`, {
      timeout: 900_000,
    }, async () => {
      const random = seededRandom(SEED);
      await using world = await openWorld({ store, server: "apart" });
      const alice = await world.join("alice");
      const room = await world.room([alice]);
      const said = new Map<string, string>();
      const acknowledged = new Map<string, number>();
      for (let kill = 0; kill < kills; kill++) {
        const inRoom = await alice.first.room(room);
        const settled = Array.from({ length: SENDS }, async (_, n) => {
          const sending = inRoom.send(`${kill}/${n}`);
          said.set(sending.id, `${kill}/${n}`);
          acknowledged.set(sending.id, (await sending.settled).seq);
        });
        const allSettled = Promise.allSettled(settled);
        // Before, while and after they are written. What the last kill left goes out first, so that there is load from the start.
        await Promise.all(settled.slice(0, random.below(SENDS)));
        await new Promise((resolve) => setTimeout(resolve, random.below(MOST_WAIT_MS)));
        await world.kill();
        await alice.first.stop();
        await allSettled;
        await world.start();
        await alice.first.start();
      }
      await alice.client.flushed();
      expect(acknowledged.size).toBeGreaterThan(kills);

      // Read by a device that knows nothing yet: what it shows comes from the server.
      const inRoom = await (await alice.device("new")).room(room);
      const texts = new Map<string, string>();
      const seqs = new Map<string, number>();
      for (let before: number | undefined; before !== 1; ) {
        const page = await inRoom.history({ limit: 200, ...(before !== undefined && { before }) });
        for (const { id, seq = 0, text } of page) {
          expect(texts.has(id)).toBe(false);
          texts.set(id, text);
          seqs.set(id, seq);
        }
        const first = page[0]?.seq ?? 1;
        before = first === before ? 1 : first;
      }
      expect(texts).toEqual(said);
      for (const [message, seq] of acknowledged) expect(seqs.get(message), message).toBe(seq);

      await verifyServedLog((path) => world.platform.fetch(`${world.url}${path}`, {}));
      await checkStoredRecords(world, [...said.keys()]);
    });
  });
