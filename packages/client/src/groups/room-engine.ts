/**
 * The engine of one end-to-end room: it takes in every record in its order, exactly once, and keeps the group, the contents
 * and the place reached together in the store. What it sends is stored before it goes out, with the keys it used up.
 */
import type { AccountId, MessageId, RoomRole } from "@warbler/protocol";
import type { ErasureReach } from "../erasures/erasure-reach.ts";
import type { OutboxEntry } from "../outbox/outbox-entry.ts";
import type { EndToEndRoom, EngineHost, NewGroupRoom } from "../rooms/end-to-end-room.ts";
import type { RecordReader } from "../rooms/record-reader.ts";
import type { ImportSource, RoomImport } from "../rooms/room-import.ts";
import type { RoomMembership } from "../rooms/room-membership.ts";
import type { UnconfirmedGroup } from "../rooms/room-trouble.ts";
import type { FoundTexts, TextSearch } from "../search/search-messages.ts";
import { destroyPage } from "../sync/destroy-records.ts";
import { Lane } from "../sync/lane.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { Arrival } from "../sync/room-sync.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import type { UndecryptableReason } from "../timeline/timeline-message.ts";
import type { WireSent } from "../wire/server-frame.ts";
import { writesWithout } from "./destroy-contents.ts";
import { EngineState } from "./engine-state.ts";
import { beginRoomGroup } from "./enter-group.ts";
import { GroupCommits } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import { GroupDoor } from "./group-door.ts";
import { groupMembership } from "./group-membership.ts";
import { GroupUpkeep } from "./group-upkeep.ts";
import type { HeldGroup } from "./held-group.ts";
import { openImport } from "./import-history.ts";
import { Naming } from "./naming.ts";
import { openedRecord } from "./opened-entry.ts";
import { type Processed, processRecords, type SealedHere } from "./process-records.ts";
import { describedByKeychain, readOpened } from "./read-opened.ts";
import { Returning } from "./returning.ts";
import { countMentions, forgetMentions, pinsOf } from "./room-marks.ts";
import { accountsOf, roleOf } from "./roster.ts";
import { sealedKey } from "./sealed-entry.ts";
import { termsOf } from "./search/message-index.ts";
import { RoomTexts } from "./search/room-texts.ts";
import { prepareContent, sendContent } from "./send-content.ts";

/** Records taken in with one write. */
const BATCH = 64;
const PAGE = 250;
/** A room without a group is made one by another of its maker's devices after this time. */
const ABANDONED_MS = 5 * 60_000;

export class RoomEngine implements EndToEndRoom {
  readonly membership: RoomMembership;
  readonly records: RecordReader;
  readonly #host: EngineHost;
  readonly #deps: GroupDeps;
  readonly #state: EngineState;
  readonly #commits: GroupCommits;
  readonly #upkeep: GroupUpkeep;
  readonly #door: GroupDoor;
  readonly #returning: Returning;
  readonly #naming: Naming;
  readonly #texts: RoomTexts;
  readonly #reading = new Lane();
  readonly #sealedHere = new Map<MessageId, SealedHere>();
  /** Records up to here were told to the timeline, or were there before this program started. */
  #toldSeq = 0;
  /** Told without being readable, and why: looked at again when keys come. */
  readonly #unreadable = new Map<number, UndecryptableReason>();
  #mentions = 0;
  /**
   * Whether this program has taken in what the server had. A store that was set back to an old copy shows then, by what this
   * device said since: before, nothing is encrypted, lest a key is used for a second time.
   */
  #isUpToDate = false;

  /** The engine with what the store holds of the room. */
  static async open(host: EngineHost, deps: GroupDeps): Promise<RoomEngine> {
    const engine = new RoomEngine(host, deps);
    await engine.#load();
    return engine;
  }

  private constructor(host: EngineHost, deps: GroupDeps) {
    this.#host = host;
    this.#deps = deps;
    this.#state = new EngineState(host.id, deps);
    this.#texts = new RoomTexts({ room: host.id, store: deps.store, roleOf: (account) => this.#roleOf(account) });
    const catchUp = (seq?: number) => this.#catchUp(seq);
    this.#commits = new GroupCommits({ ...deps, state: this.#state, catchUp });
    this.#upkeep = new GroupUpkeep({ ...deps, state: this.#state, commits: this.#commits });
    const groupMissing = () => this.#beginAbandoned();
    this.#door = new GroupDoor({ ...deps, host, state: this.#state, commits: this.#commits, groupMissing });
    const describe = (change: { readonly name?: string; readonly topic?: string }) => this.#describe(change);
    const adding = { ...deps, state: this.#state, commits: this.#commits, describe };
    this.membership = groupMembership({ ...adding, catchUp });
    this.#returning = new Returning(adding);
    this.#naming = new Naming(adding);
    this.records = this.#reader();
  }

  async committed(_records: readonly RoomRecord[], arrival: Arrival): Promise<void> {
    if (arrival !== "older") await this.#takeIn();
    if (this.#mayEnterAnew) await this.wake();
  }

  async noteLastSeq(seq: number): Promise<void> {
    await this.#follow(seq);
    if (this.#mayEnterAnew) await this.#follow(seq);
    this.#upkeep.start();
    this.#returning.start();
    this.#naming.start();
  }

  async repair(shown?: UnconfirmedGroup): Promise<void> {
    await (shown === undefined ? this.#reset() : this.#door.accept(shown));
    await this.wake();
  }

  async #reset(): Promise<void> {
    await this.#catchUp();
    // A reset whose people are not back yet is not begun over, but finished.
    if (!this.#returning.isAlone) await this.#door.reset();
    await this.#returning.now();
  }

  async noteRead(seq: number): Promise<void> {
    await forgetMentions(this.#deps.store, this.#host.id, seq);
    await this.#learn();
  }

  async send(entry: OutboxEntry): Promise<WireSent> {
    return sendContent(entry, {
      ...this.#deps,
      state: this.#state,
      catchUp: () => this.#catchUp(),
      settle: async () => {
        if (!this.#isUpToDate) await this.noteLastSeq(this.#host.info().lastSeq);
        await this.#returning.beforeSending();
        await this.#upkeep.beforeSending();
      },
    });
  }

  async prepare(entry: OutboxEntry): Promise<void> {
    if (this.#isUpToDate) await prepareContent(entry, { ...this.#deps, state: this.#state });
  }

  async drop({ message }: OutboxEntry): Promise<void> {
    await this.#state.step(async () => ({ writes: [{ key: sealedKey(message), value: undefined }], value: undefined }));
  }

  async find({ query, ...rest }: TextSearch): Promise<FoundTexts> {
    const entry = (await this.#state.load())?.entry;
    const index = await this.#texts.index({ joinedSeq: entry?.joinedSeq ?? 0, cursor: entry?.cursor ?? 0 });
    const { sinceMs } = index;
    const terms = termsOf(query);
    const hits = terms.length === 0 ? [] : index.find({ terms, ...rest });
    return { hits, messages: index.size, ...(sinceMs !== undefined && { sinceMs }) };
  }

  async bringIn(source: ImportSource): Promise<RoomImport> {
    return openImport(source, {
      ...this.#deps,
      room: this.#host.id,
      state: this.#state,
      sealedHere: this.#sealedHere,
      catchUp: () => this.#catchUp(),
      settle: () => this.#upkeep.beforeSending(),
    });
  }

  pins() {
    return pinsOf(this.#deps.store, this.#host.id);
  }

  async begin(room: NewGroupRoom): Promise<void> {
    // A direct room is as much the other person's.
    const owners = this.#host.info().kind === "direct" ? room.members : [];
    await beginRoomGroup({ ...room, owners }, { ...this.#deps, state: this.#state, commits: this.#commits });
    // With the further devices of whoever makes it, which read from the first message on as well.
    await this.membership.add([...new Set([this.#deps.account, ...room.members])]);
    if (room.name !== "" || room.topic !== "") await this.#describe(room);
  }

  /** Something waits for this device in the room: a Welcome, a proposal. */
  async wake(): Promise<void> {
    await this.noteLastSeq(this.#host.info().lastSeq);
  }

  /** The server says that this account is not in the room any more: what opens later contents is not kept. */
  async left(): Promise<void> {
    await this.#state.step(async (held) => {
      if (held === undefined || held.entry.standing === "outside") return { value: undefined };
      const entry = { ...held.entry, standing: "outside" as const };
      return { held: { entry, group: undefined, pending: undefined }, value: undefined };
    });
  }

  async destroy(isMeant: ErasureReach["reaches"]): Promise<void> {
    const { store } = this.#deps;
    const alongside = (records: readonly RoomRecord[]) => writesWithout(records, this.#deps);
    // No record is opened meanwhile, here or by another program, which would keep what it says once more.
    const next = (seq: number) =>
      this.#reading.run(() =>
        this.#state.step(async () => ({
          value: await this.#host.sync.undisturbed(() =>
            destroyPage(this.#host.id, seq, { store, isMeant, alongside }),
          ),
        })),
      );
    for (let page = await next(0); page !== undefined; page = await next(page.lastSeq)) {
      for (const { message } of page.records) this.#sealedHere.delete(message);
      if (page.records.length > 0) this.#host.opened(await this.#read(page.records), "changed", false);
    }
    await this.#learn();
  }

  /** Keys came, or this device came in: what could not be read may be readable now, or is known never to be. */
  async heal(): Promise<void> {
    const told = new Map([...this.#unreadable].sort(([a], [b]) => a - b));
    const changed: OpenedRecord[] = [];
    for (const [seq, reason] of told)
      for (const opened of await this.#read(await this.#host.sync.stored(seq, seq + 1, 1))) {
        const { content } = opened;
        if (content.kind !== "undecryptable") this.#unreadable.delete(seq);
        if (content.kind !== "undecryptable" || content.reason !== reason) changed.push(opened);
      }
    if (changed.length > 0) this.#tellChanged(changed);
    await this.#findName();
  }

  /**
   * A device that came in by itself finds the room's name where it was last given, once it has the key of that record; its
   * own or another device of its account had taken the name as given by someone who may.
   */
  async #findName(): Promise<void> {
    const entry = (await this.#state.load())?.entry;
    if (entry === undefined || entry.namedSeq <= entry.describedSeq || !this.#deps.isOnline()) return;
    const { namedSeq: seq } = entry;
    const record = await this.#host.sync.single(seq);
    const described = record && (await describedByKeychain(record, this.#deps));
    if (described === undefined) return;
    await this.#state.step(async (held) => {
      if (held === undefined || held.entry.describedSeq >= seq) return { value: undefined };
      return { held: { ...held, entry: { ...held.entry, ...described, describedSeq: seq } }, value: undefined };
    });
    await this.#learn();
  }

  /** Resolves when this engine leaves the group alone: another one takes its place. */
  close(): Promise<void> {
    return this.#state.close();
  }

  noteListsChanged(accounts: readonly AccountId[]): void {
    this.#upkeep.noteListsChanged(accounts);
  }

  #roleOf(account: AccountId): RoomRole {
    const group = this.#state.held?.group;
    return group === undefined ? "member" : roleOf(group.extension, account);
  }

  /** The group as it stands on this device. */
  get held(): HeldGroup | undefined {
    return this.#state.held;
  }

  async #load(): Promise<void> {
    const held = await this.#state.load();
    const window = await this.#host.sync.loaded();
    this.#toldSeq = Math.min(window?.toSeq ?? 0, held?.entry.cursor ?? window?.toSeq ?? 0);
    await this.#learn();
  }

  /** After that everything of the room is looked at again with what this device can open now. */
  async #enter(): Promise<void> {
    if (await this.#door.enter()) await this.heal();
    await this.#learn();
  }

  #isAbandoned(): boolean {
    const { myRole, lastSeq, createdAtMs } = this.#host.info();
    const isOld = this.#deps.platform.nowMs() - createdAtMs > ABANDONED_MS;
    return myRole === "owner" && lastSeq === 0 && isOld && this.#state.held === undefined;
  }

  async #beginAbandoned(): Promise<void> {
    if (!this.#isAbandoned()) return;
    const { level, other } = this.#host.info();
    await this.begin({ level, members: other === undefined ? [] : [other], name: "", topic: "" });
  }

  /** Every record is held from where this device came in. */
  async #hold(lastSeq: number): Promise<void> {
    const entry = this.#state.held?.entry;
    if (entry?.standing !== "member" || !this.#deps.isOnline()) return;
    const fromSeq = Math.max(1, entry.joinedSeq);
    // The record that begins the room may not be there yet.
    if (lastSeq < fromSeq) return;
    if ((await this.#host.sync.loaded()) !== undefined) return this.#reachBackTo(entry.cursor + 1);
    this.#toldSeq = fromSeq - 1;
    await this.#host.sync.holdFrom(fromSeq);
  }

  /** What is held may begin with a record that came unasked while this device was on its way in. */
  async #reachBackTo(seq: number): Promise<void> {
    const { sync } = this.#host;
    while (((await sync.loaded())?.fromSeq ?? seq) > seq) if (!(await sync.extendBack())) return;
  }

  async #catchUp(seq?: number): Promise<void> {
    await this.#hold(seq ?? this.#host.info().lastSeq);
    if (seq === undefined) await this.#host.sync.lookForMore();
    else await this.#host.sync.catchUpTo(seq);
    await this.#takeIn();
  }

  /** The group cannot be followed from here on: its keys are lost, or somebody has begun the room anew. */
  get #mayEnterAnew(): boolean {
    const broken = this.#state.held?.entry.broken;
    return broken === "lost" || broken === "replaced";
  }

  async #follow(seq: number): Promise<void> {
    if (!(await this.#door.isIn())) await this.#enter();
    await this.#hold(seq);
    await this.#host.sync.noteLastSeq(seq);
    await this.#takeIn();
    this.#isUpToDate ||= this.#deps.isOnline();
  }

  /** Processes what is held above the cursor and tells what came of it. */
  async #takeIn(): Promise<void> {
    for (;;) {
      const outcome = await this.#state.step(async (held) => this.#process(held));
      if (outcome === undefined) break;
      this.#state.noteAdopted(outcome.adopted);
      this.#tellProcessed(outcome);
      if (outcome.followed) this.#upkeep.noteFollowed();
      if (outcome.moved) this.#upkeep.start();
      if (outcome.moved) this.#returning.start();
      if (outcome.moved) this.#naming.start();
      if (outcome.records.length === 0) break;
    }
    const broken = this.#state.held?.entry.broken;
    if (broken === "forbidden" || broken === "forked") this.#upkeep.noteBroken();
    await this.#tellRest();
    await this.#learn();
  }

  async #process(held: HeldGroup | undefined) {
    const window = await this.#host.sync.loaded();
    if (held === undefined || window === undefined) return { value: undefined };
    const { standing, broken, cursor } = held.entry;
    if (standing !== "member" || broken !== undefined || cursor >= window.toSeq) return { value: undefined };
    const toSeq = Math.min(window.toSeq, cursor + BATCH);
    const records = await this.#host.sync.stored(cursor + 1, toSeq + 1, BATCH);
    if (records[0]?.seq !== cursor + 1) return { value: undefined };
    const isRevoked = (member: Parameters<GroupUpkeep["isRevoked"]>[0], atMs: number) =>
      this.#upkeep.isRevoked(member, atMs);
    const outcome = await processRecords(held, records, { ...this.#deps, isRevoked, sealedHere: this.#sealedHere });
    // The keychain takes a key twice without harm; the other way round a crash would lose it.
    if (outcome.keys.length > 0) await this.#deps.identity.keychain.append(outcome.keys);
    return { held: outcome.held, writes: outcome.writes, consumed: outcome.consumed, value: outcome };
  }

  #tellProcessed({ records }: Processed): void {
    const opened = records.map(({ record, entry }) => openedRecord(record, entry));
    // Shown without being readable while this device was on its way in.
    const healed = opened.filter(({ record }) => record.seq <= this.#toldSeq && this.#unreadable.delete(record.seq));
    if (healed.length > 0) this.#tellChanged(healed);
    const fresh = opened.filter(({ record }) => record.seq > this.#toldSeq);
    if (fresh[0]?.record.seq === this.#toldSeq + 1) this.#tell(fresh);
  }

  #tellChanged(opened: readonly OpenedRecord[]): void {
    this.#deps.errands.run("note-texts", () => this.#texts.note(opened));
    this.#host.opened(opened, "changed", false);
  }

  /** What another program on this store processed, and what comes in while the group cannot open it. */
  async #tellRest(): Promise<void> {
    const window = await this.#host.sync.loaded();
    const held = this.#state.held;
    const isOpening = held?.entry.standing === "member" && held.entry.broken === undefined;
    const upTo = Math.min(window?.toSeq ?? 0, isOpening ? held.entry.cursor : Number.POSITIVE_INFINITY);
    while (window !== undefined && this.#toldSeq < upTo) {
      const from = Math.max(this.#toldSeq + 1, window.fromSeq);
      const records = await this.#host.sync.stored(from, Math.min(from + PAGE, upTo + 1), PAGE);
      if (records.length === 0) return;
      this.#toldSeq = from - 1;
      this.#tell(await this.#read(records));
    }
  }

  #tell(opened: readonly OpenedRecord[]): void {
    this.#toldSeq = opened.at(-1)?.record.seq ?? this.#toldSeq;
    this.#noteUnreadable(opened);
    this.#deps.errands.run("note-texts", () => this.#texts.note(opened));
    this.#host.opened(opened, "newer", false);
  }

  #noteUnreadable(opened: readonly OpenedRecord[]): void {
    for (const { record, content } of opened)
      if (content.kind === "undecryptable" && content.reason !== "tampered")
        this.#unreadable.set(record.seq, content.reason);
  }

  async #read(records: readonly RoomRecord[]): Promise<readonly OpenedRecord[]> {
    const entry = this.#state.held?.entry;
    const joinedSeq = entry?.standing === "member" ? entry.joinedSeq : undefined;
    const batchOpened = () => this.#deps.errands.run("heal", () => this.heal());
    const opened = await this.#reading.run(() => readOpened(records, joinedSeq, { ...this.#deps, batchOpened }));
    this.#noteUnreadable(opened);
    await this.#texts.note(opened);
    return opened;
  }

  #reader(): RecordReader {
    const { sync } = this.#host;
    return {
      // What is asked for is what can be read once this device is in and has taken in all there is.
      open: async (lastSeq) => {
        await this.noteLastSeq(lastSeq);
        if (!(await this.#door.isIn())) await sync.open(lastSeq);
      },
      window: async () => {
        const window = await sync.loaded();
        // What is not processed yet is told when it is.
        return window && { ...window, toSeq: Math.max(window.fromSeq - 1, Math.min(window.toSeq, this.#toldSeq)) };
      },
      stored: async (fromSeq, beforeSeq, limit) => this.#read(await sync.stored(fromSeq, beforeSeq, limit)),
      extendBack: () => sync.extendBack(),
    };
  }

  async #describe({ name, topic }: { readonly name?: string; readonly topic?: string }): Promise<void> {
    const { entry } = (await this.#state.load()) ?? {};
    await this.#catchUp(await this.#host.describe(name ?? entry?.name ?? "", topic ?? entry?.topic ?? ""));
  }

  /** Tells the room what its members say of it; true when the group has changed since. */
  async #learn(): Promise<boolean> {
    const held = this.#state.held;
    if (held === undefined) return false;
    const { id } = this.#host;
    const { readSeq, kind } = this.#host.info();
    this.#mentions = await countMentions(this.#deps.store, id, readSeq);
    const { group, entry } = held;
    const { trouble } = this.#door;
    const people = group === undefined ? undefined : accountsOf(group.members);
    const other = kind === "direct" ? people?.find((account) => account !== this.#deps.account) : undefined;
    return this.#host.learn({
      name: entry.name,
      topic: entry.topic,
      unreadMentions: this.#mentions,
      ...(trouble !== undefined && { trouble }),
      ...(group !== undefined && {
        myRole: roleOf(group.extension, this.#deps.account),
        memberCount: accountsOf(group.members).length,
      }),
      ...(other !== undefined && { other }),
    });
  }
}
