/**
 * What this device holds of a record of an end-to-end room beside the record itself: what it says, the key that opens it, the texts
 * searched through, its pin, its mention, the import it began. All of it goes in the write that empties the record.
 */
import { contentHash } from "@warbler/crypto/content-key";
import type { StoreWrite } from "../store/store.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { decodeEndToEnd } from "../wire/end-to-end.ts";
import type { GroupDeps } from "./group-deps.ts";
import { importKeys } from "./import-marks.ts";
import { openedKey } from "./opened-entry.ts";
import { markKeys } from "./room-marks.ts";
import { sealedKey } from "./sealed-entry.ts";
import { SEGMENT_RECORDS, segmentKey } from "./search/search-segment.ts";

export async function writesWithout(
  records: readonly RoomRecord[],
  { identity }: Pick<GroupDeps, "identity">,
): Promise<readonly StoreWrite[]> {
  const keys = records.flatMap((record) => {
    const { room, seq, message } = record;
    const segment = segmentKey(room, Math.floor(seq / SEGMENT_RECORDS));
    return [openedKey(room, seq), sealedKey(message), segment, ...importKeys(record), ...markKeys(record)];
  });
  const hashes = records.flatMap(({ content }) => {
    const wire = decodeEndToEnd(content);
    // The key of an imported message follows from that of its batch, which opens others.
    return wire === undefined || wire.content.length === 0 || wire.batch.length > 0 ? [] : [contentHash(wire.content)];
  });
  return [...keys.map((key) => ({ key, value: undefined })), ...(await identity.keychain.writesWithout(hashes))];
}
