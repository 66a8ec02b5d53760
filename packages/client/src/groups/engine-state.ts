/**
 * The group of one room between store and memory. Steps run one after the other, also across programs on the same store;
 * each sees the group as it is stored and leaves what it changed in one write.
 */
import type { MlsProvider } from "@warbler/mls";
import type { RoomId } from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import { exclusively } from "../store/exclusive.ts";
import type { Store, StoreWrite } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { Lane } from "../sync/lane.ts";
import type { GroupDeps } from "./group-deps.ts";
import { type HeldGroup, knownAfter, readEntry, readHeld, writesBetween } from "./held-group.ts";
import { wipeGroup } from "./wipe-group.ts";

/** What a step leaves: the group as it is then, further writes, and what its caller wants to know. */
export interface Step<T> {
  readonly held?: HeldGroup;
  readonly writes?: readonly StoreWrite[];
  /** Secrets that nothing uses any more once this is stored. */
  readonly consumed?: readonly Uint8Array[];
  readonly value: T;
}

export class EngineState {
  readonly room: RoomId;
  readonly #store: Store;
  readonly #lane = new Lane();
  #held: HeldGroup | undefined;
  /** Whether `#held` is what the store has, as long as nobody else writes to it. */
  #isRead = false;
  #lastAdopted: Uint8Array | undefined;

  readonly #provider: MlsProvider;
  readonly #fail: Fail;
  #isClosed = false;

  constructor(room: RoomId, { store, mls, fail }: Pick<GroupDeps, "store" | "mls" | "fail">) {
    this.room = room;
    this.#store = store;
    this.#provider = mls.provider;
    this.#fail = fail;
  }

  /** Own commits that came back; noted when the step that took them in is stored. */
  noteAdopted(handshakes: readonly Uint8Array[]): void {
    this.#lastAdopted = handshakes.at(-1) ?? this.#lastAdopted;
  }

  /** Whether this was the last of this device's commits that came back. */
  adopted(handshake: Uint8Array): boolean {
    return this.#lastAdopted !== undefined && equalBytes(this.#lastAdopted, handshake);
  }

  /** As of the last step of this program. */
  get held(): HeldGroup | undefined {
    return this.#held;
  }

  step<T>(work: (held: HeldGroup | undefined) => Promise<Step<T>>): Promise<T> {
    return this.#lane.run(() => {
      if (this.#isClosed) throw this.#fail("closed");
      return exclusively(this.#store, () => this.#step(work));
    });
  }

  /** Resolves when the last step is done; no other one begins. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#lane.idle();
  }

  /** Reads what is stored, without changing it. */
  load(): Promise<HeldGroup | undefined> {
    return this.step(async (held) => ({ value: held }));
  }

  async #step<T>(work: (held: HeldGroup | undefined) => Promise<Step<T>>): Promise<T> {
    const before = await this.#current();
    const { held = before, writes = [], consumed = [], value } = await work(before);
    if (held === before && writes.length === 0) return value;
    const version = (before?.entry.version ?? 0) + 1;
    const after = held && { ...held, entry: { ...held.entry, version, known: knownAfter(held, before) } };
    const changes = after === undefined ? [] : writesBetween(this.room, before, after);
    // A write that failed may have been made.
    this.#isRead = false;
    await this.#store.write([...changes, ...writes]);
    this.#held = after;
    this.#isRead = true;
    // Not earlier: where the write fails, the group goes on as it was.
    for (const secret of consumed) secret.fill(0);
    wipeGroup(before?.group, after?.group);
    return value;
  }

  /** What another program on this store did meanwhile shows in the version. */
  async #current(): Promise<HeldGroup | undefined> {
    if (this.#isRead && this.#store.exclusive === undefined) return this.#held;
    const entry = await readEntry(this.#store, this.room);
    if (entry === undefined) this.#held = undefined;
    else if (entry.version !== this.#held?.entry.version)
      this.#held = await readHeld(this.#store, entry, { room: this.room, provider: this.#provider });
    this.#isRead = true;
    return this.#held;
  }
}
