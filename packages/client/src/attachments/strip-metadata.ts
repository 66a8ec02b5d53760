/**
 * Takes out of an image what it tells beside the picture: place, camera, author, thumbnails, comments. The picture's own
 * bytes, its colour profile and its orientation stay. What cannot be parsed is left as it is and said to be so.
 */
import { stripJpeg } from "./exif/jpeg.ts";
import { stripPng } from "./exif/png.ts";
import type { StripNotice, Stripped } from "./exif/stripped.ts";
import { stripWebp } from "./exif/webp.ts";
import type { FileSource } from "./source.ts";

/** Larger images go up as they are, with the notice `unchecked`. */
const MOST_IMAGE_BYTES = 64 * 1024 * 1024;
const STRIPPERS: Readonly<Record<string, (bytes: Uint8Array) => Stripped | undefined>> = {
  "image/jpeg": stripJpeg,
  "image/png": stripPng,
  "image/webp": stripWebp,
};

/** Files of other media types come back untouched, without a notice. */
export async function stripMetadata(
  file: FileSource,
): Promise<{ readonly file: FileSource; readonly removed: readonly StripNotice[] }> {
  const strip = STRIPPERS[file.type];
  if (strip === undefined) return { file, removed: [] };
  if (file.size > MOST_IMAGE_BYTES) return { file, removed: ["unchecked"] };
  const stripped = strip(new Uint8Array(await file.slice(0, file.size).arrayBuffer()));
  if (stripped === undefined) return { file, removed: ["unchecked"] };
  const blob = new Blob([stripped.bytes]);
  const slice = (start: number, end: number) => blob.slice(start, end);
  return { file: { name: file.name, type: file.type, size: blob.size, slice }, removed: stripped.removed };
}
