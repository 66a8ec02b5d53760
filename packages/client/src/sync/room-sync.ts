/**
 * Brings one room's records in without a hole and without believing the server: every record is checked against the
 * room's chain, stored, and only then told. What breaks the chain is refused and raises an alarm that names it.
 */
import { LIMITS, type RoomId } from "@warbler/protocol";
import type { Hasher } from "@warbler/transparency";
import { type Fail, WarblerError } from "../errors.ts";
import type { AlarmKind } from "../events.ts";
import type { Platform } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";
import type { WireRecords } from "../wire/records.ts";
import { equalBytes } from "./equal-bytes.ts";
import { Lane } from "./lane.ts";
import { followPage, pageFromWire, type RecordPage } from "./record-page.ts";
import { type RoomRecord, recordFromBytes } from "./room-record.ts";
import {
  type RoomWindow,
  recordKey,
  recordPrefix,
  windowFromBytes,
  windowKey,
  withAnchor,
  writesFor,
} from "./room-window.ts";

/** A client that is further behind starts a new window at the newest records; older ones come when history is read. */
const FURTHEST_BEHIND = 5_000;
const RETRY_MS = 1_000;
/** A room that is opened for the first time shows its end: somebody waits for these, and for none above them. */
const OPENING_RECORDS = 100;
/** How long a sent message's own record may take to come as a push before it is fetched. */
const OWN_RECORD_MS = 250;

export type FetchRange = { readonly afterSeq: number } | { readonly beforeSeq: number };

/**
 * `first`: the newest page of a room that is opened for the first time; `newer`: came in since; `older`: below the window,
 * because history was asked for; `changed`: says something else since, or nothing any more.
 */
export type Arrival = "first" | "newer" | "older" | "changed";

type LinkedPage = RecordPage & { readonly previousCommitment: Uint8Array };

export interface RoomSyncDeps {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly platform: Platform;
  readonly fetch: (room: RoomId, range: FetchRange, limit: number) => Promise<WireRecords>;
  readonly isOnline: () => boolean;
  /** However far behind, every record is taken in order and none is skipped. */
  readonly keepsAll: boolean;
  readonly fail: Fail;
  /** Ends every wait when the client closes. */
  readonly stop: AbortSignal;
  readonly alarm: (kind: AlarmKind, where: { readonly room: RoomId; readonly seq: number }, detail: string) => void;
  /** After the store has them. `restarted`: the window does not touch the one before. */
  readonly committed: (records: readonly RoomRecord[], arrival: Arrival, restarted: boolean) => void;
  /** A record that is held came back as erased; what is held stays until that is proven. */
  readonly doubted: (seq: number) => void;
}

export class RoomSync {
  readonly #room: RoomId;
  readonly #deps: RoomSyncDeps;
  readonly #lane = new Lane();
  #window: RoomWindow | undefined;
  #loaded = false;
  #knownSeq = 0;
  #catchingUp = false;

  constructor(room: RoomId, deps: RoomSyncDeps) {
    this.#room = room;
    this.#deps = deps;
  }

  get window(): RoomWindow | undefined {
    return this.#window;
  }

  /** As above, read from the store where nobody has asked yet. */
  async loaded(): Promise<RoomWindow | undefined> {
    if (!this.#loaded) await this.#lane.run(() => this.#load());
    return this.#window;
  }

  /** The server named this as the room's last record; a room that is held here is brought up to it. */
  async noteLastSeq(seq: number): Promise<void> {
    this.#knownSeq = Math.max(this.#knownSeq, seq);
    await this.#lane.run(() => this.#load());
    if (this.#window !== undefined) await this.#startCatchUp();
  }

  async noteSent(seq: number): Promise<void> {
    await this.#pause(OWN_RECORD_MS);
    if (!this.#deps.stop.aborted) await this.noteLastSeq(seq);
  }

  /** Holds the room from now on: takes the newest page when nothing is held, and closes the gap otherwise. */
  async open(lastSeq: number): Promise<void> {
    this.#knownSeq = Math.max(this.#knownSeq, lastSeq);
    await this.#lane.run(async () => {
      await this.#load();
      if (this.#window === undefined && this.#knownSeq > 0) await this.#startWindow(undefined, lastSeq);
    });
    if (this.#deps.isOnline()) await this.#startCatchUp();
  }

  /** Holds the room from record `seq` on, where nothing is held yet. */
  async holdFrom(seq: number): Promise<void> {
    this.#knownSeq = Math.max(this.#knownSeq, seq);
    await this.#lane.run(async () => {
      await this.#load();
      if (this.#window === undefined) await this.#startWindowAt(seq);
    });
    await this.#startCatchUp();
  }

  /** Brings the room up to record `seq`; resolves when it is held, or cannot be for now. */
  async catchUpTo(seq: number): Promise<void> {
    this.#knownSeq = Math.max(this.#knownSeq, seq);
    await this.#lane.run(() => this.#load());
    while (this.#window !== undefined && this.#window.toSeq < seq) {
      const before = this.#window.toSeq;
      await this.#lane.run(() => this.#catchUpOnce());
      if (this.#window.toSeq === before) return;
    }
  }

  /** Asks the server for what came after the newest record that is held; false when there was nothing. */
  async lookForMore(): Promise<boolean> {
    return this.#lane.run(async () => {
      await this.#load();
      const window = this.#window;
      if (window === undefined) return false;
      const page = await this.#fetchPage({ afterSeq: window.toSeq }, LIMITS.historyPageRecords);
      if (page === "empty") return false;
      if (page.records[0].seq !== window.toSeq + 1)
        throw this.#refuse("records-withheld", window.toSeq + 1, `got record ${page.records[0].seq}`);
      await this.#acceptNewer(page.records, window);
      return true;
    });
  }

  /** Records that the server sent unasked. */
  async receive(wire: WireRecords): Promise<void> {
    const page = pageFromWire(this.#room, wire, this.#deps.hasher);
    if (page === "empty") return;
    if (page === undefined)
      return this.#deps.alarm("protocol-violation", { room: this.#room, seq: 0 }, "a page of records out of bounds");
    this.#knownSeq = Math.max(this.#knownSeq, page.records.at(-1)?.seq ?? 0);
    try {
      await this.#lane.run(async () => {
        await this.#load();
        if (this.#window === undefined) await this.#startWindowAt(page.records[0].seq);
        else await this.#acceptPushed(page.records, this.#window);
      });
    } catch (error) {
      // The alarm is raised and the push is dropped; asking for the records again may bring the right ones.
      if (!(error instanceof WarblerError)) throw error;
    }
    await this.#startCatchUp();
  }

  /** One page further down; false when the window begins at the room's first record already. */
  async extendBack(limit: number = LIMITS.historyPageRecords): Promise<boolean> {
    return this.#lane.run(async () => {
      await this.#load();
      const window = this.#window;
      if (window === undefined || window.fromSeq === 1) return false;
      const page = await this.#fetchPage({ beforeSeq: window.fromSeq }, limit);
      if (page === "empty" || page.records.at(-1)?.seq !== window.fromSeq - 1)
        throw this.#refuse("records-withheld", window.fromSeq - 1, "the records before these were asked for");
      return this.#acceptOlder(page, window);
    });
  }

  /** One record as the server gives it now, held here or not. Nothing links it to the room's chain. */
  async single(seq: number): Promise<RoomRecord | undefined> {
    const page = await this.#fetchPage({ afterSeq: seq - 1 }, 1);
    return page === "empty" ? undefined : page.records.find((record) => record.seq === seq);
  }

  /** Stored records with `fromSeq <= seq < beforeSeq`, oldest first, at most `limit` of the newest of them. */
  async stored(fromSeq: number, beforeSeq: number, limit: number): Promise<readonly RoomRecord[]> {
    const window = this.#window;
    if (window === undefined) return [];
    const lowest = Math.max(fromSeq, window.fromSeq);
    const atMost = Math.min(limit, beforeSeq - lowest);
    if (atMost <= 0) return [];
    const entries = await this.#deps.store.list({
      prefix: recordPrefix(this.#room),
      after: recordKey(this.#room, beforeSeq),
      limit: atMost,
      descending: true,
    });
    const records = entries.flatMap(({ value }) => recordFromBytes(this.#room, value) ?? []);
    return records.filter(({ seq }) => seq >= lowest).reverse();
  }

  /** Runs `work` while nothing is taken in. */
  undisturbed<T>(work: () => Promise<T>): Promise<T> {
    return this.#lane.run(work);
  }

  /** Resolves when everything received so far is stored or refused. */
  idle(): Promise<void> {
    return this.#lane.idle();
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    const bytes = await this.#deps.store.read(windowKey(this.#room));
    this.#window = bytes === undefined ? undefined : windowFromBytes(bytes);
    this.#loaded = true;
  }

  async #startCatchUp(): Promise<void> {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    try {
      while (await this.#lane.run(() => this.#catchUpOnce()));
    } finally {
      this.#catchingUp = false;
    }
  }

  /** Takes the next page; true while there is more to take. */
  async #catchUpOnce(): Promise<boolean> {
    const window = this.#window;
    if (window === undefined || window.toSeq >= this.#knownSeq) return false;
    try {
      if (!this.#deps.keepsAll && this.#knownSeq - window.toSeq > FURTHEST_BEHIND) {
        await this.#startWindow(window, window.toSeq);
        return true;
      }
      const page = await this.#fetchPage({ afterSeq: window.toSeq }, LIMITS.historyPageRecords);
      if (page === "empty" || page.records[0].seq !== window.toSeq + 1)
        throw this.#refuse("records-withheld", window.toSeq + 1, `the server named record ${this.#knownSeq}`);
      await this.#acceptNewer(page.records, window);
      return true;
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      // The next welcome, push or reading of history starts this again.
      if (!error.retryable || !this.#deps.isOnline()) {
        if (!error.retryable) this.#knownSeq = window.toSeq;
        return false;
      }
      await this.#pause(RETRY_MS);
      return !this.#deps.stop.aborted;
    }
  }

  async #pause(ms: number): Promise<void> {
    await this.#deps.platform.sleep(ms, this.#deps.stop).catch(() => {});
  }

  async #fetchPage(range: FetchRange, limit: number): Promise<LinkedPage | "empty"> {
    const wire = await this.#deps.fetch(this.#room, range, limit);
    const page = pageFromWire(this.#room, wire, this.#deps.hasher);
    if (page === "empty") return page;
    if (page?.previousCommitment === undefined)
      throw this.#refuse("protocol-violation", 0, "a page of records out of bounds");
    return { records: page.records, previousCommitment: page.previousCommitment };
  }

  /** The first thing heard of a room is new to it: its window begins there. */
  async #startWindowAt(seq: number): Promise<void> {
    const page = await this.#fetchPage({ afterSeq: seq - 1 }, LIMITS.historyPageRecords);
    if (page === "empty" || page.records[0].seq !== seq)
      throw this.#refuse("records-withheld", seq, "the server sent it unasked");
    await this.#acceptFirst(page, undefined, 0);
  }

  /** Records above `shownSeq` are news to whoever follows the room. */
  async #startWindow(old: RoomWindow | undefined, shownSeq: number): Promise<void> {
    const page = await this.#fetchPage({ beforeSeq: this.#knownSeq + 1 }, OPENING_RECORDS);
    if (page === "empty") throw this.#refuse("records-withheld", this.#knownSeq, "the newest records were asked for");
    const newest = page.records.at(-1)?.seq ?? 0;
    if (old !== undefined && newest <= old.toSeq)
      throw this.#refuse("records-withheld", this.#knownSeq, `got records up to ${newest}`);
    this.#knownSeq = newest;
    await this.#acceptFirst(page, old, shownSeq);
  }

  async #acceptFirst(
    { records, previousCommitment }: LinkedPage,
    old: RoomWindow | undefined,
    shownSeq: number,
  ): Promise<void> {
    const lastCommitment = this.#follow(records, previousCommitment);
    const anchors =
      old === undefined ? [] : withAnchor(old.anchors, { seq: old.toSeq, commitment: old.lastCommitment });
    this.#checkAnchors(records, anchors);
    const fromSeq = records[0].seq;
    const toSeq = fromSeq + records.length - 1;
    const window = { fromSeq, toSeq, beforeCommitment: previousCommitment, lastCommitment, anchors };
    const kept = await this.#store(records, window);
    const shown = kept.filter(({ seq }) => seq <= shownSeq);
    const fresh = kept.filter(({ seq }) => seq > shownSeq);
    if (shown.length > 0) this.#deps.committed(shown, "first", old !== undefined);
    if (fresh.length > 0) this.#deps.committed(fresh, "newer", old !== undefined && shown.length === 0);
  }

  async #acceptPushed(records: readonly RoomRecord[], window: RoomWindow): Promise<void> {
    await this.#compareKnown(records.filter(({ seq }) => seq >= window.fromSeq && seq <= window.toSeq));
    const fresh = records.filter(({ seq }) => seq > window.toSeq);
    // A push that leaves a hole is not used: what it announced is fetched in order.
    if (fresh[0]?.seq === window.toSeq + 1) await this.#acceptNewer(fresh, window);
  }

  async #acceptNewer(records: readonly RoomRecord[], window: RoomWindow): Promise<void> {
    const lastCommitment = this.#follow(records, window.lastCommitment);
    const toSeq = window.toSeq + records.length;
    this.#deps.committed(await this.#store(records, { ...window, toSeq, lastCommitment }), "newer", false);
  }

  async #acceptOlder({ records, previousCommitment }: LinkedPage, window: RoomWindow): Promise<boolean> {
    const end = this.#follow(records, previousCommitment);
    if (!equalBytes(end, window.beforeCommitment))
      throw this.#refuse("chain-broken", window.fromSeq - 1, "the record is not the one that the next continues");
    this.#checkAnchors(records, window.anchors);
    const fromSeq = records[0].seq;
    const anchors = window.anchors.filter(({ seq }) => seq < fromSeq);
    const below = { ...window, fromSeq, beforeCommitment: previousCommitment, anchors };
    this.#deps.committed(await this.#store(records, below), "older", false);
    return true;
  }

  /** The records as they are kept. */
  async #store(records: readonly RoomRecord[], window: RoomWindow): Promise<readonly RoomRecord[]> {
    const kept = await Promise.all(records.map((record) => this.#keptOf(record)));
    await this.#deps.store.write(writesFor(this.#room, kept, window));
    this.#window = window;
    return kept;
  }

  /** What an older window left here with its content is not given up because a server says that it was erased. */
  async #keptOf(record: RoomRecord): Promise<RoomRecord> {
    const held = record.erased ? await this.#heldAt(record.seq) : undefined;
    if (held?.erased !== false || !equalBytes(held.commitment, record.commitment)) return record;
    this.#deps.doubted(record.seq);
    return held;
  }

  /** A record seen before must come back as it was; that it was erased is looked into. */
  async #compareKnown(records: readonly RoomRecord[]): Promise<void> {
    for (const record of records) {
      const held = await this.#heldAt(record.seq);
      if (held === undefined) continue;
      if (!equalBytes(held.commitment, record.commitment))
        throw this.#refuse("record-rewritten", record.seq, "another commitment than the one seen before");
      if (record.erased && !held.erased) this.#deps.doubted(record.seq);
    }
  }

  async #heldAt(seq: number): Promise<RoomRecord | undefined> {
    const bytes = await this.#deps.store.read(recordKey(this.#room, seq));
    return bytes && recordFromBytes(this.#room, bytes);
  }

  #checkAnchors(records: readonly RoomRecord[], anchors: RoomWindow["anchors"]): void {
    for (const { seq, commitment } of anchors) {
      const record = records.find((one) => one.seq === seq);
      if (record !== undefined && !equalBytes(record.commitment, commitment))
        throw this.#refuse("record-rewritten", seq, "another commitment than the one seen before");
    }
  }

  #follow(records: readonly RoomRecord[], previousCommitment: Uint8Array): Uint8Array {
    const end = followPage(records, previousCommitment, this.#deps.hasher);
    if (end instanceof Uint8Array) return end;
    throw this.#refuse("chain-broken", end.seq, "the record does not match its commitment over the one before");
  }

  #refuse(kind: AlarmKind, seq: number, detail: string): WarblerError {
    this.#deps.alarm(kind, { room: this.#room, seq }, detail);
    return this.#deps.fail("untrusted-server", { detail: `${kind} at record ${seq}: ${detail}` });
  }
}
