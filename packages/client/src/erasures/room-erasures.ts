/**
 * Follows a room's erasures on this device: each is proven, then what is held of it is destroyed, then that is noted, then
 * the server is told. A crash between any two of these steps does the step again, which changes nothing that is done.
 */
import { LIMITS, type RoomErasure, type RoomId } from "@warbler/protocol";
import type { LogWatch } from "../audit/log-watch.ts";
import type { Connection } from "../connection/connection.ts";
import { WarblerError } from "../errors.ts";
import type { AlarmKind } from "../events.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import { Lane } from "../sync/lane.ts";
import { recordFromBytes } from "../sync/room-record.ts";
import { recordKey } from "../sync/room-window.ts";
import { readErasureMark, writeErasureMark } from "./erasure-mark.ts";
import type { ErasureReach } from "./erasure-reach.ts";
import { proveErasure } from "./prove-erasure.ts";

const RETRY_MS = 5_000;
/** Keys are gone a moment before the log says so. */
const LOGGED_WITHIN_MS = 5_000;
/** At what came erased. */
const MOST_LOOKS = 3;
/** Nothing is on its way for longer than it takes to erase so often. */
const MOST_CARRIED_OUT = 100;
/** Five minutes. */
const MOST_UNANSWERED = 60;

type Unseen = Parameters<ErasureReach["reaches"]>[0];

export interface RoomErasuresDeps {
  readonly room: RoomId;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  /** Aborts when the client closes. */
  readonly stop: AbortSignal;
  readonly log: () => Promise<LogWatch>;
  readonly connection: Pick<Connection, "state">;
  readonly alarm: (kind: AlarmKind, where: { readonly room: RoomId; readonly seq: number }, detail: string) => void;
  /** Whether the account is still in the room, for all that it was told. */
  readonly isIn: () => boolean;
  /** Destroys everything that this device holds of these records; resolves when it is stored that they are gone. */
  readonly destroy: (reach: ErasureReach) => Promise<void>;
}

export class RoomErasures {
  readonly #deps: RoomErasuresDeps;
  readonly #lane = new Lane();
  readonly #doubted = new Set<number>();
  /** Erasures of the room that were looked at for records that came without their content, by rising number. */
  readonly #proven: ErasureReach[] = [];
  /** The newest that this run has carried out, or is about to. */
  readonly #carriedOut: ErasureReach[] = [];

  constructor(deps: RoomErasuresDeps) {
    this.#deps = deps;
  }

  /** The server counts so many erasures of the room. Resolves when they are followed, or cannot be for now. */
  follow(number: number): Promise<void> {
    return this.#lane.run(async () => {
      while (!(await this.#tried(number))) {
        await this.#pause(RETRY_MS);
        if (this.#deps.stop.aborted || this.#deps.connection.state !== "online") return;
      }
    });
  }

  /** A record that is held came back as erased: it is kept unless the log has that, now or in a moment. */
  async doubt(seq: number): Promise<void> {
    if (this.#doubted.has(seq)) return;
    this.#doubted.add(seq);
    await this.#look();
    if (await this.#holdsContent(seq)) {
      await this.#pause(LOGGED_WITHIN_MS);
      await this.#look();
    }
    if (this.#deps.stop.aborted || !(await this.#holdsContent(seq))) return;
    this.#unproven(seq, "a record was said to be erased, and no erasure in the log reaches it");
  }

  /** Records that this device never saw came erased: it is named unless the log has that, now or in a moment. */
  async unseen(records: readonly Unseen[]): Promise<void> {
    const { stop, connection, isIn } = this.#deps;
    let left = records;
    let unanswered = 0;
    for (let looked = 0; looked < MOST_LOOKS && left.length > 0 && !stop.aborted; ) {
      const found = await this.#notReached(left);
      // Without an answer nothing is known, and it is asked for again; but not for ever while all else is answered.
      if (found !== undefined) looked++;
      else if (connection.state === "online" && ++unanswered === MOST_UNANSWERED) break;
      left = found ?? left;
      if (left.length > 0 && looked < MOST_LOOKS) await this.#pause(LOGGED_WITHIN_MS);
    }
    // Whoever has left is told of no erasures, and is shown nothing of the room.
    if (stop.aborted || !isIn()) return;
    for (const { seq } of left)
      this.#unproven(seq, "a record came without its content, and no erasure in the log reaches it");
  }

  /** What was on its way while it was erased may be stored after the erasure was carried out: it goes as well. */
  late(records: readonly Unseen[]): Promise<void> {
    return this.#lane.run(async () => {
      for (const reach of this.#carriedOut)
        if (records.some((record) => reach.reaches(record))) await this.#deps.destroy(reach);
    });
  }

  /** Those that no erasure in the log reaches; undefined while the server cannot be asked. */
  async #notReached(records: readonly Unseen[]): Promise<readonly Unseen[] | undefined> {
    const { room, api, log } = this.#deps;
    let left = records.filter((record) => !this.#proven.some((reach) => reach.reaches(record)));
    try {
      for (let [after, hasMore] = [this.#proven.at(-1)?.number ?? 0, true]; hasMore && left.length > 0; ) {
        const { erasures, more } = await api.call("roomErasures", { since: "room" }, { room, seq: after });
        const before = after;
        for (const erasure of erasures) {
          const reach = await proveErasure(erasure, room, await log());
          // Pages of what is in no log, or that lead nowhere, could go on for ever.
          if (reach === undefined) return left;
          if (reach.number > (this.#proven.at(-1)?.number ?? 0)) this.#proven.push(reach);
          left = left.filter((record) => !reach.reaches(record));
          after = Math.max(after, erasure.number);
        }
        hasMore = more && after > before;
      }
      return left;
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      if (error.code === "signed-out" || error.code === "closed") return [];
      return error.retryable ? undefined : left;
    }
  }

  #look(): Promise<void> {
    return this.#lane.run(async () => {
      if (await this.#destroyUpTo(undefined)) await this.#confirm();
    });
  }

  /** False where it is worth another try. */
  async #tried(number: number): Promise<boolean> {
    try {
      if (await this.#destroyUpTo(number)) await this.#confirm();
      return true;
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      return !error.retryable;
    }
  }

  /** `number`: where the server's count stands; undefined for whatever there is. False where something is not proven. */
  async #destroyUpTo(number: number | undefined): Promise<boolean> {
    const { room, store, api } = this.#deps;
    for (;;) {
      const { doneNumber } = await readErasureMark(store, room);
      if (number !== undefined && doneNumber >= number) return true;
      const { erasures, more } = await api.call("roomErasures", {}, { room, seq: doneNumber });
      for (const erasure of erasures) if (!(await this.#destroy(erasure))) return false;
      if (more && erasures.length > 0) continue;
      const mark = await readErasureMark(store, room);
      // What was erased before this device was there is not told to it.
      if (number !== undefined && mark.doneNumber < number)
        await writeErasureMark(store, room, { ...mark, doneNumber: number });
      return true;
    }
  }

  async #destroy(erasure: RoomErasure): Promise<boolean> {
    const { room, store, log, destroy } = this.#deps;
    const { number, proof } = erasure;
    const before = await readErasureMark(store, room);
    const isNext = number > before.doneNumber;
    const reach = isNext ? await proveErasure(erasure, room, await log()) : undefined;
    if (reach === undefined) {
      this.#unproven(0, `erasure ${number} of the room is not in the log as it is told`);
      return false;
    }
    // Before: what comes while it is under way waits for its end, and is looked at then.
    this.#carriedOut.push(reach);
    this.#carriedOut.splice(0, this.#carriedOut.length - MOST_CARRIED_OUT);
    await destroy(reach);
    await store.scrub?.();
    const { unconfirmed } = await readErasureMark(store, room);
    const confirmed = { number, leaf: proof.leaf, position: proof.position };
    await writeErasureMark(store, room, { doneNumber: number, unconfirmed: [...unconfirmed, confirmed] });
    return true;
  }

  async #confirm(): Promise<void> {
    const { room, store, api } = this.#deps;
    for (;;) {
      const { unconfirmed } = await readErasureMark(store, room);
      const confirmed = unconfirmed.slice(0, LIMITS.erasuresPage);
      if (confirmed.length === 0) return;
      await api.call("confirmErasures", { confirmed }, { room });
      const mark = await readErasureMark(store, room);
      const told = new Set(confirmed.map(({ number }) => number));
      await writeErasureMark(store, room, {
        ...mark,
        unconfirmed: mark.unconfirmed.filter((one) => !told.has(one.number)),
      });
    }
  }

  async #holdsContent(seq: number): Promise<boolean> {
    const { store, room } = this.#deps;
    const bytes = await store.read(recordKey(room, seq));
    return bytes !== undefined && recordFromBytes(room, bytes)?.erased === false;
  }

  #unproven(seq: number, detail: string): void {
    this.#deps.alarm("erasure-unproven", { room: this.#deps.room, seq }, detail);
  }

  async #pause(ms: number): Promise<void> {
    await this.#deps.platform.sleep(ms, this.#deps.stop).catch(() => {});
  }
}
