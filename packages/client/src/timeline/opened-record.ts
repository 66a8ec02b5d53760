/** A record together with what it says, as far as this device can tell: what a timeline is made of. */
import type { RoomRole } from "@warbler/protocol";
import type { RoomRecord } from "../sync/room-record.ts";
import type { RecordContent } from "./record-content.ts";

export interface OpenedRecord {
  readonly record: RoomRecord;
  readonly content: RecordContent;
  /** The author's role when the record was written, where the members themselves vouch for it. */
  readonly authorRole?: RoomRole;
}
