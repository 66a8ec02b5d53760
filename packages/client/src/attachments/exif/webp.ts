/** WebP (RFC 9649): a RIFF container whose `VP8X` header says which other chunks there are. */

import { joinParts, startsWith } from "./parts.ts";
import type { StripNotice, Stripped } from "./stripped.ts";
import { tellsPlace } from "./tiff.ts";

const HEADER_BYTES = 12;
const KEPT: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
// RFC 9649 §2.7.1: bits of the first byte of VP8X.
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

/** Undefined for bytes that are no WebP. */
export function stripWebp(bytes: Uint8Array): Stripped | undefined {
  if (!startsWith(bytes, "RIFF") || !startsWith(bytes.subarray(8), "WEBP")) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = 8 + view.getUint32(4, true);
  if (whole > bytes.length || whole < HEADER_BYTES) return undefined;
  const kept: Uint8Array[] = [];
  const removed = new Set<StripNotice>(whole < bytes.length ? ["appended"] : []);
  for (let at = HEADER_BYTES; at < whole; ) {
    if (at + 8 > whole) return undefined;
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (end > whole) return undefined;
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const chunk = bytes.slice(at, end);
    if (type === "VP8X") chunk[8] = (chunk[8] ?? 0) & ~(EXIF_FLAG | XMP_FLAG);
    if (KEPT.has(type)) kept.push(chunk);
    else removed.add(type === "EXIF" ? "exif" : type === "XMP " ? "xmp" : "other");
    if (type === "EXIF" && tellsPlace(withoutPrefix(chunk.subarray(8)))) removed.add("place");
    at = end;
  }
  const stripped = joinParts([bytes.subarray(0, HEADER_BYTES), ...kept]);
  new DataView(stripped.buffer).setUint32(4, stripped.length - 8, true);
  return { bytes: stripped, removed: [...removed] };
}

/** Some writers put JPEG's prefix before the TIFF header. */
function withoutPrefix(exif: Uint8Array): Uint8Array {
  return startsWith(exif, "Exif\0\0") ? exif.subarray(6) : exif;
}
