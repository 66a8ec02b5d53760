/** What must hold of a server whatever happened to it: its stored rows, and its log as anyone reads it. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { rowsIn } from "@warbler/testkit/services";
import {
  batchLeafOf,
  decodeBatchLeaf,
  parseVerifierKey,
  portableHasher,
  verifyEd25519ByWebCrypto,
  verifyLog,
} from "@warbler/transparency";
import { expect } from "vitest";

/** Each message is one row, and each leaf is made of the very commitments stored with it and of the rows that name it. */
export async function checkStoredRecords(
  { folder, databaseUrl }: { readonly folder: string; readonly databaseUrl?: string | undefined },
  messages: readonly string[],
) {
  const select = async (sql: string) => {
    if (databaseUrl !== undefined) return rowsIn(databaseUrl, sql);
    using store = new DatabaseSync(join(folder, "records.db"), { readOnly: true });
    return store.prepare(sql).all();
  };
  const rows = await select("SELECT message, leaf, position, commitment FROM records");
  expect(new Set(rows.map(({ message }) => message)).size).toBe(rows.length);
  expect(messages.filter((one) => !rows.some(({ message }) => message === one))).toEqual([]);
  const membersByLeaf = new Map<number, Buffer>();
  for (const { leaf, entry, members } of await select("SELECT leaf, entry, members FROM leaves ORDER BY leaf")) {
    const decoded = decodeBatchLeaf(Uint8Array.from(entry as Uint8Array));
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

/** The log by its checkpoint, key and tiles, read as an outsider reads them; returns its size. */
export async function verifyServedLog(get: (path: string) => Promise<Response>): Promise<number> {
  const { verifierKey } = (await (await get("/audit/key")).json()) as { readonly verifierKey: string };
  const key = parseVerifierKey(verifierKey, portableHasher);
  if (!key.ok) throw new Error("expected a verifier key");
  const readTile = async (path: string) => {
    const answer = await get(`/audit/${path}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return answer.ok ? bytes : undefined;
  };
  const verified = await verifyLog(
    { note: await (await get("/audit/checkpoint")).text(), key: key.value, readTile },
    { verify: verifyEd25519ByWebCrypto, hasher: portableHasher },
  );
  if (!verified.ok) throw new Error(`the log does not verify: ${JSON.stringify(verified.refusal)}`);
  return verified.value.size;
}
