/** Whether a fact that somebody hands over is in the log that a key signs: by its own bytes, without any server. */
import { bytesFromBase64url, canonicalFact, FACTS, type FactKind, type ProvenFact } from "@warbler/protocol";
import {
  commitToFact,
  openCheckpoint,
  portableHasher,
  SALT_BYTES,
  type VerifierKey,
  verifyBatchProof,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";

/** The size of the tree in which the fact is, by its own bytes; undefined where it is in none that the key signs. */
export async function sizeOfLogWith(
  { kind, atMs, subject, detail, salt, proof }: ProvenFact,
  expected: FactKind,
  key: VerifierKey,
): Promise<number | undefined> {
  const opening = bytesFromBase64url(salt);
  const leafEntry = bytesFromBase64url(proof.leafEntry);
  const [subtreePath, inclusionPath] = [allBytes(proof.subtreePath), allBytes(proof.inclusionPath)];
  if (kind !== expected || opening?.length !== SALT_BYTES || leafEntry === undefined) return undefined;
  if (subtreePath === undefined || inclusionPath === undefined) return undefined;
  const commitment = commitToFact({ salt: opening, fact: canonicalFact(kind, atMs, subject, detail) }, portableHasher);
  const checkpoint = await openCheckpoint(proof.checkpoint, key, verifyEd25519ByWebCrypto);
  if (!checkpoint.ok) return undefined;
  const { leaf: leafIndex, position } = proof;
  const inLog = verifyBatchProof(
    commitment,
    { leafEntry, position, subtreePath, leafIndex, inclusionPath },
    { head: checkpoint.value, hasher: portableHasher },
  );
  return inLog.ok && inLog.value.kind === FACTS[expected].code ? checkpoint.value.size : undefined;
}

function allBytes(texts: readonly string[]): readonly Uint8Array[] | undefined {
  const bytes = texts.flatMap((text) => bytesFromBase64url(text) ?? []);
  return bytes.length === texts.length ? bytes : undefined;
}
