/**
 * Holds what the server says was erased against the audit log. A server can lie about what it keeps, but what it makes
 * members destroy is then in the log for everybody, under its signature, in the tree that this client has pinned.
 */
import { bytesFromBase64url, canonicalFact, FACTS, type RoomErasure, type RoomId } from "@warbler/protocol";
import {
  commitToFact,
  openCheckpoint,
  portableHasher,
  SALT_BYTES,
  verifyBatchProof,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import type { LogWatch } from "../audit/log-watch.ts";
import { WarblerError } from "../errors.ts";
import { type ErasureReach, reachFromDetail } from "./erasure-reach.ts";

/** Undefined where the log does not show that this was erased of this room. Throws where it cannot be asked. */
export async function proveErasure(
  { number, detail, atMs, salt, proof }: RoomErasure,
  room: RoomId,
  log: Pick<LogWatch, "verifierKey" | "acceptNote">,
): Promise<ErasureReach | undefined> {
  const reach = reachFromDetail(detail);
  if (reach?.room !== room || reach.number !== number) return undefined;
  const opening = bytesFromBase64url(salt);
  if (opening?.length !== SALT_BYTES) return undefined;
  const fact = canonicalFact("erasure.completed", atMs, "", detail);
  const commitment = commitToFact({ salt: opening, fact }, portableHasher);
  const [leafEntry, subtreePath, inclusionPath] = [
    bytesFromBase64url(proof.leafEntry),
    allBytes(proof.subtreePath),
    allBytes(proof.inclusionPath),
  ];
  if (leafEntry === undefined || subtreePath === undefined || inclusionPath === undefined) return undefined;
  const checkpoint = await openCheckpoint(proof.checkpoint, await log.verifierKey(), verifyEd25519ByWebCrypto);
  if (!checkpoint.ok) return undefined;
  const { leaf: leafIndex, position } = proof;
  const inLog = verifyBatchProof(
    commitment,
    { leafEntry, position, subtreePath, leafIndex, inclusionPath },
    { head: checkpoint.value, hasher: portableHasher },
  );
  if (!inLog.ok || inLog.value.kind !== FACTS["erasure.completed"].code) return undefined;
  return (await isOfPinnedLog(proof.checkpoint, log)) ? reach : undefined;
}

/** A proof that holds by itself may belong to another history than the one this client has seen. */
async function isOfPinnedLog(note: string, log: Pick<LogWatch, "acceptNote">): Promise<boolean> {
  try {
    await log.acceptNote(note);
    return true;
  } catch (error) {
    if (!(error instanceof WarblerError) || error.retryable) throw error;
    return false;
  }
}

function allBytes(texts: readonly string[]): readonly Uint8Array[] | undefined {
  const bytes = texts.flatMap((text) => bytesFromBase64url(text) ?? []);
  return bytes.length === texts.length ? bytes : undefined;
}
