/**
 * Takes content and salt from stored records, wherever in the store of their room they lie. A record keeps its place, its header
 * and its commitment, which the room's chain needs; handshakes of a group keep their bytes, which say nothing but who is in it.
 */
import { RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";
import { bytesFromRecord, type RoomRecord, recordFromBytes } from "./room-record.ts";
import type { RoomSync } from "./room-sync.ts";
import { recordKey, recordPrefix } from "./room-window.ts";

const PAGE = 250;

export interface Destroying {
  readonly store: Store;
  readonly isMeant: (record: RoomRecord) => boolean;
  /** What goes with these records, in the same write; of records that are erased already too, since another try may find them so. */
  readonly alongside?: (records: readonly RoomRecord[]) => Promise<readonly StoreWrite[]>;
}

/** The records of one page after `afterSeq` that are meant, as they are now, and where the page ends; undefined after the last. */
export async function destroyPage(
  room: RoomId,
  afterSeq: number,
  { store, isMeant, alongside }: Destroying,
): Promise<{ readonly records: readonly RoomRecord[]; readonly lastSeq: number } | undefined> {
  const prefix = recordPrefix(room);
  const entries = await store.list({ prefix, after: recordKey(room, afterSeq), limit: PAGE });
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const meant = entries
    .flatMap(({ value }) => recordFromBytes(room, value) ?? [])
    .filter((record) => !isHandshake(record.kind) && isMeant(record));
  const records = meant.map(withoutContent);
  if (meant.length > 0) {
    const emptied = records.map((record) => ({ key: recordKey(room, record.seq), value: bytesFromRecord(record) }));
    // A key occurs once in a write.
    const writes = new Map<string, StoreWrite>();
    for (const write of [...((await alongside?.(meant)) ?? []), ...emptied]) writes.set(write.key, write);
    await store.write([...writes.values()]);
  }
  return { records, lastSeq: Number(last.key.slice(prefix.length)) };
}

export function withoutContent(record: RoomRecord): RoomRecord {
  return { ...record, erased: true, content: new Uint8Array(), salt: new Uint8Array() };
}

function isHandshake(kind: number): boolean {
  return kind === RECORD_KINDS.handshake || kind === RECORD_KINDS.proposal;
}

/** All records of a room that are meant, while nothing else of it is taken in; each page is told when it is stored. */
export async function destroyRecords(
  room: RoomId,
  {
    sync,
    told,
    ...destroying
  }: Destroying & {
    readonly sync: Pick<RoomSync, "undisturbed">;
    readonly told: (records: readonly RoomRecord[]) => void;
  },
): Promise<void> {
  const next = (seq: number) => sync.undisturbed(() => destroyPage(room, seq, destroying));
  for (let page = await next(0); page !== undefined; page = await next(page.lastSeq)) told(page.records);
}
