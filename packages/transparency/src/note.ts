/**
 * Signed notes (C2SP signed-note): text with signature lines, each by a named key. Ed25519 itself is passed in, so that
 * the private key may live anywhere.
 */
import { base64FromBytes, bytesFromBase64, concatBytes, utf8, viewOf } from "./bytes.ts";
import { type Hasher, portableHasher } from "./hashing.ts";
import { accepted, type Result, refused } from "./result.ts";

/** The signature types that Warbler knows (C2SP signed-note, "Signature types"). */
export const ED25519 = 0x01;
export const ED25519_COSIGNATURE = 0x04;
export type SignatureType = typeof ED25519 | typeof ED25519_COSIGNATURE;

/** Ed25519 (RFC 8032) over `message`. */
export type SignEd25519 = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;
/** Whether `signature` is a valid Ed25519 signature. A malformed key or signature is answered with false, not thrown. */
export type VerifyEd25519 = (check: {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}) => boolean | Promise<boolean>;

/** What a reader must have been given beforehand to trust a signer. */
export interface VerifierKey {
  readonly name: string;
  /** The first four bytes, big-endian, of `SHA-256(name || "\n" || type || publicKey)`: tells keys apart, proves nothing. */
  readonly keyId: number;
  readonly type: SignatureType;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

export interface Note {
  /** With its last newline; nothing in it may be believed before a signature has been verified. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export type NoteRefusal = "malformed note" | "unknown signer" | "bad signature";

/** No more signature lines are read than this; the specification asks for at least 16. */
const MAX_SIGNATURES = 100;
const MAX_NOTE_CHARACTERS = 1_000_000;
const PUBLIC_KEY_BYTES = 32;
const KEY_ID_BYTES = 4;

/** Throws for a name that is empty or has spaces or `+` in it, and for a key that is not 32 bytes. */
export function verifierKeyOf(
  key: { readonly name: string; readonly publicKey: Uint8Array; readonly type?: SignatureType },
  hasher: Hasher = portableHasher,
): VerifierKey {
  const { name, publicKey, type = ED25519 } = key;
  if (!isKeyName(name)) throw new RangeError("expected a key name without spaces and without +");
  if (publicKey.length !== PUBLIC_KEY_BYTES)
    throw new RangeError(`expected a public key of ${PUBLIC_KEY_BYTES} bytes, got ${publicKey.length}`);
  const digest = hasher.sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey));
  return { name, keyId: viewOf(digest).getUint32(0), type, publicKey };
}

/** `name+id+base64(type || public key)`, the form in which people pass a verifier key on. */
export function formatVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  const id = keyId.toString(16).padStart(2 * KEY_ID_BYTES, "0");
  return `${name}+${id}+${base64FromBytes(concatBytes(Uint8Array.of(type), publicKey))}`;
}

export function parseVerifierKey(
  text: string,
  hasher: Hasher = portableHasher,
): Result<VerifierKey, "malformed verifier key"> {
  const [, name, id, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const typed = bytesFromBase64(base64 ?? "");
  if (name === undefined || typed?.length !== 1 + PUBLIC_KEY_BYTES || !isKeyName(name))
    return refused("malformed verifier key");
  const type = typed[0];
  if (type !== ED25519 && type !== ED25519_COSIGNATURE) return refused("malformed verifier key");
  const key = verifierKeyOf({ name, publicKey: typed.slice(1), type }, hasher);
  return key.keyId === Number.parseInt(id ?? "", 16) ? accepted(key) : refused("malformed verifier key");
}

export function parseNote(note: string): Result<Note, "malformed note"> {
  const malformed = refused("malformed note" as const);
  if (note.length > MAX_NOTE_CHARACTERS || !note.isWellFormed() || hasControlCharacter(note)) return malformed;
  const blankLine = note.lastIndexOf("\n\n");
  if (blankLine < 0 || !note.endsWith("\n")) return malformed;
  const lines = note.slice(blankLine + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return malformed;
  const signatures = lines.map(parseSignatureLine);
  return signatures.every((signature) => signature !== undefined)
    ? accepted({ text: note.slice(0, blankLine + 1), signatures })
    : malformed;
}

export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith("\n") || !text.isWellFormed() || hasControlCharacter(text))
    throw new RangeError("expected note text that ends in a newline and has no other control character");
  return `${text}\n${signatures.map(formatSignatureLine).join("")}`;
}

/** A note with one Ed25519 signature by `key`, whose private half `sign` uses. */
export async function signNote(text: string, key: VerifierKey, sign: SignEd25519): Promise<string> {
  if (key.type !== ED25519) throw new RangeError("expected a key that signs notes, got a cosigner's");
  const signature = await sign(utf8(text));
  return formatNote({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] });
}

/** The note without its signatures, once one by `key` verified. Signatures by keys not asked for are ignored. */
export async function openNote(
  note: string,
  key: VerifierKey,
  verify: VerifyEd25519,
): Promise<Result<Note, NoteRefusal>> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const signatures = signaturesBy(parsed.value, key);
  if (key.type !== ED25519 || signatures.length === 0) return refused("unknown signer");
  const message = utf8(parsed.value.text);
  for (const { signature } of signatures)
    if (!(await verify({ publicKey: key.publicKey, message, signature }))) return refused("bad signature");
  return parsed;
}

/** Name and id must both match: either alone is anybody's to choose. */
export function signaturesBy(note: Note, key: VerifierKey): readonly NoteSignature[] {
  return note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
}

function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = new Uint8Array(KEY_ID_BYTES);
  viewOf(id).setUint32(0, keyId);
  return `— ${name} ${base64FromBytes(concatBytes(id, signature))}\n`;
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [, name, base64] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = bytesFromBase64(base64 ?? "");
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return { name, keyId: viewOf(bytes).getUint32(0), signature: bytes.slice(KEY_ID_BYTES) };
}

function isKeyName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !/[\p{White_Space}\p{Cc}+]/u.test(name);
}

function hasControlCharacter(text: string): boolean {
  for (const character of text) if (character < " " && character !== "\n") return true;
  return false;
}
