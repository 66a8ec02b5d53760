/**
 * Erasing is destroying keys: an intent is recorded, the keys are destroyed, the completion is recorded. What a crash
 * cuts short between the two is finished at the next start, so that no erasure is ever half believed.
 *
 * Shredding must not become a weapon: whatever erases more than one message waits, can be withdrawn by any owner
 * meanwhile, is withdrawn when who began it is no owner any more, and both kinds are limited in number.
 */

import { isMonthNumber, keyringEntryText } from "@warbler/crypto";
import {
  type AccountId,
  type ErasureId,
  LIMITS,
  type MessageId,
  newId,
  RECORD_KINDS,
  type RoomId,
} from "@warbler/protocol";
import type { Clock } from "./clock.ts";
import { erasedRooms } from "./erased-rooms.ts";
import type { Vault } from "./keys/vault.ts";
import type { Ledger } from "./ledger.ts";
import { factType, insert, insertOrReplace, plan, type Receipt, type Step, update } from "./plan.ts";
import type { TaggedRows } from "./policy/genuine.ts";
import type { Agreed, OpenGrant } from "./policy/policy.ts";
import { type Place, puncturesOf, recalledRecords } from "./recalled-records.ts";
import { erasures, revisions, roomErasures } from "./records.ts";
import { ok, type Result, refuse } from "./result.ts";
import type { Reader } from "./store/port.ts";
import type { RowOf } from "./tables.ts";
import type { Destruction } from "./writer/protocol.ts";

/** What to erase: one record, all records of a person, a room, or one month of a room. */
export type Erasure =
  | { readonly what: "message"; readonly room: RoomId; readonly seq: number; readonly edits?: NamedEdits }
  | { readonly what: "person"; readonly account: AccountId }
  | { readonly what: "room"; readonly room: RoomId }
  | { readonly what: "month"; readonly room: RoomId; readonly month: number };

/** Edits of a message of an end-to-end room, as whoever erases it says, who is in the room. */
export interface NamedEdits {
  readonly message: MessageId;
  readonly places: readonly Place[];
}

/** What listeners are told of an erasure that is done. */
export interface ErasedNotice {
  readonly what: Erasure["what"];
  readonly room: RoomId | null;
  readonly account: AccountId | null;
  /** Every room that it reached, once for each time it is counted there. */
  readonly rooms: readonly RoomId[];
}
const intended = factType<null>("erasure.intended");
export const erasureCompleted = factType<ErasedNotice>("erasure.completed");
const withdrawn = factType<null>("erasure.withdrawn");

const HOUR_MS = 3_600_000;

interface EraserDeps {
  readonly ledger: Ledger;
  readonly openGrant: (reason: string) => OpenGrant;
  /** Whether the person who began it still may. */
  readonly mayErase: (account: AccountId) => Promise<boolean>;
  readonly reader: Reader;
  readonly vault: Pick<Vault, "isGenuine">;
  readonly tagged: TaggedRows;
  readonly clock: Clock;
  /** How long what erases more than one message waits. */
  readonly waitMs: number;
  readonly destroyKeys: (destruction: Destruction) => Promise<void>;
  readonly keyNames: (prefix: string) => string[];
}

export type ErasureRow = RowOf<typeof erasures>;

export function createEraser(deps: EraserDeps) {
  const { ledger, reader, clock, waitMs } = deps;
  const recalls = recalledRecords(deps);
  const reach = erasedRooms(reader);
  let turn: Promise<unknown> = Promise.resolve();
  /** One at a time, so that limits hold and what is withdrawn is not being destroyed. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };

  /** Single records whose leaves are destroyed, whatever else is. */
  const singleRecords = async ({ what, room, seq, month, account }: ErasureRow): Promise<readonly Place[]> => {
    if (what === "person" && account !== null) return recalls.byAuthor(account);
    if (room !== null && what === "message" && seq !== null) return recalls.andItself(room, seq);
    if (room !== null && what === "month" && month !== null && isMonthNumber(month))
      return recalls.inMonth(room, month);
    return [];
  };
  const destructionOf = async (row: ErasureRow, singles: readonly Place[]): Promise<Destruction> => {
    const { id, what, room, month, account } = row;
    if (what === "person" && account !== null)
      return { names: deps.keyNames(`author/${account}/`), punctures: puncturesOf(singles) };
    if (room === null) throw new Error(`erasure ${id} names no room`);
    if (what === "room")
      return {
        names: [...deps.keyNames(`tree/${room}/`), keyringEntryText({ kind: "room", roomId: room })],
        punctures: [],
      };
    if (what === "month" && month !== null && isMonthNumber(month)) {
      const ofMonth = keyringEntryText({ kind: "tree", roomId: room, month });
      return { names: [ofMonth], punctures: puncturesOf(singles).filter(({ tree }) => tree !== ofMonth) };
    }
    if (what !== "message" || row.seq === null) throw new Error(`erasure ${id} is malformed`);
    return { names: [], punctures: puncturesOf(singles) };
  };

  const finish = async (
    row: ErasureRow,
    grant: Agreed<"records.erase"> | OpenGrant,
  ): Promise<Result<{ readonly receipt: Receipt; readonly keys: number }>> => {
    const singles = await singleRecords(row);
    const destruction = await destructionOf(row, singles);
    await deps.destroyKeys(destruction);
    const keys = keysIn(destruction);
    const { id, what, room, account } = row;
    const reached = await reach.reachOf(row, singles);
    const about = [
      { subject: row.by, detail: { erasure: id, what, keys } },
      ...reached.map(({ detail }) => ({ subject: null, detail })),
    ] as const;
    const steps = [
      update(erasures, { id }, { completed_ms: clock.nowMs() }),
      ...reached.map((one) => insert(roomErasures, { room: one.room, number: one.number, erasure: id })),
    ];
    const notice = { what, room, account, rooms: reached.map((one) => one.room) };
    const done = await ledger.commit(grant, () => plan(erasureCompleted, about, steps, notice));
    return done.ok ? ok({ receipt: done.value, keys }) : done;
  };

  /** How long until the limit lets one more begin; 0 when it may now. */
  const limitWaitMs = async (what: Erasure["what"]): Promise<number> => {
    const [which, most, spanMs] =
      what === "message"
        ? ["=", LIMITS.messageErasuresPerHour, HOUR_MS]
        : ["<>", LIMITS.bulkErasuresPerDay, 24 * HOUR_MS];
    const nowMs = clock.nowMs();
    const begun = await reader.all<{ intended_ms: number }>(
      `SELECT "intended_ms" FROM "erasures" WHERE "what" ${which} 'message' AND "intended_ms" > ? ORDER BY "intended_ms" DESC LIMIT ?`,
      [nowMs - spanMs, most],
    );
    return begun.length < most ? 0 : (begun.at(-1)?.intended_ms ?? nowMs) + spanMs - nowMs;
  };

  const withdraw = async (row: ErasureRow, grant: Agreed<"erasures.withdraw"> | OpenGrant, by: AccountId | null) => {
    const about = [{ subject: by, detail: { erasure: row.id, what: row.what } }] as const;
    const where = { id: row.id, completed_ms: null, withdrawn_ms: null };
    const step = update(erasures, where, { withdrawn_ms: clock.nowMs() });
    return ledger.commit(grant, () => plan(withdrawn, about, [step], null));
  };

  const rowOf = (grant: Agreed<"records.erase">, erasure: Erasure): ErasureRow => {
    const nowMs = clock.nowMs();
    return {
      id: newId(),
      what: erasure.what,
      room: "room" in erasure ? erasure.room : null,
      account: "account" in erasure ? erasure.account : null,
      seq: "seq" in erasure ? erasure.seq : null,
      month: "month" in erasure ? erasure.month : null,
      by: grant.caller.account,
      intended_ms: nowMs,
      due_ms: erasure.what === "message" || waitMs === 0 ? null : nowMs + waitMs,
      completed_ms: null,
      withdrawn_ms: null,
      tag: null,
    };
  };

  const finishDue = async (): Promise<void> => {
    const rows = await reader.all<Pick<ErasureRow, "id">>(
      'SELECT "id" FROM "erasures" WHERE "completed_ms" IS NULL AND "withdrawn_ms" IS NULL AND ("due_ms" IS NULL OR "due_ms" <= ?)',
      [clock.nowMs()],
    );
    for (const { id } of rows) {
      // As the server wrote it: not by the word of who put a row there, changed it, or took a withdrawal back.
      const [row] = (await deps.tagged.of(erasures, id)).rows;
      if (row === undefined || !isDue(row, clock.nowMs())) continue;
      const grant = deps.openGrant("an intended erasure is due");
      const isStillWanted = row.due_ms === null || row.by === null || (await deps.mayErase(row.by));
      const done = isStillWanted ? await finish(row, grant) : await withdraw(row, grant, null);
      if (!done.ok) throw new Error(`erasure ${row.id} could not be finished: ${done.refusal.code}`);
    }
  };

  return {
    waitMs: (what: Erasure["what"]): number => (what === "message" ? 0 : waitMs),

    /** The keys that this would destroy now. */
    async keysOf(grant: Agreed<"records.erase">, erasure: Erasure): Promise<number> {
      const row = rowOf(grant, erasure);
      const singles = [...(await singleRecords(row)), ...(editsIn(erasure)?.places ?? [])];
      const bySeq = new Map(singles.map((place) => [`${place.room}/${place.seq}`, place]));
      return keysIn(await destructionOf(row, [...bySeq.values()]));
    },

    /**
     * Of a single message: resolves when its key is gone and both facts are recorded. Of more: when the intent is; the
     * keys are destroyed when it is due.
     */
    erase: (grant: Agreed<"records.erase">, erasure: Erasure): Promise<Result<ErasureRow>> =>
      inTurn(async () => {
        if (erasure.what === "month" && !isMonthNumber(erasure.month)) return refuse("bad-request", "expected a month");
        const limitMs = await limitWaitMs(erasure.what);
        if (limitMs > 0)
          return refuse("rate-limited", "as many erasures as may begin in this time have begun", limitMs);
        const row = rowOf(grant, erasure);
        const about = [{ subject: row.by, detail: { erasure: row.id, what: row.what } }] as const;
        const recorded = await ledger.commit(grant, () =>
          plan(intended, about, [insert(erasures, row), ...namingEdits(erasure)], null),
        );
        if (!recorded.ok) return recorded;
        if (row.due_ms !== null) return ok(row);
        const done = await finish(row, grant);
        return done.ok ? ok({ ...row, completed_ms: done.value.receipt.atMs }) : done;
      }),

    /** Any owner may, as long as it waits. */
    withdraw: (grant: Agreed<"erasures.withdraw">, id: ErasureId): Promise<Result<Receipt>> =>
      inTurn(async () => {
        const row = await reader.get<ErasureRow>('SELECT * FROM "erasures" WHERE "id" = ?', [id]);
        return row === undefined ? refuse("not-found") : withdraw(row, grant, grant.caller.account);
      }),

    /** Finishes what is due, and what a crash cut short; called before the server answers anyone, and again and again. */
    runDue: (): Promise<void> => inTurn(finishDue),
  };
}
export type Eraser = ReturnType<typeof createEraser>;

const isDue = ({ completed_ms, withdrawn_ms, due_ms }: ErasureRow, nowMs: number): boolean =>
  completed_ms === null && withdrawn_ms === null && (due_ms === null || due_ms <= nowMs);

const editsIn = (erasure: Erasure): NamedEdits | undefined => (erasure.what === "message" ? erasure.edits : undefined);

/** Kept as edits are in sealed rooms, so that they go with the message also when a crash comes between. */
const namingEdits = (erasure: Erasure): readonly Step[] => {
  const { message: target, places = [] } = editsIn(erasure) ?? {};
  if (target === undefined) return [];
  return places.map(({ room, seq }) => insertOrReplace(revisions, { room, target, seq, kind: RECORD_KINDS.edit }));
};

const keysIn = ({ names, punctures }: Destruction): number =>
  names.length + punctures.reduce((sum, { seqs }) => sum + seqs.length, 0);
