/**
 * Tells a room's timeline what its records say: in their order, each once, and again when something that could not be read can be, or
 * is known never to be.
 */
import type { EngineHost } from "../rooms/end-to-end-room.ts";
import type { Lane } from "../sync/lane.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import type { UndecryptableReason } from "../timeline/timeline-message.ts";
import type { EngineState } from "./engine-state.ts";
import type { GroupDeps } from "./group-deps.ts";
import type { HeldGroup } from "./held-group.ts";
import { openedRecord } from "./opened-entry.ts";
import type { Processed } from "./process-records.ts";
import { readOpened } from "./read-opened.ts";
import type { RoomTexts } from "./search/room-texts.ts";

const PAGE = 250;

export interface RoomTellerDeps extends GroupDeps {
  readonly host: EngineHost;
  readonly state: EngineState;
  readonly texts: RoomTexts;
  /** Nothing is read while something is destroyed. */
  readonly reading: Lane;
  /** The key of a batch came, which opens records that were told already. */
  readonly batchOpened: () => void;
}

export class RoomTeller {
  readonly #deps: RoomTellerDeps;
  /** Records up to here were told, or were there before this program started. */
  #toldSeq = 0;
  /** Told without being readable, and why: looked at again when keys come. */
  readonly #unreadable = new Map<number, UndecryptableReason>();

  constructor(deps: RoomTellerDeps) {
    this.#deps = deps;
  }

  get toldSeq(): number {
    return this.#toldSeq;
  }

  /** What the store has of the room is no news. */
  async load(held: HeldGroup | undefined): Promise<void> {
    const window = await this.#deps.host.sync.loaded();
    this.#toldSeq = Math.min(window?.toSeq ?? 0, held?.entry.cursor ?? window?.toSeq ?? 0);
  }

  /** The room is held from the record after this one. */
  beginAfter(seq: number): void {
    this.#toldSeq = seq;
  }

  async read(records: readonly RoomRecord[]): Promise<readonly OpenedRecord[]> {
    const { state, reading, texts } = this.#deps;
    const entry = state.held?.entry;
    const joinedSeq = entry?.standing === "member" ? entry.joinedSeq : undefined;
    const opened = await reading.run(() => readOpened(records, joinedSeq, this.#deps));
    this.#noteUnreadable(opened);
    await texts.note(opened);
    return opened;
  }

  tellProcessed({ records }: Processed): void {
    const opened = records.map(({ record, entry }) => openedRecord(record, entry));
    // Shown without being readable while this device was on its way in.
    const healed = opened.filter(({ record }) => record.seq <= this.#toldSeq && this.#unreadable.delete(record.seq));
    if (healed.length > 0) this.#tellChanged(healed);
    const fresh = opened.filter(({ record }) => record.seq > this.#toldSeq);
    if (fresh[0]?.record.seq === this.#toldSeq + 1) this.#tell(fresh);
  }

  /** What another program on this store processed, and what comes in while the group cannot open it. */
  async tellRest(): Promise<void> {
    const { host, state } = this.#deps;
    const window = await host.sync.loaded();
    const held = state.held;
    const isOpening = held?.entry.standing === "member" && held.entry.broken === undefined;
    const upTo = Math.min(window?.toSeq ?? 0, isOpening ? held.entry.cursor : Number.POSITIVE_INFINITY);
    while (window !== undefined && this.#toldSeq < upTo) {
      const from = Math.max(this.#toldSeq + 1, window.fromSeq);
      const records = await host.sync.stored(from, Math.min(from + PAGE, upTo + 1), PAGE);
      if (records.length === 0) return;
      this.#toldSeq = from - 1;
      this.#tell(await this.read(records));
    }
  }

  /** Looks again at what could not be read. */
  async tellHealed(): Promise<void> {
    const { sync } = this.#deps.host;
    const told = new Map([...this.#unreadable].sort(([a], [b]) => a - b));
    const changed: OpenedRecord[] = [];
    for (const [seq, reason] of told)
      for (const opened of await this.read(await sync.stored(seq, seq + 1, 1))) {
        const { content } = opened;
        if (content.kind !== "undecryptable") this.#unreadable.delete(seq);
        if (content.kind !== "undecryptable" || content.reason !== reason) changed.push(opened);
      }
    if (changed.length > 0) this.#tellChanged(changed);
  }

  #tell(opened: readonly OpenedRecord[]): void {
    const { errands, texts, host } = this.#deps;
    this.#toldSeq = opened.at(-1)?.record.seq ?? this.#toldSeq;
    this.#noteUnreadable(opened);
    errands.run("note-texts", () => texts.note(opened));
    host.opened(opened, "newer", false);
  }

  #tellChanged(opened: readonly OpenedRecord[]): void {
    const { errands, texts, host } = this.#deps;
    errands.run("note-texts", () => texts.note(opened));
    host.opened(opened, "changed", false);
  }

  #noteUnreadable(opened: readonly OpenedRecord[]): void {
    for (const { record, content } of opened)
      if (content.kind === "undecryptable" && content.reason !== "tampered")
        this.#unreadable.set(record.seq, content.reason);
  }
}
