import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newId } from "@warbler/protocol";
import { connect, memoryStore, setUp, token } from "@warbler/sdk";
import { fetchLocalCa, nodePlatform } from "@warbler/sdk/node";
import {
  batchLeafOf,
  decodeBatchLeaf,
  parseVerifierKey,
  portableHasher,
  verifyEd25519ByWebCrypto,
  verifyLog,
} from "@warbler/transparency";
import { afterAll, expect, test } from "vitest";

const KILLS = Number(process.env["WARBLER_KILLS"] ?? "25");
const main = new URL("../apps/server/src/main.ts", import.meta.url).pathname;
const folder = await mkdtemp(join(tmpdir(), "warbler-kill-"));
let running: ChildProcess | undefined;
afterAll(async () => {
  running?.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

interface Started {
  readonly url: string;
  readonly fingerprint: string;
  readonly link: string | undefined;
}

/** Starts a server process and reads what it prints until it is ready; the first one also prints a set-up link. */
function start(isFirst: boolean): Promise<Started> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, WARBLER_DATA: folder, WARBLER_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running = child;
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const url = /ready: (\S+)\n/.exec(text)?.[1];
      const fingerprint = /\(SHA-256\): (\S+)\n/.exec(text)?.[1];
      const link = /login '([^']+)'/.exec(text)?.[1];
      if (url !== undefined && fingerprint !== undefined && (link !== undefined || !isFirst))
        resolve({ url, fingerprint, link });
    });
    child.once("exit", () => reject(new Error(`the server ended before it was ready: ${text}`)));
  });
}

/** Each message is one row, and each leaf is made of the very commitments stored with it and of the rows that name it. */
function checkStore(messages: readonly string[]) {
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
  const first = await start(true);
  const platform = nodePlatform({ ca: await fetchLocalCa(first.url, first.fingerprint) });
  if (first.link === undefined) throw new Error("expected a set-up link");
  const account = { handle: "owner", name: "Owner", password: "a long enough passphrase", device: { name: "test" } };
  const owner = await connect(first.url, { auth: setUp(first.link, { organisation: "Org", ...account }), platform });
  const { id } = await owner.createRoom({ name: "room" });
  const auth = token(owner.session.token, { account: owner.account, device: owner.device });
  await owner.close();

  const acknowledged = new Map<string, { seq: number; text: string }>();
  let server: Started = first;
  for (let kill = 0; kill < KILLS; kill++) {
    const me = await connect(server.url, { auth, platform, store: memoryStore() });
    const room = await me.room(id);
    const sends = Array.from({ length: 60 }, (_, n) => ({ text: `${kill}/${n} ${newId()}`, n }));
    for (const { text } of sends) {
      const sending = room.send({ text });
      sending.settled.then(
        ({ seq }) => acknowledged.set(sending.id, { seq, text }),
        () => undefined,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, (kill * 7) % 60));
    const child = running;
    child?.kill("SIGKILL");
    if (child !== undefined) await once(child, "exit");
    await me.close();
    server = await start(false);
  }

  const me = await connect(server.url, { auth, platform, store: memoryStore() });
  const room = await me.room(id);
  const byId = new Map<string, { seq: number; text: string }>();
  let before: number | undefined;
  for (;;) {
    const page = await room.history({ limit: 200, ...(before !== undefined && { before }) });
    for (const item of page)
      if ("text" in item) {
        expect(byId.has(item.id)).toBe(false);
        byId.set(item.id, { seq: item.seq ?? 0, text: item.text });
      }
    const oldest = page[0];
    if (oldest?.seq === undefined || oldest.seq <= 1 || oldest.seq === before) break;
    before = oldest.seq;
  }
  expect(acknowledged.size).toBeGreaterThan(0);
  for (const [message, sent] of acknowledged) expect(byId.get(message), message).toEqual(sent);
  await me.close();

  const text = async (path: string) => (await platform.fetch(`${server.url}${path}`, {})).text();
  const key = parseVerifierKey(String(JSON.parse(await text("/audit/key")).verifierKey), portableHasher);
  if (!key.ok) throw new Error("expected a verifier key");
  const readTile = async (path: string) => {
    const answer = await platform.fetch(`${server.url}/audit/${path}`, {});
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return answer.ok ? bytes : undefined;
  };
  const verified = await verifyLog(
    { note: await text("/audit/checkpoint"), key: key.value, readTile },
    { verify: verifyEd25519ByWebCrypto, hasher: portableHasher },
  );
  expect(verified.ok).toBe(true);

  const stopped = running;
  stopped?.kill("SIGTERM");
  if (stopped !== undefined) await once(stopped, "exit");
  checkStore([...acknowledged.keys()]);
});
