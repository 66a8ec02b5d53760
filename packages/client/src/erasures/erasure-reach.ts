/** Which records of a room an erasure took, as the log's fact says it: by number, author or month, up to the room's end at that time. */
import { type AccountId, isId, LIMITS, type RoomErasure, type RoomId } from "@warbler/protocol";
import type { RoomRecord } from "../sync/room-record.ts";

export interface ErasureReach {
  readonly room: RoomId;
  /** The room's own count of its erasures. */
  readonly number: number;
  /** Of one message: its number, and those of the records that are said to edit it. */
  readonly message?: { readonly seq: number; readonly edits: ReadonlySet<number> };
  reaches(record: Pick<RoomRecord, "seq" | "author" | "atMs">): boolean;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;
const MOST_SEQ = 2 ** 32 - 1;

/** Undefined for a detail that this version does not understand to the last word: what is not understood destroys nothing. */
export function reachFromDetail(detail: RoomErasure["detail"]): ErasureReach | undefined {
  const { erasure: _id, what, room, number, toSeq, also, ...scope } = detail;
  if (typeof room !== "string" || !isId<RoomId>(room) || !isNumber(number) || !isNumber(toSeq)) return undefined;
  const others = numbersIn(also ?? "");
  const isNamed = typeof what === "string" ? scopeOf(what, scope) : undefined;
  if (others === undefined || isNamed === undefined) return undefined;
  return {
    room,
    number,
    ...(what === "message" && isNumber(scope["seq"]) && { message: { seq: scope["seq"], edits: others } }),
    reaches: (record) => record.seq <= toSeq && (others.has(record.seq) || isNamed(record)),
  };
}

function scopeOf(what: string, scope: Readonly<Record<string, unknown>>): ErasureReach["reaches"] | undefined {
  const { seq, account, month, ...rest } = scope;
  if (Object.keys(rest).length > 0) return undefined;
  switch (what) {
    case "message":
      return isNumber(seq) && account === undefined && month === undefined ? (one) => one.seq === seq : undefined;
    case "person":
      if (typeof account !== "string" || !isId<AccountId>(account) || seq !== undefined || month !== undefined)
        return undefined;
      return ({ author }) => author === account;
    case "month": {
      const span = typeof month === "string" && seq === undefined && account === undefined ? spanOf(month) : undefined;
      return span && (({ atMs }) => atMs >= span.fromMs && atMs < span.untilMs);
    }
    case "room":
      return seq === undefined && account === undefined && month === undefined ? () => true : undefined;
    default:
      return undefined;
  }
}

function spanOf(month: string): { readonly fromMs: number; readonly untilMs: number } | undefined {
  const [, year, ofYear] = MONTH.exec(month) ?? [];
  if (year === undefined || ofYear === undefined) return undefined;
  const [y, m] = [Number(year), Number(ofYear) - 1];
  return { fromMs: Date.UTC(y, m), untilMs: Date.UTC(y, m + 1) };
}

function numbersIn(text: unknown): ReadonlySet<number> | undefined {
  if (typeof text !== "string") return undefined;
  const numbers = text === "" ? [] : text.split(" ").map(Number);
  return numbers.length <= LIMITS.erasedNumbers && numbers.every(isNumber) ? new Set(numbers) : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_SEQ;
}
