/** The stripping of images, loaded when a program first has one. */
import type { StripNotice } from "./exif/stripped.ts";
import type { FileSource } from "./source.ts";

/** The image without its metadata, and what was taken out. What is no JPEG, PNG or WebP comes back untouched. */
export async function stripMetadata(
  file: FileSource,
): Promise<{ readonly file: FileSource; readonly removed: readonly StripNotice[] }> {
  return (await import("./strip-metadata.ts")).stripMetadata(file);
}
