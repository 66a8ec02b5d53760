/**
 * Padding of contents by Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
 * PURBs", 2019, §4): a length keeps only as many leading bits as its own length's length has, at most 12 % more bytes.
 * Everything up to 128 bytes looks alike.
 */
const LENGTH_BYTES = 4;
const SMALLEST_BYTES = 128;

/** The length that `sizeBytes` is rounded up to. */
export function padmeBytes(sizeBytes: number): number {
  if (sizeBytes <= SMALLEST_BYTES) return SMALLEST_BYTES;
  const exponent = Math.floor(Math.log2(sizeBytes));
  const keptBits = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - keptBits);
  return Math.ceil(sizeBytes / step) * step;
}

/** Bytes of the padded form of `sizeBytes` bytes. */
export function paddedBytes(sizeBytes: number): number {
  return padmeBytes(LENGTH_BYTES + sizeBytes);
}

/** length (u32) ‖ content ‖ zeros. */
export function pad(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(paddedBytes(content.length));
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, LENGTH_BYTES);
  return padded;
}

/** Undefined for anything but what `pad` makes: a shorter or longer padding, or one that is not all zeros, carries data. */
export function unpad(padded: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  if (padded.length < SMALLEST_BYTES) return undefined;
  const sizeBytes = new DataView(padded.buffer, padded.byteOffset, padded.length).getUint32(0);
  const end = LENGTH_BYTES + sizeBytes;
  if (end > padded.length || padded.length !== padmeBytes(end)) return undefined;
  if (padded.subarray(end).some((byte) => byte !== 0)) return undefined;
  return padded.slice(LENGTH_BYTES, end);
}
