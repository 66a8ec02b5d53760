/** One message by the number of its record: nothing where the room or the message is not there any more. */
import type { RoomId } from "@warbler/protocol";
import { type TimelineMessage, type Warbler, WarblerError } from "@warbler/sdk";

export async function messageAt(client: Warbler, room: RoomId, seq: number): Promise<readonly TimelineMessage[]> {
  try {
    const found = await (await client.room(room)).history({ before: seq + 1, limit: 1 });
    return found.filter((message) => message.seq === seq);
  } catch (error) {
    if (error instanceof WarblerError && !error.retryable) return [];
    throw error;
  }
}
