/** Checkpoints (C2SP tlog-checkpoint): the signed size and root of a log at one moment. */
import { base64FromBytes, bytesFromBase64 } from "./bytes.ts";
import { HASH_BYTES, isHash } from "./hashing.ts";
import {
  type NoteRefusal,
  openNote,
  type SignEd25519,
  signNote,
  type VerifierKey,
  type VerifyEd25519,
} from "./note.ts";
import { accepted, type Result, refused } from "./result.ts";
import { isSize } from "./subtree.ts";

/** What a root commits to: that many leaves. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Checkpoint extends TreeHead {
  /** The log's identity, a URL without its scheme; equal to the name of the log's key. */
  readonly origin: string;
  /** Lines that are signed but that no monitor can check. Warbler writes none. */
  readonly extensions: readonly string[];
}

export type CheckpointRefusal = NoteRefusal | "malformed checkpoint" | "wrong origin";

/** The text to be signed; sizes above 2^53 - 1 are not representable. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  if (!isSize(size) || root.length !== HASH_BYTES)
    throw new RangeError(`expected a size and a root of ${HASH_BYTES} bytes, got ${size} and ${root.length}`);
  const lines = [origin, String(size), base64FromBytes(root), ...extensions];
  if (lines.some((line) => line === "" || line.includes("\n")))
    throw new RangeError("expected an origin and extensions that are one non-empty line each");
  return `${lines.join("\n")}\n`;
}

export function parseCheckpoint(text: string): Result<Checkpoint, "malformed checkpoint"> {
  const [origin, size, root, ...extensions] = text.slice(0, -1).split("\n");
  const parsedSize = Number(size);
  const parsedRoot = bytesFromBase64(root ?? "");
  const wellFormed =
    text.endsWith("\n") &&
    origin !== undefined &&
    origin !== "" &&
    /^(0|[1-9][0-9]*)$/.test(size ?? "") &&
    isSize(parsedSize);
  if (!wellFormed || parsedRoot === undefined || !isHash(parsedRoot) || extensions.includes(""))
    return refused("malformed checkpoint");
  return accepted({ origin, size: parsedSize, root: parsedRoot, extensions });
}

/** A checkpoint of `head`, signed by the log; the origin is the key's name. */
export function signCheckpoint(head: TreeHead, key: VerifierKey, sign: SignEd25519): Promise<string> {
  return signNote(formatCheckpoint({ origin: key.name, size: head.size, root: head.root, extensions: [] }), key, sign);
}

/** The checkpoint in a signed note, once the log's signature verified and the origin is that log. */
export async function openCheckpoint(
  note: string,
  key: VerifierKey,
  verify: VerifyEd25519,
): Promise<Result<Checkpoint, CheckpointRefusal>> {
  const opened = await openNote(note, key, verify);
  if (!opened.ok) return opened;
  const checkpoint = parseCheckpoint(opened.value.text);
  if (checkpoint.ok && checkpoint.value.origin !== key.name) return refused("wrong origin");
  return checkpoint;
}
