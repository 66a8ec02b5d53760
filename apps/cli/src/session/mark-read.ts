/** Moves the caller's read cursor to what a command has shown. */
import { type Room, WarblerError } from "@warbler/sdk";

/** A connection that is lost does not take from the reader what is on the screen already; the next command moves the cursor. */
export async function markRead(room: Room, seq: number | undefined): Promise<void> {
  if (seq === undefined || seq <= room.readSeq) return;
  await room.markRead(seq).catch((error: unknown) => {
    if (!(error instanceof WarblerError && error.retryable)) throw error;
  });
}
