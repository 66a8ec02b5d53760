/** Notices that a room was erased from, or is said to be. What follows from it is loaded then, which is seldom. */
import type { RoomErasures, RoomErasuresDeps } from "../erasures/room-erasures.ts";
import type { Errands } from "../errands.ts";
import type { RoomRecord } from "../sync/room-record.ts";

export class ErasureWatch {
  readonly #deps: RoomErasuresDeps & { readonly errands: Errands };
  #loaded: Promise<RoomErasures> | undefined;
  #followed: Promise<void> = Promise.resolve();

  constructor(deps: RoomErasuresDeps & { readonly errands: Errands }) {
    this.#deps = deps;
  }

  /** The server's count of the room's erasures. */
  note(number: number): Promise<void> {
    const followed = number === 0 ? this.#followed : this.#load().then((room) => room.follow(number));
    this.#followed = followed.catch(() => {});
    return followed;
  }

  /** Resolves when what the server counted so far is destroyed and told, or cannot be for now. */
  followed(): Promise<void> {
    return this.#followed;
  }

  /** A record that is held here came back as erased. */
  doubt(seq: number): void {
    this.#deps.errands.run("doubt-erasure", async () => (await this.#load()).doubt(seq));
  }

  /** Records that came for the first time: some came erased, and others may have been on their way when they were. */
  came(records: readonly RoomRecord[]): void {
    const erased = records.filter((record) => record.erased);
    const whole = records.filter((record) => !record.erased);
    const loaded = this.#loaded;
    if (loaded !== undefined && whole.length > 0)
      this.#deps.errands.run("late-records", async () => (await loaded).late(whole));
    if (erased.length > 0) this.#deps.errands.run("unseen-erased", async () => (await this.#load()).unseen(erased));
  }

  #load(): Promise<RoomErasures> {
    this.#loaded ??= import("../erasures/room-erasures.ts").then(({ RoomErasures: All }) => new All(this.#deps));
    return this.#loaded;
  }
}
