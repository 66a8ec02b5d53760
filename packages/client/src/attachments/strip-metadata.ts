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

/** Types of which nobody said anything: then the name tells. */
const UNKNOWN_TYPES: readonly string[] = ["", "application/octet-stream"];
const PICTURES_AND_FILMS =
  /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|svg|tiff?|dng|cr[23]|nef|arw|hei[cf]|avif|jxl|jp2|psd|mp4|m4v|mov|3gp|avi|mkv|webm|mts)$/i;

/** Pictures and films of other kinds come back untouched with the notice `unchecked`, other files without one. */
export async function stripMetadata(
  file: FileSource,
): Promise<{ readonly file: FileSource; readonly removed: readonly StripNotice[] }> {
  const strip = STRIPPERS[file.type];
  if (strip === undefined) return { file, removed: isPictureOrFilm(file) ? ["unchecked"] : [] };
  if (file.size > MOST_IMAGE_BYTES) return { file, removed: ["unchecked"] };
  const stripped = strip(new Uint8Array(await file.slice(0, file.size).arrayBuffer()));
  if (stripped === undefined) return { file, removed: ["unchecked"] };
  const blob = new Blob([stripped.bytes]);
  const slice = (start: number, end: number) => blob.slice(start, end);
  return { file: { name: file.name, type: file.type, size: blob.size, slice }, removed: stripped.removed };
}

function isPictureOrFilm({ type, name }: FileSource): boolean {
  return UNKNOWN_TYPES.includes(type) ? PICTURES_AND_FILMS.test(name) : /^(image|video)\//.test(type);
}
