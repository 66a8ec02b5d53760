/** Computes the test vectors of docs/spec/audit-log.md from fixed inputs. Bytes are in hex. */
import { batchLeafOf, encodeBatchLeaf, subtreePath } from "../batch.ts";
import { signCheckpoint } from "../checkpoint.ts";
import { commitToFact, commitToRecord, roomChainStart } from "../commitment.ts";
import { consistencyPath } from "../consistency-proof.ts";
import { cosign } from "../cosignature.ts";
import { portableHasher, rootOf } from "../hashing.ts";
import { inclusionPath } from "../inclusion-proof.ts";
import { ED25519_COSIGNATURE, formatVerifierKey } from "../note.ts";
import { encodeEntryBundle } from "../tile.ts";
import { testSigner } from "./signers.ts";

const hasher = portableHasher;

export async function specVectors(): Promise<unknown> {
  const entries = Array.from({ length: 7 }, (_, index) => new TextEncoder().encode(`entry ${index}`));
  const leafHashes = entries.map((entry) => hasher.leafHash(entry));
  const head = { size: entries.length, root: rootOf(leafHashes, hasher) };
  return {
    tree: {
      entries: entries.map(hex),
      roots: [0, 1, 2, 3, 4, 5, 6, 7].map((size) => hex(rootOf(leafHashes.slice(0, size), hasher))),
      inclusionPath: { leafIndex: 4, treeSize: 7, path: inclusionPath(leafHashes, 4, hasher).map(hex) },
      consistencyPath: { oldSize: 3, newSize: 7, path: consistencyPath(leafHashes, 3, hasher).map(hex) },
      bundle: { path: "tile/entries/000.p/7", bytes: hex(encodeEntryBundle(entries)) },
      tile: { path: "tile/0/000.p/7", bytes: leafHashes.map(hex).join("") },
    },
    checkpoint: await checkpointVectors(head),
    ...commitmentVectors(),
  };
}

async function checkpointVectors(head: { readonly size: number; readonly root: Uint8Array }) {
  const log = testSigner("log.example/warbler", 1);
  const witness = testSigner("witness.example/w1", 3, ED25519_COSIGNATURE);
  const note = await signCheckpoint(head, log.key, log.sign);
  const timestampS = 1_700_000_000;
  const cosigned = await cosign(note, timestampS, witness);
  if (!cosigned.ok) throw new Error(cosigned.refusal);
  return {
    logSeed: "01".repeat(32),
    logVerifierKey: formatVerifierKey(log.key),
    note,
    witnessSeed: "03".repeat(32),
    witnessVerifierKey: formatVerifierKey(witness.key),
    timestampS,
    cosignedNote: cosigned.value,
  };
}

function commitmentVectors() {
  const salt = new Uint8Array(32).fill(0xa5);
  const fact = new TextEncoder().encode("a fact");
  const roomId = Uint8Array.from({ length: 16 }, (_, index) => index);
  const chainStart = roomChainStart(roomId, hasher);
  const records = ["first", "second"].map((text) => hasher.sha256(new TextEncoder().encode(text)));
  const commitments: Uint8Array[] = [];
  for (const recordHash of records)
    commitments.push(
      commitToRecord({ salt, recordHash, previousCommitment: commitments.at(-1) ?? chainStart }, hasher),
    );
  const leaf = batchLeafOf({ kind: 40, timeMs: 1_700_000_000_123, commitments }, hasher);
  return {
    factCommitment: { salt: hex(salt), fact: hex(fact), commitment: hex(commitToFact({ salt, fact }, hasher)) },
    roomChain: {
      roomId: hex(roomId),
      start: hex(chainStart),
      salt: hex(salt),
      recordHashes: records.map(hex),
      commitments: commitments.map(hex),
    },
    batchLeaf: {
      kind: leaf.kind,
      timeMs: leaf.timeMs,
      commitments: commitments.map(hex),
      subtreeRoot: hex(leaf.subtreeRoot),
      entry: hex(encodeBatchLeaf(leaf)),
      subtreePathOfPosition1: subtreePath(commitments, 1, hasher).map(hex),
    },
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
