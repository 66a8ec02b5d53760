/** Pictures as addresses of decrypted blobs, kept for as long as the page is open, the newest first. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment } from "@warbler/sdk";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";

const SHOWN_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
/** Larger ones are downloaded by hand. */
const LARGEST_BYTES = 12 * 1024 * 1024;
const MOST_KEPT = 80;

const kept = new Map<string, Promise<string>>();

export function isPicture({ mediaType, sizeBytes }: Attachment): boolean {
  return SHOWN_TYPES.includes(mediaType) && sizeBytes <= LARGEST_BYTES;
}

export function pictureOf(room: RoomId, attachment: Attachment): Promise<string> {
  const known = kept.get(attachment.id);
  if (known !== undefined) return known;
  const loading = engine
    .ask("download", room, attachment, `picture-${attachment.id}`)
    .then((blob) => URL.createObjectURL(blob));
  kept.set(attachment.id, loading);
  loading.catch(() => kept.delete(attachment.id));
  const [oldest] = kept.entries();
  if (kept.size > MOST_KEPT && oldest !== undefined) {
    kept.delete(oldest[0]);
    inSilence(oldest[1].then((url) => URL.revokeObjectURL(url)));
  }
  return loading;
}

/** Nothing decrypted stays behind a sign-out. */
export function forgetPictures(): void {
  for (const loading of kept.values()) inSilence(loading.then((url) => URL.revokeObjectURL(url)));
  kept.clear();
}
