/** JPEG (ITU-T T.81, annex B): a chain of segments before the picture's data. */

import { joinParts, startsWith } from "./parts.ts";
import type { StripNotice, Stripped } from "./stripped.ts";
import { orientationOf, orientationSegment, tellsPlace } from "./tiff.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const RST0 = 0xd0;
const RST7 = 0xd7;
const COM = 0xfe;
const APP0 = 0xe0;
const APP15 = 0xef;

/** Undefined for bytes that are no JPEG. */
export function stripJpeg(bytes: Uint8Array): Stripped | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  const removed = new Set<StripNotice>();
  let orientation = 1;
  let at = 2;
  for (;;) {
    if (bytes[at] !== 0xff) return undefined;
    // Fill bytes may stand before a marker.
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === undefined || marker === EOI) return undefined;
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (end < at + 4 || end > bytes.length) return undefined;
    if (marker === SOS) break;
    const payload = bytes.subarray(at + 4, end);
    const notice = noticeOf(marker, payload);
    if (notice === undefined) kept.push(bytes.subarray(at, end));
    else removed.add(notice);
    if (notice === "exif") {
      const tiff = payload.subarray(6);
      orientation = orientationOf(tiff) ?? orientation;
      if (tellsPlace(tiff)) removed.add("place");
    }
    at = end;
  }
  const end = endOfPicture(bytes, at);
  // Phones append whole films and second pictures after the end.
  if (end < bytes.length) removed.add("appended");
  if (orientation !== 1) kept.splice(1, 0, orientationSegment(orientation));
  kept.push(bytes.subarray(at, end));
  return { bytes: joinParts(kept), removed: [...removed] };
}

/** What the segment is removed as; undefined where it belongs to the picture. */
function noticeOf(marker: number, payload: Uint8Array): StripNotice | undefined {
  if (marker === COM) return "comment";
  if (marker < APP0 || marker > APP15) return undefined;
  const isPicture =
    startsWith(payload, "JFIF\0") || startsWith(payload, "ICC_PROFILE\0") || startsWith(payload, "Adobe");
  if (isPicture) return undefined;
  if (startsWith(payload, "Exif\0\0")) return "exif";
  if (startsWith(payload, "http://ns.adobe.com/")) return "xmp";
  return startsWith(payload, "Photoshop 3.0\0") ? "iptc" : "other";
}

/** Behind the end marker. `from` is at the first scan; in a scan's data 0xff stands only before 0x00 and restart markers. */
function endOfPicture(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const marker = bytes[at] === 0xff ? bytes[at + 1] : undefined;
    const isInScan = marker === undefined || marker === 0 || marker === 0xff || (marker >= RST0 && marker <= RST7);
    if (marker === EOI) return at + 2;
    // Progressive pictures have tables and further scans, whose own bytes may look like an end.
    if (isInScan) at += marker === undefined || marker === 0xff ? 1 : 2;
    else at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
  return bytes.length;
}
