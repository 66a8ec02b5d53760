/** The little of TIFF 6.0 that Exif needs: one tag read, one directory written. */

const ORIENTATION = 0x0112;
const GPS_DIRECTORY = 0x8825;
const ENTRY_BYTES = 12;

/** 1 to 8 (Exif 2.32, tag 0x0112), or undefined where it is not told. */
export function orientationOf(tiff: Uint8Array): number | undefined {
  const value = shortValue(tiff, ORIENTATION);
  return value !== undefined && value >= 1 && value <= 8 ? value : undefined;
}

export function tellsPlace(tiff: Uint8Array): boolean {
  return shortValue(tiff, GPS_DIRECTORY) !== undefined;
}

/** An APP1 segment that says the orientation and nothing else. */
export function orientationSegment(orientation: number): Uint8Array {
  const head = [0xff, 0xe1, 0x00, 0x22, 0x45, 0x78, 0x69, 0x66, 0x00, 0x00];
  const tiffHeader = [0x4d, 0x4d, 0x00, 0x2a, 0x00, 0x00, 0x00, 0x08];
  const entry = [0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, orientation, 0x00, 0x00];
  return Uint8Array.from([...head, ...tiffHeader, 0x00, 0x01, ...entry, 0x00, 0x00, 0x00, 0x00]);
}

/** The first 16-bit value of a tag in the first directory. */
function shortValue(tiff: Uint8Array, tag: number): number | undefined {
  if (tiff.length < 8) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = view.getUint16(0) === 0x4949;
  if (!little && view.getUint16(0) !== 0x4d4d) return undefined;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return undefined;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * ENTRY_BYTES;
    if (at + ENTRY_BYTES > tiff.length) return undefined;
    if (view.getUint16(at, little) === tag) return view.getUint16(at + 8, little);
  }
  return undefined;
}
