import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesFromBase64url, type MessageId, newId, type ProofAnswer, type RoomId } from "@warbler/protocol";
import {
  consistencyPathFromTiles,
  openCheckpoint,
  parseVerifierKey,
  verifyBatchProof,
  verifyConsistency,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import { describe, expect, test } from "vitest";
import { nodeHasher } from "../../kernel/log/hasher.ts";
import { append } from "../../kernel/plan.ts";
import { type Organisation, organisation } from "../../testing/organisation.ts";
import { auditRules } from "./audit.ts";
import { openLogSigner } from "./log-signer.ts";

const AT_MS = Date.UTC(2026, 10, 5);

async function auditOf({ kernel, folder }: Organisation) {
  const signer = await openLogSigner(kernel, { dataFolder: folder, publicHost: "chat.example" });
  return auditRules({ ...kernel, signer });
}
const say = (world: Organisation, room: RoomId) =>
  world.write(
    append({
      room,
      message: newId<MessageId>(),
      author: world.owner.account,
      device: null,
      kind: 1,
      atMs: AT_MS,
      imported: false,
      content: Buffer.from("said"),
    }),
  );
const bytes = (text: string): Uint8Array => bytesFromBase64url(text) ?? new Uint8Array();

/** What a member checks, with the log's published key alone. */
async function check(proof: ProofAnswer, verifierKey: string) {
  const key = parseVerifierKey(verifierKey, nodeHasher);
  if (!key.ok) throw new Error(key.refusal);
  const head = await openCheckpoint(proof.checkpoint, key.value, verifyEd25519ByWebCrypto);
  if (!head.ok) throw new Error(head.refusal);
  const parts = {
    leafEntry: bytes(proof.leafEntry),
    leafIndex: proof.leaf,
    position: proof.position,
    subtreePath: proof.subtreePath.map(bytes),
    inclusionPath: proof.inclusionPath.map(bytes),
  };
  return verifyBatchProof(bytes(proof.commitment), parts, { head: head.value, hasher: nodeHasher });
}

describe("proofs", () => {
  test("every record of a room is proven to its members, the newest one at once", async () => {
    await using world = await organisation();
    const room = await world.room();
    const audit = await auditOf(world);
    const grant = await world.grant(world.owner, "message.prove", { kind: "room", room });
    for (let seq = 1; seq <= 5; seq++) {
      await say(world, room);
      const proof = await audit.prove(grant, seq);
      if (!proof.ok) throw new Error(proof.refusal.code);
      expect((await check(proof.value, audit.signer.verifierKey)).ok).toBe(true);
      const other = { ...proof.value, commitment: "A".repeat(43) };
      expect((await check(other, audit.signer.verifierKey)).ok).toBe(false);
    }
    expect(await audit.prove(grant, 6)).toEqual({ ok: false, refusal: { code: "not-found" } });
  });
});

describe("checkpoints", () => {
  test("asked for all at once while the log grows are whole, and consistent with each other", async () => {
    await using world = await organisation();
    const room = await world.room();
    const { signer, readTile } = await auditOf(world);
    const first = await signer.checkpoint();
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        await say(world, room);
        return signer.checkpoint(world.kernel.logHead().size);
      }),
    );
    const last = await signer.checkpoint(world.kernel.logHead().size);
    const path = await consistencyPathFromTiles(first.head.size, {
      treeSize: last.head.size,
      readTile,
      hasher: nodeHasher,
    });
    if (!path.ok) throw new Error(path.refusal.path);
    const claim = { oldSize: first.head.size, newSize: last.head.size, path: path.value };
    expect(verifyConsistency({ ...claim, oldRoot: first.head.root, newRoot: last.head.root }, nodeHasher)).toBe(true);
    expect(await readFile(join(world.folder, "audit", "checkpoint"), "utf8")).toBe(last.note);
  });

  test("keep key and origin across a restart, also under another host name", async () => {
    await using world = await organisation();
    const { signer } = await auditOf(world);
    const again = await openLogSigner(world.kernel, { dataFolder: world.folder, publicHost: "other.example" });
    expect([again.origin, again.verifierKey]).toEqual([signer.origin, signer.verifierKey]);
    expect(signer.origin).toMatch(/^chat\.example\/audit\//);
  });

  test("of a longer log, of another log and of another key stop the start", async () => {
    await using world = await organisation();
    const room = await world.room();
    const { signer } = await auditOf(world);
    await say(world, room);
    const { head } = await signer.checkpoint(world.kernel.logHead().size);
    const settings = { dataFolder: world.folder, publicHost: "chat.example" };
    const shorter = { ...world.kernel, logHead: () => ({ ...head, size: head.size - 1 }) };
    await expect(openLogSigner(shorter, settings)).rejects.toThrow(/entries were lost or replaced/);
    const rewritten = { ...world.kernel, logHead: () => ({ ...head, root: new Uint8Array(32) }) };
    await expect(openLogSigner(rewritten, settings)).rejects.toThrow(/entries were lost or replaced/);
    await say(world, room);
    const grownElsewhere = { ...world.kernel, logHead: () => ({ size: head.size + 1, root: new Uint8Array(32) }) };
    await expect(openLogSigner(grownElsewhere, settings)).rejects.toThrow(/entries were lost or replaced/);
    await expect(openLogSigner(world.kernel, settings)).resolves.toBeDefined();
    const path = join(world.folder, "audit", "checkpoint");
    await writeFile(path, (await readFile(path, "utf8")).replace(/.{8}\n$/, "AAAAAAA=\n"));
    await expect(openLogSigner(world.kernel, settings)).rejects.toThrow(/not signed by this log's key/);
  });
});

describe("reading facts", () => {
  test("is recorded with its reason, for the reader and for the person looked up", async () => {
    await using world = await organisation();
    const auditor = await world.person("auditor");
    const member = await world.person("member");
    const audit = await auditOf(world);
    const grant = await world.grant(auditor, "audit.query", { kind: "org" });
    expect(await audit.query(grant, { reason: "", limit: 10 })).toMatchObject({ refusal: { code: "bad-request" } });
    const read = await audit.query(grant, { reason: "case 12", account: member.account, limit: 10 });
    expect(read).toMatchObject({ value: { facts: [{ kind: "audit.queried", erased: false }], more: false } });
    for (const person of [auditor, member]) {
      const own = await world.grant(person, "audit.own", { kind: "account", account: person.account });
      const mine = await audit.own(own, { afterLeaf: -1 });
      expect(mine).toMatchObject({ value: { facts: [{ subject: person.account, detail: { reason: "case 12" } }] } });
    }
  });

  test("goes on below the last leaf seen, until nothing is left", async () => {
    await using world = await organisation();
    for (let n = 0; n < 5; n++) await world.person("member");
    const audit = await auditOf(world);
    const grant = await world.grant(world.owner, "audit.query", { kind: "org" });
    const seen: number[] = [];
    for (let beforeLeaf: number | undefined; ; ) {
      const page = await audit.query(grant, { reason: "review", kind: "role.granted", limit: 2, beforeLeaf });
      if (!page.ok) throw new Error(page.refusal.code);
      seen.push(...page.value.facts.map(({ leaf }) => leaf));
      beforeLeaf = seen.at(-1);
      if (!page.value.more) break;
    }
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a));
    expect(seen).toHaveLength(6);
  });

  test("shows a leaf whole, however few facts a page asks for", async () => {
    await using world = await organisation();
    const member = await world.person("member");
    const audit = await auditOf(world);
    const grant = await world.grant(world.owner, "audit.query", { kind: "org" });
    await audit.query(grant, { reason: "one", account: member.account, limit: 1 });
    await audit.query(grant, { reason: "two", account: member.account, limit: 1 });
    // The newest leaf with such facts is this reading's own, with one fact; below it are two leaves with two each.
    const first = await audit.query(grant, { reason: "three", kind: "audit.queried", limit: 2 });
    expect(first).toMatchObject({ value: { more: true } });
    expect(first.ok && first.value.facts.map(({ detail }) => detail?.["reason"])).toEqual(["three", "two", "two"]);
    const beforeLeaf = first.ok ? first.value.facts.at(-1)?.leaf : undefined;
    const second = await audit.query(grant, { reason: "four", kind: "audit.queried", limit: 2, beforeLeaf });
    expect(second).toMatchObject({ value: { more: false } });
    expect(second.ok && second.value.facts.map(({ detail }) => detail?.["reason"])).toEqual(["one", "one"]);
  });
});
