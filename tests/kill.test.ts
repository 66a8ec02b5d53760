/** A server process that is killed while people write to it, again and again. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openWorld } from "@warbler/testkit";
import {
  batchLeafOf,
  decodeBatchLeaf,
  parseVerifierKey,
  portableHasher,
  verifyEd25519ByWebCrypto,
  verifyLog,
} from "@warbler/transparency";
import { expect, test } from "vitest";

const KILLS = Number(process.env["WARBLER_KILLS"] ?? "25");

/** Each message is one row, and each leaf is made of the very commitments stored with it and of the rows that name it. */
function checkStore(folder: string, messages: readonly string[]) {
  using store = new DatabaseSync(join(folder, "records.db"), { readOnly: true });
  const rows = store.prepare("SELECT message, leaf, position, commitment FROM records").all();
  expect(new Set(rows.map(({ message }) => message)).size).toBe(rows.length);
  expect(messages.filter((one) => !rows.some(({ message }) => message === one))).toEqual([]);
  const membersByLeaf = new Map<number, Buffer>();
  for (const { leaf, entry, members } of store.prepare("SELECT leaf, entry, members FROM leaves ORDER BY leaf").all()) {
    const decoded = decodeBatchLeaf(entry as Uint8Array);
    if (!decoded.ok) throw new Error(`leaf ${leaf} is malformed`);
    const bytes = Buffer.from(members as Uint8Array);
    const commitments = Array.from({ length: bytes.length / 32 }, (_, n) => bytes.subarray(n * 32, n * 32 + 32));
    expect(batchLeafOf({ ...decoded.value, commitments }, portableHasher), `leaf ${leaf}`).toEqual(decoded.value);
    membersByLeaf.set(Number(leaf), bytes);
  }
  expect([...membersByLeaf.keys()]).toEqual(Array.from({ length: membersByLeaf.size }, (_, n) => n));
  for (const { leaf, position, commitment } of rows) {
    const at = Number(position) * 32;
    const member = membersByLeaf.get(Number(leaf))?.subarray(at, at + 32);
    expect(member?.equals(commitment as Uint8Array), `leaf ${leaf}, position ${position}`).toBe(true);
  }
}

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

  const { raw, platform, url } = world;
  const verifierKey = (await raw.call("logKey")).body.verifierKey;
  const key = parseVerifierKey(String(verifierKey), portableHasher);
  if (!key.ok) throw new Error("expected a verifier key");
  const readTile = async (path: string) => {
    const answer = await platform.fetch(`${url}/audit/${path}`, {});
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return answer.ok ? bytes : undefined;
  };
  const verified = await verifyLog(
    { note: (await raw.call("checkpoint")).text, key: key.value, readTile },
    { verify: verifyEd25519ByWebCrypto, hasher: portableHasher },
  );
  expect(verified.ok).toBe(true);
  checkStore(world.folder, [...said.keys()]);
});
