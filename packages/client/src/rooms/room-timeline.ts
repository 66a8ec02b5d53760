/** A room's timeline kept up with its records: loads history on demand, and tells what is new once names are known. */
import { type AccountId, isId, type MessageId, type RoomId, type RoomRole } from "@warbler/protocol";
import type { HeldRecord } from "../audit/prove-message.ts";
import { type Fail, WarblerError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import { Lane } from "../sync/lane.ts";
import type { Arrival } from "../sync/room-sync.ts";
import { firstSeqOf } from "../sync/room-window.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import { type Applied, Timeline } from "../timeline/timeline.ts";
import type { TimelineEvent, TimelineItem, TimelineMessage } from "../timeline/timeline-message.ts";
import type { People } from "./people.ts";
import type { RecallRule } from "./recall-rule.ts";
import type { RecordReader } from "./record-reader.ts";
import type { HistoryOptions } from "./room.ts";

/** Read from the store at once: what a screen shows and a few more for what is no message, since whoever opens a room waits for it. */
const PAGE = 64;
const HISTORY_MESSAGES = 50;

export interface RoomTimelineDeps {
  readonly room: RoomId;
  readonly records: RecordReader;
  readonly store: Store;
  readonly people: People;
  readonly fail: Fail;
  readonly recallRule: () => RecallRule;
  readonly lastSeq: () => number;
  readonly isOnline: () => boolean;
  readonly roster: () => Promise<ReadonlyMap<AccountId, RoomRole>>;
  readonly tell: {
    message(message: TimelineMessage): void;
    change(message: TimelineMessage): void;
    event(event: TimelineEvent): void;
    forbidden(seq: number): void;
    /** A further record under the id of a message that is there. */
    doubled(seq: number): void;
  };
}

export class RoomTimeline {
  readonly #deps: RoomTimelineDeps;
  readonly #telling = new Lane();
  #timeline: Timeline;
  #askedRoster = false;
  /** What the room was opened with, until it is known whether it was permitted. */
  #opening: Promise<void> = Promise.resolve();
  #older: Promise<boolean> | undefined;

  constructor(deps: RoomTimelineDeps) {
    this.#deps = deps;
    this.#timeline = this.#empty();
  }

  /** What the store took in. Older pages are read from the store when history asks for them. */
  committed(records: readonly OpenedRecord[], arrival: Arrival, restarted: boolean): Promise<void> {
    if (restarted) this.#timeline = this.#empty();
    const timeline = this.#timeline;
    // What a room is opened with is no news to anybody: it is shown with its history, without being read from the store again.
    if (arrival === "first" && timeline.fromSeq === 0) {
      this.#opening = this.#take(timeline, records);
      return this.#opening;
    }
    const isLoaded = arrival === "newer" || (arrival === "changed" && timeline.fromSeq !== 0);
    if (!isLoaded) return Promise.resolve();
    const held =
      arrival === "changed"
        ? records.filter(({ record: { seq } }) => seq >= timeline.fromSeq && seq <= timeline.toSeq)
        : records;
    const applied = timeline.apply(held);
    return this.#telling.run(() => this.#tell(timeline, applied));
  }

  noteRead(account: AccountId, seq: number): Promise<void> {
    const timeline = this.#timeline;
    const changed = timeline.noteRead(account, seq);
    return this.#telling.run(async () => this.#tellChanges(timeline, changed));
  }

  noteRoster(roster: ReadonlyMap<AccountId, RoomRole>): void {
    this.#timeline.noteRoster(roster);
  }

  async history({ before, after, limit = HISTORY_MESSAGES }: HistoryOptions = {}): Promise<readonly TimelineMessage[]> {
    await this.open();
    const beforeSeq = before === undefined ? Number.POSITIVE_INFINITY : await this.#seqOf(before);
    if (after === undefined) {
      while (this.#timeline.newestBefore(beforeSeq, limit).length < limit && (await this.#loadOlder()));
      return this.#views(this.#timeline.newestBefore(beforeSeq, limit));
    }
    const afterSeq = await this.#seqOf(after);
    await this.#loadTo(afterSeq + 1);
    return this.#views(this.#timeline.oldestBetween(afterSeq, beforeSeq, limit));
  }

  async items(options: HistoryOptions = {}): Promise<readonly TimelineItem[]> {
    const { before, after, limit = HISTORY_MESSAGES } = options;
    const messages = await this.history(options);
    const beforeSeq = before === undefined ? Number.POSITIVE_INFINITY : await this.#seqOf(before);
    const isFull = messages.length >= limit;
    const [fromSeq, endSeq] =
      after === undefined
        ? [isFull ? (messages[0]?.seq ?? 0) : 0, beforeSeq]
        : [(await this.#seqOf(after)) + 1, isFull ? (messages.at(-1)?.seq ?? 0) : beforeSeq];
    const events = this.#timeline.eventsBetween(fromSeq, endSeq);
    await this.#deps.people.learn(events.map(({ author }) => author.id));
    return [...messages, ...this.#timeline.eventsBetween(fromSeq, endSeq)].sort((a, b) => a.seq - b.seq);
  }

  async message(id: MessageId): Promise<TimelineMessage | undefined> {
    await this.open();
    const seq = this.#timeline.record(id)?.seq ?? (await this.#storedSeq(id));
    if (seq !== undefined) await this.#loadTo(seq);
    const [view] = await this.#views([id]);
    return view;
  }

  /** The message if it is loaded, without asking anybody. */
  loaded(id: MessageId): TimelineMessage | undefined {
    return this.#timeline.message(id);
  }

  /** The record as this client holds it, with the commitment before it. */
  async held(id: MessageId): Promise<HeldRecord | undefined> {
    await this.open();
    // What is not held yet comes with history, from the newest down.
    while (this.#timeline.record(id) === undefined && (await this.#storedSeq(id)) === undefined)
      if (!(await this.#loadOlder())) return undefined;
    const seq = this.#timeline.record(id)?.seq ?? (await this.#storedSeq(id)) ?? 0;
    const { records } = this.#deps;
    const [first, second] = (await records.stored(seq - 1, seq + 1, 2)).map(({ record }) => record);
    const window = await records.window();
    if (second !== undefined && first !== undefined) return { record: second, previousCommitment: first.commitment };
    const isFirst = first !== undefined && window !== undefined && first.seq === window.fromSeq && first.seq === seq;
    return isFirst ? { record: first, previousCommitment: window.beforeCommitment } : undefined;
  }

  /** Holds the room from now on and loads its newest records. */
  async open(): Promise<void> {
    await this.#deps.records.open(this.#deps.lastSeq());
    await this.#opening;
    while (this.#timeline.fromSeq === 0 && (await this.#loadOlder()));
  }

  /** Resolves when everything taken in so far has been told. */
  idle(): Promise<void> {
    return this.#telling.idle();
  }

  #empty(): Timeline {
    return new Timeline((account) => this.#deps.people.authorOf(account), this.#deps.recallRule);
  }

  async #loadTo(seq: number): Promise<void> {
    while (this.#timeline.fromSeq > seq && (await this.#loadOlder()));
  }

  /** One page more of history; false when there is none, or none at hand while offline. Whoever asks meanwhile gets the same one. */
  #loadOlder(): Promise<boolean> {
    this.#older ??= this.#readOlder().finally(() => {
      this.#older = undefined;
    });
    return this.#older;
  }

  async #readOlder(): Promise<boolean> {
    const { records: reader, isOnline } = this.#deps;
    const timeline = this.#timeline;
    for (;;) {
      const window = await reader.window();
      if (window === undefined) return false;
      const beforeSeq = timeline.fromSeq === 0 ? window.toSeq + 1 : timeline.fromSeq;
      const records = await reader.stored(window.fromSeq, beforeSeq, PAGE);
      if (records.length > 0) {
        await this.#take(timeline, records);
        return true;
      }
      if (timeline.fromSeq <= 1) return false;
      try {
        if (!(await reader.extendBack())) return false;
      } catch (error) {
        if (error instanceof WarblerError && error.retryable && !isOnline()) return false;
        throw error;
      }
    }
  }

  /** Shown from then on, and told to nobody. */
  #take(timeline: Timeline, records: readonly OpenedRecord[]): Promise<void> {
    const { messages, changed } = timeline.apply(records);
    return this.#judge(timeline, [...messages, ...changed]);
  }

  async #tell(timeline: Timeline, applied: Applied): Promise<void> {
    const { people, tell } = this.#deps;
    const { messages, changed, events } = applied;
    await people.learn([...timeline.peopleIn([...messages, ...changed]), ...events.map(({ author }) => author.id)]);
    await this.#judge(timeline, [...messages, ...changed]);
    for (const id of messages) {
      const view = timeline.message(id);
      if (view !== undefined) tell.message(view);
    }
    this.#tellChanges(timeline, changed);
    for (const event of events) tell.event({ ...event, author: people.authorOf(event.author.id) });
  }

  async #judge(timeline: Timeline, ids: readonly MessageId[]): Promise<void> {
    const { tell, roster } = this.#deps;
    const { forbidden, needsRoster, doubled } = timeline.judge(ids);
    for (const seq of forbidden) tell.forbidden(seq);
    for (const seq of doubled) tell.doubled(seq);
    if (!needsRoster || this.#askedRoster) return;
    this.#askedRoster = true;
    timeline.noteRoster(await roster());
    for (const seq of timeline.judge(ids).forbidden) tell.forbidden(seq);
  }

  #tellChanges(timeline: Timeline, changed: readonly MessageId[]): void {
    for (const id of changed) {
      const view = timeline.message(id);
      if (view !== undefined) this.#deps.tell.change(view);
    }
  }

  async #views(ids: readonly MessageId[]): Promise<readonly TimelineMessage[]> {
    const timeline = this.#timeline;
    await this.#deps.people.learn(timeline.peopleIn(ids));
    return ids.flatMap((id) => timeline.message(id) ?? []);
  }

  async #seqOf(place: MessageId | number): Promise<number> {
    if (typeof place === "number") return place;
    const seq = this.#timeline.record(place)?.seq ?? (await this.#storedSeq(place));
    if (seq === undefined) throw this.#deps.fail("not-found", { detail: "the message is not held here" });
    return seq;
  }

  async #storedSeq(id: MessageId): Promise<number | undefined> {
    if (!isId<MessageId>(id)) return undefined;
    const seq = await firstSeqOf(this.#deps.store, this.#deps.room, id);
    const window = await this.#deps.records.window();
    // An earlier window may have held it; what is not in this one has to be fetched again.
    return seq !== undefined && window !== undefined && seq >= window.fromSeq ? seq : undefined;
  }
}
