/** What counts as a voice message: speech in a container that browsers play, with how long it is. */
import type { Attachment } from "@warbler/sdk";

export const VOICE_TYPES: readonly string[] = ["audio/webm", "audio/ogg", "audio/mp4"];

export function isVoice({ mediaType, durationMs }: Attachment): boolean {
  return durationMs !== undefined && VOICE_TYPES.includes(mediaType);
}
