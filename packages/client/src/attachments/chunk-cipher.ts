/**
 * Chunks of a file as `docs/spec/attachments.md` lays them down: nonce ‖ ciphertext ‖ tag under AES-256-GCM, each bound
 * to the file, its own number, the number of chunks and the file's size, so that none can be moved, left out or repeated.
 */
import { type AttachmentId, bytesFromBase64url } from "@warbler/protocol";

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/** What encryption adds to each chunk. */
export const CHUNK_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;
const FILE_KEY_BYTES = 32;

const KEY_LABEL = "warbler/attachment-key/v1\0";
const NONCE_LABEL = "warbler/attachment-nonce/v1\0";
const CHUNK_LABEL = "warbler/attachment-chunk/v1\0";

export interface FileShape {
  readonly id: AttachmentId;
  /** Of the file, before encryption. */
  readonly sizeBytes: number;
  /** Of every encrypted chunk but the last. */
  readonly chunkBytes: number;
}

export interface ChunkCipher {
  encrypt(chunk: number, plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Undefined for anything but this very chunk of this very file. */
  decrypt(chunk: number, encrypted: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Bytes of the file in every chunk but the last. */
export function plainChunkBytes({ chunkBytes }: FileShape): number {
  return chunkBytes - CHUNK_OVERHEAD_BYTES;
}

/** An empty file is one empty chunk. */
export function chunkCount(shape: FileShape): number {
  return Math.max(1, Math.ceil(shape.sizeBytes / plainChunkBytes(shape)));
}

/** Bytes of all encrypted chunks together. */
export function encryptedBytes(shape: FileShape): number {
  return shape.sizeBytes + chunkCount(shape) * CHUNK_OVERHEAD_BYTES;
}

/** `fileKey` is 32 bytes, fresh for each file. */
export async function chunkCipher(shape: FileShape, fileKey: Uint8Array): Promise<ChunkCipher> {
  if (fileKey.length !== FILE_KEY_BYTES) throw new RangeError(`expected a key of 32 bytes, got ${fileKey.length}`);
  const { subtle } = crypto;
  const id = bytesFromBase64url(shape.id) ?? new Uint8Array();
  const root = await subtle.importKey("raw", new Uint8Array(fileKey), "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey(hkdf(id, KEY_LABEL), root, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  const nonceKey = await subtle.deriveKey(hkdf(id, NONCE_LABEL), root, hmac, false, ["sign"]);
  return {
    async encrypt(chunk, plain) {
      // The nonce comes from the content: an upload resumed with a changed file repeats no nonce for other bytes.
      const input = joined(placeOf(shape, chunk), plain);
      const nonce = new Uint8Array(await subtle.sign("HMAC", nonceKey, input)).slice(0, NONCE_BYTES);
      const sealed = await subtle.encrypt(gcm(nonce, associatedData(shape, id, chunk)), key, plain);
      return joined(nonce, new Uint8Array(sealed));
    },
    async decrypt(chunk, encrypted) {
      const expected = Math.min(plainChunkBytes(shape), shape.sizeBytes - chunk * plainChunkBytes(shape));
      if (encrypted.length !== expected + CHUNK_OVERHEAD_BYTES) return undefined;
      const nonce = new Uint8Array(encrypted.subarray(0, NONCE_BYTES));
      const sealed = new Uint8Array(encrypted.subarray(NONCE_BYTES));
      try {
        return new Uint8Array(await subtle.decrypt(gcm(nonce, associatedData(shape, id, chunk)), key, sealed));
      } catch {
        return undefined;
      }
    },
  };
}

function hkdf(salt: Uint8Array<ArrayBuffer>, label: string) {
  return { name: "HKDF", hash: "SHA-256", salt, info: new TextEncoder().encode(label) };
}

function gcm(iv: Uint8Array<ArrayBuffer>, additionalData: Uint8Array<ArrayBuffer>) {
  return { name: "AES-GCM", iv, additionalData, tagLength: TAG_BYTES * 8 };
}

/** chunk (u32) ‖ chunks (u32) ‖ sizeBytes (u64), big-endian. */
function placeOf(shape: FileShape, chunk: number): Uint8Array<ArrayBuffer> {
  const place = new Uint8Array(16);
  const view = new DataView(place.buffer);
  view.setUint32(0, chunk);
  view.setUint32(4, chunkCount(shape));
  view.setBigUint64(8, BigInt(shape.sizeBytes));
  return place;
}

function associatedData(shape: FileShape, id: Uint8Array, chunk: number): Uint8Array<ArrayBuffer> {
  return joined(new TextEncoder().encode(CHUNK_LABEL), id, placeOf(shape, chunk));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
