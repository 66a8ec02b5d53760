/** Whether a fact is in the audit log: committed to in a leaf of its kind, in a signed tree that this client has pinned or that extends it. */
import {
  bytesFromBase64url,
  canonicalFact,
  FACTS,
  type FactDetail,
  type FactKind,
  type ProofAnswer,
} from "@warbler/protocol";
import {
  commitToFact,
  openCheckpoint,
  portableHasher,
  SALT_BYTES,
  verifyBatchProof,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import { WarblerError } from "../errors.ts";
import type { LogWatch } from "./log-watch.ts";

/** A fact as the server opens it. */
export interface OpenedFact {
  readonly kind: FactKind;
  /** An account, or "" for one about the server itself. */
  readonly subject: string;
  readonly detail: FactDetail;
  readonly atMs: number;
  readonly salt: string;
  readonly proof: ProofAnswer;
}

/** Throws where the log cannot be asked. */
export async function isInLog(
  { kind, subject, detail, atMs, salt, proof }: OpenedFact,
  log: Pick<LogWatch, "verifierKey" | "acceptNote">,
): Promise<boolean> {
  const opening = bytesFromBase64url(salt);
  if (opening?.length !== SALT_BYTES) return false;
  const commitment = commitToFact({ salt: opening, fact: canonicalFact(kind, atMs, subject, detail) }, portableHasher);
  const [leafEntry, subtreePath, inclusionPath] = [
    bytesFromBase64url(proof.leafEntry),
    allBytes(proof.subtreePath),
    allBytes(proof.inclusionPath),
  ];
  if (leafEntry === undefined || subtreePath === undefined || inclusionPath === undefined) return false;
  const checkpoint = await openCheckpoint(proof.checkpoint, await log.verifierKey(), verifyEd25519ByWebCrypto);
  if (!checkpoint.ok) return false;
  const { leaf: leafIndex, position } = proof;
  const inLog = verifyBatchProof(
    commitment,
    { leafEntry, position, subtreePath, leafIndex, inclusionPath },
    { head: checkpoint.value, hasher: portableHasher },
  );
  return inLog.ok && inLog.value.kind === FACTS[kind].code && (await isOfPinnedLog(proof.checkpoint, log));
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
