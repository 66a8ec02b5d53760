/**
 * Cosignatures (C2SP tlog-cosignature, Ed25519): a witness states that at a time this was the largest consistent tree it
 * had seen of the log. Enough witnesses keep a log from showing different histories to different people.
 */
import { concatBytes, utf8, viewOf } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import {
  ED25519_COSIGNATURE,
  formatNote,
  type NoteSignature,
  parseNote,
  type SignEd25519,
  signaturesBy,
  type VerifierKey,
  type VerifyEd25519,
} from "./note.ts";
import { accepted, type Result, refused } from "./result.ts";

const TIMESTAMP_BYTES = 8;
const SIGNATURE_BYTES = 64;

export type CosignatureRefusal = "malformed note" | "malformed checkpoint" | "unknown signer" | "bad signature";

export interface Cosigner {
  /** Of type `ED25519_COSIGNATURE`; its private half must be used for nothing else, because the message does not name it. */
  readonly key: VerifierKey;
  readonly sign: SignEd25519;
}

/**
 * The note with one more signature. The cosigner has verified the log's own signature and the consistency with the largest
 * checkpoint that it cosigned before; nothing here does. `timestampS` counts seconds since 1970.
 */
export async function cosign(
  note: string,
  timestampS: number,
  { key, sign }: Cosigner,
): Promise<Result<string, "malformed note" | "malformed checkpoint">> {
  if (key.type !== ED25519_COSIGNATURE) throw new RangeError("expected a key that cosigns, got one that signs notes");
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const checkpoint = parseCheckpoint(parsed.value.text);
  if (!checkpoint.ok) return checkpoint;
  const timestamp = new Uint8Array(TIMESTAMP_BYTES);
  viewOf(timestamp).setBigUint64(0, BigInt(timestampS));
  const signature = concatBytes(timestamp, await sign(cosignedMessage(parsed.value.text, BigInt(timestampS))));
  const { text, signatures } = parsed.value;
  return accepted(formatNote({ text, signatures: [...signatures, { name: key.name, keyId: key.keyId, signature }] }));
}

/** When the cosigner saw this checkpoint, in seconds since 1970. A cosignature alone does not speak for the log. */
export async function verifyCosignature(
  note: string,
  key: VerifierKey,
  verify: VerifyEd25519,
): Promise<Result<{ readonly timestampS: number }, CosignatureRefusal>> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const checkpoint = parseCheckpoint(parsed.value.text);
  if (!checkpoint.ok) return checkpoint;
  const [cosignature] = signaturesBy(parsed.value, key);
  if (key.type !== ED25519_COSIGNATURE || cosignature === undefined) return refused("unknown signer");
  const timestamp = timestampOf(cosignature);
  if (timestamp === undefined) return refused("bad signature");
  const valid = await verify({
    publicKey: key.publicKey,
    message: cosignedMessage(parsed.value.text, timestamp),
    signature: cosignature.signature.slice(TIMESTAMP_BYTES),
  });
  return valid ? accepted({ timestampS: Number(timestamp) }) : refused("bad signature");
}

function timestampOf({ signature }: NoteSignature): bigint | undefined {
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return undefined;
  const timestamp = viewOf(signature).getBigUint64(0);
  // The specification allows up to 2^63 - 1; what a number cannot hold exactly is no time that anybody cosigned at.
  return timestamp <= BigInt(Number.MAX_SAFE_INTEGER) ? timestamp : undefined;
}

// tlog-cosignature, "Ed25519 signed message"
function cosignedMessage(text: string, timestampS: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestampS}\n${text}`);
}
