/**
 * What an erasure took from each room, for those who hold copies: which records, said by their author, month or numbers, and
 * the room's own count of erasures. Each is a commitment of its own in the log, so that members can check it by itself.
 */
import { isMonthNumber, monthText } from "@warbler/crypto";
import { type FactDetail, LIMITS, type RoomId } from "@warbler/protocol";
import type { Place } from "./recalled-records.ts";
import type { erasures } from "./records.ts";
import type { Reader } from "./store/port.ts";
import type { RowOf } from "./tables.ts";

type ErasureRow = RowOf<typeof erasures>;

/** As the log commits to it, and as members get it. */
export interface RoomReach {
  readonly room: RoomId;
  readonly number: number;
  readonly detail: FactDetail;
}

export const erasedRooms = (reader: Reader) => {
  const headOf = async (room: RoomId): Promise<number> =>
    (await reader.get<{ last_seq: number }>('SELECT "last_seq" FROM "room_heads" WHERE "room" = ?', [room]))
      ?.last_seq ?? 0;
  const countOf = async (room: RoomId): Promise<number> =>
    (await reader.get<{ n: number }>('SELECT count(*) AS n FROM "room_erasures" WHERE "room" = ?', [room]))?.n ?? 0;
  const roomsOf = async ({ room, account }: ErasureRow): Promise<readonly RoomId[]> => {
    if (room !== null) return [room];
    const rows = await reader.all<{ room: RoomId }>(
      'SELECT DISTINCT "room" FROM "records" WHERE "author" = ? ORDER BY "room"',
      [account],
    );
    return rows.map((row) => row.room);
  };

  return {
    /** `others`: records that go with it, beside those that it names. Asked when the keys are gone, so that nothing newer is named. */
    async reachOf(row: ErasureRow, others: readonly Place[]): Promise<readonly RoomReach[]> {
      const reached: RoomReach[] = [];
      for (const room of await roomsOf(row)) {
        const named = { erasure: row.id, what: row.what, room, toSeq: await headOf(room), ...scopeOf(row) };
        let number = await countOf(room);
        for (const also of inParts(others.filter((one) => one.room === room && one.seq !== row.seq))) {
          number += 1;
          const numbers = also.map(({ seq }) => seq).join(" ");
          reached.push({ room, number, detail: { ...named, number, ...(numbers !== "" && { also: numbers }) } });
        }
      }
      return reached;
    },
  };
};

function scopeOf({ seq, account, month }: ErasureRow): FactDetail {
  return {
    ...(seq !== null && { seq }),
    ...(account !== null && { account }),
    ...(month !== null && isMonthNumber(month) && { month: monthText(month) }),
  };
}

/** At least one part, which may be empty. */
function inParts(places: readonly Place[]): readonly (readonly Place[])[] {
  const parts: (readonly Place[])[] = [];
  for (let at = 0; at === 0 || at < places.length; at += LIMITS.erasedNumbers)
    parts.push(places.slice(at, at + LIMITS.erasedNumbers));
  return parts;
}
