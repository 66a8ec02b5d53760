/** A room's records as its timeline reads them: checked by the room's chain, then opened. */
import type { RoomRecord } from "../sync/room-record.ts";
import type { RoomSync } from "../sync/room-sync.ts";
import type { RoomWindow } from "../sync/room-window.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import { contentOf } from "../timeline/record-content.ts";

export interface RecordReader {
  /** Holds the room from now on. */
  open(lastSeq: number): Promise<void>;
  /** What can be read at once; undefined while nothing is held. */
  window(): Promise<RoomWindow | undefined>;
  /** Held records with `fromSeq <= seq < beforeSeq`, oldest first, at most `limit` of the newest of them. */
  stored(fromSeq: number, beforeSeq: number, limit: number): Promise<readonly OpenedRecord[]>;
  /** One page further down; false when the window begins at the room's first record already. */
  extendBack(): Promise<boolean>;
}

/** Records of a `sealed` room say what they say in the bytes that came. */
export function sealedRecords(sync: RoomSync): RecordReader {
  return {
    open: (lastSeq) => sync.open(lastSeq),
    window: async () => sync.window,
    stored: async (fromSeq, beforeSeq, limit) => opened(await sync.stored(fromSeq, beforeSeq, limit)),
    extendBack: () => sync.extendBack(),
  };
}

export function opened(records: readonly RoomRecord[]): readonly OpenedRecord[] {
  return records.map((record) => ({ record, content: contentOf(record) }));
}
