/** Asks the server for the paths of a record this client holds, and checks them against what it holds and has pinned. */
import { base64urlFromBytes } from "@warbler/protocol";
import { formatVerifierKey } from "@warbler/transparency";
import { WarblerError } from "../errors.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { checkProofFile } from "./check-proof.ts";
import type { LogWatch } from "./log-watch.ts";
import type { MessageProof, ProofCheck, ProofFile } from "./message-proof.ts";

export interface HeldRecord {
  readonly record: RoomRecord;
  readonly previousCommitment: Uint8Array;
}

export async function proveRecord(
  { record, previousCommitment }: HeldRecord,
  { api, log }: { readonly api: ApiClient; readonly log: LogWatch },
): Promise<MessageProof> {
  const { room, seq, message, author, device = "", kind, atMs, imported } = record;
  const answer = await api.call("proof", undefined, { room, seq });
  const key = await log.verifierKey();
  const file: ProofFile = {
    format: "warbler-message-proof/1",
    record: { room, seq, message, author, device, kind, atMs, imported },
    content: base64urlFromBytes(record.content),
    salt: base64urlFromBytes(record.salt),
    previousCommitment: base64urlFromBytes(previousCommitment),
    // The commitment that this client holds, not the one the server now names.
    commitment: base64urlFromBytes(record.commitment),
    leafEntry: answer.leafEntry,
    leaf: answer.leaf,
    position: answer.position,
    subtreePath: answer.subtreePath,
    inclusionPath: answer.inclusionPath,
    checkpoint: answer.checkpoint,
    verifierKey: formatVerifierKey(key),
  };
  const check = record.erased ? { ok: false, reason: "erased" as const } : await checkProofFile(file, key);
  const { commitment, leaf, position, checkpoint } = file;
  const judged = check.ok ? await againstPin(check, checkpoint, log) : check;
  return { ...judged, record: file.record, commitment, leaf, position, checkpoint, export: () => file };
}

/** A proof that holds by itself may still belong to another history than the one this client has seen. */
async function againstPin(check: ProofCheck, note: string, log: LogWatch): Promise<ProofCheck> {
  try {
    await log.acceptNote(note);
    return check;
  } catch (error) {
    if (!(error instanceof WarblerError) || error.retryable) throw error;
    return { ...check, ok: false, reason: error.code === "fork" ? "fork" : "signature" };
  }
}
