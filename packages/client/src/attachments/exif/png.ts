/** PNG (ISO/IEC 15948): a signature, then chunks of length, type, data and CRC. */

import { joinParts, startsWith } from "./parts.ts";
import type { StripNotice, Stripped } from "./stripped.ts";
import { tellsPlace } from "./tiff.ts";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
const REMOVED: Readonly<Record<string, StripNotice>> = {
  eXIf: "exif",
  tEXt: "text",
  zTXt: "text",
  iTXt: "text",
  tIME: "time",
};

/** Undefined for bytes that are no PNG. */
export function stripPng(bytes: Uint8Array): Stripped | undefined {
  if (!startsWith(bytes, SIGNATURE)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE.length)];
  const removed = new Set<StripNotice>();
  let at = SIGNATURE.length;
  for (;;) {
    if (at + 12 > bytes.length) return undefined;
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const notice = REMOVED[type];
    if (notice === undefined) kept.push(bytes.subarray(at, end));
    else removed.add(notice);
    if (type === "eXIf" && tellsPlace(bytes.subarray(at + 8, end - 4))) removed.add("place");
    at = end;
    if (type !== "IEND") continue;
    if (at < bytes.length) removed.add("appended");
    return { bytes: joinParts(kept), removed: [...removed] };
  }
}
