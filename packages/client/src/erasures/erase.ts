/** What is asked of the server when something is to be erased. */
import { type ApiInput, LIMITS, type RoomId } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { EndToEndRoom } from "../rooms/end-to-end-room.ts";

/** Which records edit a message of an end-to-end room, only its members can say, and only on devices that are in it. */
export async function withEdits(
  erasure: ApiInput<"erase">,
  endToEnd: (room: RoomId) => Pick<EndToEndRoom, "editsOf"> | undefined,
): Promise<ApiInput<"erase">> {
  const room = erasure.what === "message" ? endToEnd(erasure.room) : undefined;
  if (room === undefined || erasure.what !== "message") return erasure;
  const edits = await editsIn(room, erasure.seq);
  return edits.length === 0 ? erasure : { ...erasure, edits: edits.slice(0, LIMITS.erasedNumbers) };
}

async function editsIn(room: Pick<EndToEndRoom, "editsOf">, seq: number): Promise<readonly number[]> {
  try {
    return await room.editsOf(seq);
  } catch (error) {
    if (error instanceof WarblerError) return [];
    throw error;
  }
}
