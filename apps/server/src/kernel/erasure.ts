/**
 * Erasing is destroying keys: an intent is recorded, the keys are destroyed, the completion is recorded. What a crash
 * cuts short between the two is finished at the next start, so that no erasure is ever half believed.
 */

import { isMonthNumber, keyringEntryText } from "@warbler/crypto";
import { type AccountId, newId, type RoomId } from "@warbler/protocol";
import type { Clock } from "./clock.ts";
import type { Ledger } from "./ledger.ts";
import { factType, insert, plan, update } from "./plan.ts";
import type { Grant, OpenGrant } from "./policy/policy.ts";
import { puncturesOf, recalledRecords } from "./recalled-records.ts";
import { erasures } from "./records.ts";
import { ok, type Result, refuse } from "./result.ts";
import type { Reader } from "./store/port.ts";
import type { RowOf } from "./tables.ts";
import type { Destruction } from "./writer/protocol.ts";

/** What to erase: one record, all records of a person, a room, or one month of a room. */
export type Erasure =
  | { readonly what: "message"; readonly room: RoomId; readonly seq: number }
  | { readonly what: "person"; readonly account: AccountId }
  | { readonly what: "room"; readonly room: RoomId }
  | { readonly what: "month"; readonly room: RoomId; readonly month: number };

const intended = factType<null>("erasure.intended");
const completed = factType<null>("erasure.completed");

interface EraserDeps {
  readonly ledger: Ledger;
  readonly openGrant: (reason: string) => OpenGrant;
  readonly reader: Reader;
  readonly clock: Clock;
  readonly destroyKeys: (destruction: Destruction) => Promise<void>;
  readonly keyNames: (prefix: string) => string[];
}

type Row = RowOf<typeof erasures>;

export function createEraser(deps: EraserDeps) {
  const { ledger, reader, clock } = deps;
  const recalls = recalledRecords(reader);

  const destructionOf = async (row: Row): Promise<Destruction> => {
    const { room, seq, month, account } = row;
    if (row.what === "person" && account !== null)
      return {
        names: deps.keyNames(`author/${account}/`),
        punctures: puncturesOf(await recalls.byAuthor(account)),
      };
    if (room === null) throw new Error(`erasure ${row.id} names no room`);
    if (row.what === "room")
      return {
        names: [...deps.keyNames(`tree/${room}/`), keyringEntryText({ kind: "room", roomId: room })],
        punctures: [],
      };
    if (row.what === "month" && month !== null && isMonthNumber(month))
      return {
        names: [keyringEntryText({ kind: "tree", roomId: room, month })],
        punctures: puncturesOf(await recalls.inMonth(room, month)).filter(
          ({ tree }) => tree !== keyringEntryText({ kind: "tree", roomId: room, month }),
        ),
      };
    if (row.what !== "message" || seq === null) throw new Error(`erasure ${row.id} is malformed`);
    return { names: [], punctures: puncturesOf(await recalls.andItself(room, seq)) };
  };

  const finish = async (row: Row, grant: Grant<"records.erase"> | OpenGrant): Promise<Result<undefined>> => {
    await deps.destroyKeys(await destructionOf(row));
    const about = [{ subject: row.by, detail: { erasure: row.id, what: row.what } }] as const;
    const step = update(erasures, { id: row.id }, { completed_ms: clock.nowMs() });
    const done = await ledger.commit(grant, () => plan(completed, about, [step], null));
    return done.ok ? ok(undefined) : done;
  };

  return {
    /** Resolves when the keys are gone and both facts are recorded. */
    async erase(grant: Grant<"records.erase">, erasure: Erasure): Promise<Result<undefined>> {
      const by = grant.caller.account;
      const row: Row = {
        id: newId(),
        what: erasure.what,
        room: "room" in erasure ? erasure.room : null,
        account: "account" in erasure ? erasure.account : null,
        seq: "seq" in erasure ? erasure.seq : null,
        month: "month" in erasure ? erasure.month : null,
        by,
        intended_ms: clock.nowMs(),
        completed_ms: null,
      };
      if (erasure.what === "month" && !isMonthNumber(erasure.month)) return refuse("bad-request", "expected a month");
      const about = [{ subject: by, detail: { erasure: row.id, what: row.what } }] as const;
      const recorded = await ledger.commit(grant, () => plan(intended, about, [insert(erasures, row)], null));
      return recorded.ok ? finish(row, grant) : recorded;
    },

    /** Finishes what a crash cut short; called before the server answers anyone. */
    async resume(): Promise<void> {
      const rows = await reader.all<Row>('SELECT * FROM "erasures" WHERE "completed_ms" IS NULL', []);
      for (const row of rows) {
        const done = await finish(row, deps.openGrant("an intended erasure is finished at start"));
        if (!done.ok) throw new Error(`erasure ${row.id} could not be finished: ${done.refusal.code}`);
      }
    },
  };
}
export type Eraser = ReturnType<typeof createEraser>;
