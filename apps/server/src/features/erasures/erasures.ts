/** Erasing as an owner asks for it: counted before, limited and made to wait by the kernel, and told with its places in the log. */
import { isMonthNumber, monthFromText, monthText } from "@warbler/crypto";
import type { ApiParsed, EraseAnswer, ErasureAnswer, ErasureId } from "@warbler/protocol";
import type { Erasure, ErasureRow, NamedEdits } from "../../kernel/erasure.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { facts } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RoomErasureRules } from "./room-erasures.ts";
import { erasureStore } from "./store.ts";

const LISTED = 200;

export interface ErasuresDeps extends Pick<Kernel, "eraser" | "reader" | "vault"> {
  readonly devicesOf: RoomErasureRules["devicesOf"];
}
type Place = NonNullable<ErasureAnswer["intent"]>;

export function erasureRules({ eraser, reader, vault, devicesOf }: ErasuresDeps) {
  const store = erasureStore(reader);

  /** Where the log has the intent and the end of these erasures. */
  const placesOf = async (rows: readonly ErasureRow[]) => {
    const places = new Map<string, { intent?: Place; end?: Place }>();
    if (rows.length === 0) return places;
    for (const row of await store.factsSince(Math.min(...rows.map(({ intended_ms }) => intended_ms)))) {
      const detail = vault.open(facts, "detail", row);
      // What it says to each room stands beside it.
      if (detail === ERASED || detail["room"] !== undefined) continue;
      const id = detail["erasure"];
      if (typeof id !== "string") continue;
      const place = { leaf: row.leaf, position: row.position };
      places.set(id, { ...places.get(id), ...(row.kind === "erasure.intended" ? { intent: place } : { end: place }) });
    }
    return places;
  };
  const answersOf = async (rows: readonly ErasureRow[]): Promise<ErasureAnswer[]> => {
    const [places, devices] = [await placesOf(rows), await devicesOf(rows)];
    return rows.map((row) => ({
      id: row.id,
      what: row.what,
      ...(row.room !== null && { room: row.room }),
      ...(row.seq !== null && { seq: row.seq }),
      ...(row.account !== null && { account: row.account }),
      ...(row.month !== null && isMonthNumber(row.month) && { month: monthText(row.month) }),
      ...(row.by !== null && { by: row.by }),
      state: row.withdrawn_ms !== null ? "withdrawn" : row.completed_ms !== null ? "completed" : "waiting",
      intendedAtMs: row.intended_ms,
      dueAtMs: row.due_ms ?? row.intended_ms,
      ...(row.completed_ms !== null && { completedAtMs: row.completed_ms }),
      ...places.get(row.id),
      ...withDevices(devices.get(row.id)),
    }));
  };

  /** The edits that the request names, once they may be edits of its message. */
  const namedEdits = async (input: ApiParsed<"erase">): Promise<Result<NamedEdits | undefined>> => {
    const seqs = input.what === "message" ? [...new Set(input.edits)] : [];
    if (input.what !== "message" || seqs.length === 0) return ok(undefined);
    const there = await store.message(input.room, input.seq);
    const places = await store.editsAmong(input.room, input.seq, seqs);
    return there === undefined || places.length !== seqs.length
      ? refuse("bad-request", "expected edits of the message")
      : ok({ message: there.message, places });
  };

  return {
    async erase(grant: Agreed<"records.erase">, input: ApiParsed<"erase">): Promise<Result<EraseAnswer>> {
      const edits = await namedEdits(input);
      if (!edits.ok) return edits;
      const erasure = erasureOf(input, edits.value);
      if (erasure === undefined) return refuse("bad-request", "expected a month");
      const counted = {
        records: await store.records(erasure),
        keys: await eraser.keysOf(grant, erasure),
        waitMs: eraser.waitMs(erasure.what),
      };
      if (counted.records === 0) return refuse("not-found", "there is no record to erase");
      if (input.dryRun) return ok(counted);
      const done = await eraser.erase(grant, erasure);
      if (!done.ok) return done;
      const row = (await store.erasure(done.value.id)) ?? done.value;
      const [answer] = await answersOf([row]);
      return ok({ ...counted, ...(answer !== undefined && { erasure: answer }) });
    },

    async list(_grant: Grant<"erasures.list">) {
      return ok({ erasures: await answersOf(await store.newest(LISTED)) });
    },

    async withdraw(grant: Agreed<"erasures.withdraw">, id: ErasureId): Promise<Result<undefined>> {
      const done = await eraser.withdraw(grant, id);
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type ErasureRules = ReturnType<typeof erasureRules>;

function erasureOf(input: ApiParsed<"erase">, edits: NamedEdits | undefined): Erasure | undefined {
  switch (input.what) {
    case "message":
      return { what: "message", room: input.room, seq: input.seq, ...(edits !== undefined && { edits }) };
    case "person":
      return { what: "person", account: input.account };
    case "room":
      return { what: "room", room: input.room };
    case "month": {
      const month = monthFromText(input.month);
      return month === undefined ? undefined : { what: "month", room: input.room, month };
    }
  }
}

const withDevices = (devices: ErasureAnswer["devices"]): Pick<ErasureAnswer, "devices"> =>
  devices === undefined ? {} : { devices };
