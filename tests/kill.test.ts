/** A server process that is killed while people write to it, again and again. */
import { openWorld } from "@warbler/testkit";
import { expect, test } from "vitest";
import { checkStoredRecords, verifyServedLog } from "./evidence.ts";

const KILLS = Number(process.env["WARBLER_KILLS"] ?? "25");

test(`${KILLS} kills under load lose no acknowledged message, and the log verifies`, { timeout: 300_000 }, async () => {
  await using world = await openWorld({ server: "apart" });
  const alice = await world.join("alice");
  const room = await world.room([alice]);
  const said = new Map<string, string>();
  const acknowledged = new Map<string, number>();
  for (let kill = 0; kill < KILLS; kill++) {
    const inRoom = await alice.first.room(room);
    const settled = Array.from({ length: 60 }, async (_, n) => {
      const sending = inRoom.send(`${kill}/${n}`);
      said.set(sending.id, `${kill}/${n}`);
      acknowledged.set(sending.id, (await sending.settled).seq);
    });
    const allSettled = Promise.allSettled(settled);
    // Under way, and then at a different moment each time.
    await settled[0];
    await new Promise((resolve) => setTimeout(resolve, (kill * 7) % 60));
    await world.kill();
    await alice.first.stop();
    await allSettled;
    await world.start();
    await alice.first.start();
  }
  await alice.client.flushed();
  expect(acknowledged.size).toBeGreaterThan(0);

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
  checkStoredRecords(world.folder, [...said.keys()]);
});
