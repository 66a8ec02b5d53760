/**
 * The engine of one end-to-end room: it takes in every record in its order, exactly once, and keeps the group, the contents
 * and the place reached together in the store. What it sends is stored before it goes out, with the keys it used up.
 */
import type { AccountId, MessageId, RoomRole } from "@warbler/protocol";
import type { ErasureReach } from "../erasures/erasure-reach.ts";
import { WarblerError } from "../errors.ts";
import type { OutboxEntry } from "../outbox/outbox-entry.ts";
import type { EndToEndRoom, EngineHost, NewGroupRoom } from "../rooms/end-to-end-room.ts";
import type { RecordReader } from "../rooms/record-reader.ts";
import type { ImportSource, RoomImport } from "../rooms/room-import.ts";
import type { RoomMembership } from "../rooms/room-membership.ts";
import type { UnconfirmedGroup } from "../rooms/room-trouble.ts";
import type { FoundTexts, TextSearch } from "../search/search-messages.ts";
import { Lane } from "../sync/lane.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { Arrival } from "../sync/room-sync.ts";
import type { WireSent } from "../wire/server-frame.ts";
import { type BeginRoomDeps, beginAbandoned, beginRoom } from "./begin-room.ts";
import { destroyInRoom } from "./destroy-in-room.ts";
import { editsOf } from "./effects-of.ts";
import { EngineState } from "./engine-state.ts";
import { findName } from "./find-name.ts";
import { GroupCommits } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import { GroupDoor } from "./group-door.ts";
import { groupMembership } from "./group-membership.ts";
import { GroupUpkeep } from "./group-upkeep.ts";
import type { HeldGroup } from "./held-group.ts";
import { openImport } from "./import-history.ts";
import type { SealedHere } from "./intake.ts";
import { Naming } from "./naming.ts";
import { processRecords } from "./process-records.ts";
import { Returning } from "./returning.ts";
import { roomFacts } from "./room-facts.ts";
import { countMentions, forgetMentions, pinsOf } from "./room-marks.ts";
import { RoomTeller } from "./room-teller.ts";
import { accountsOf, roleOf } from "./roster.ts";
import { sealedKey } from "./sealed-entry.ts";
import { termsOf } from "./search/message-index.ts";
import { RoomTexts } from "./search/room-texts.ts";
import { prepareContent, sendContent } from "./send-content.ts";

/** Records taken in with one write. */
const BATCH = 64;

export class RoomEngine implements EndToEndRoom {
  readonly membership: RoomMembership;
  readonly records: RecordReader;
  readonly #host: EngineHost;
  readonly #deps: GroupDeps;
  readonly #state: EngineState;
  readonly #commits: GroupCommits;
  readonly #upkeep: GroupUpkeep;
  readonly #door: GroupDoor;
  readonly #beginning: BeginRoomDeps;
  readonly #returning: Returning;
  readonly #naming: Naming;
  readonly #texts: RoomTexts;
  readonly #reading = new Lane();
  readonly #teller: RoomTeller;
  readonly #sealedHere = new Map<MessageId, SealedHere>();
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
    const batchOpened = () => deps.errands.run("heal", () => this.heal());
    const telling = { host, state: this.#state, texts: this.#texts, reading: this.#reading, batchOpened };
    this.#teller = new RoomTeller({ ...deps, ...telling });
    const catchUp = (seq?: number) => this.#catchUp(seq);
    this.#commits = new GroupCommits({ ...deps, state: this.#state, catchUp });
    this.#upkeep = new GroupUpkeep({ ...deps, state: this.#state, commits: this.#commits });
    const groupMissing = () => beginAbandoned(this.#beginning);
    this.#door = new GroupDoor({ ...deps, host, state: this.#state, commits: this.#commits, groupMissing });
    const describe = (change: { readonly name?: string; readonly topic?: string }) => this.#describe(change);
    const adding = { ...deps, state: this.#state, commits: this.#commits, describe };
    this.#beginning = { ...adding, host };
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
    await beginRoom(room, this.#beginning);
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

  async editsOf(seq: number): Promise<readonly number[]> {
    await this.#catchUp();
    return [...(await editsOf(this.#host.id, seq, this.#deps.store))];
  }

  async destroy(reach: ErasureReach): Promise<void> {
    await destroyInRoom(reach, {
      ...this.#deps,
      host: this.#host,
      state: this.#state,
      reading: this.#reading,
      forget: (message) => this.#sealedHere.delete(message),
      read: (records) => this.#teller.read(records),
    });
    await this.#learn();
  }

  /** Keys came, or this device came in: what could not be read may be readable now, or is known never to be. */
  async heal(): Promise<void> {
    await this.#teller.tellHealed();
    if (await findName(this.#host, this.#state, this.#deps)) await this.#learn();
  }

  /** Resolves when this engine leaves the group alone: another one takes its place. */
  close(): Promise<void> {
    return this.#state.close();
  }

  noteListsChanged(accounts: readonly AccountId[]): void {
    this.#deps.errands.run("note-revocations", () => this.#noteRevocations());
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
    await this.#teller.load(await this.#state.load());
    await this.#learn();
  }

  /** After that everything of the room is looked at again with what this device can open now. */
  async #enter(): Promise<void> {
    if (await this.#door.enter()) await this.heal();
    await this.#learn();
  }

  /** Every record is held from where this device came in. */
  async #hold(lastSeq: number): Promise<void> {
    const entry = this.#state.held?.entry;
    if (entry?.standing !== "member" || !this.#deps.isOnline()) return;
    const fromSeq = Math.max(1, entry.joinedSeq);
    // The record that begins the room may not be there yet.
    if (lastSeq < fromSeq) return;
    if ((await this.#host.sync.loaded()) !== undefined) return this.#reachBackTo(entry.cursor + 1);
    this.#teller.beginAfter(fromSeq - 1);
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
    await this.#noteRevocations();
  }

  /** Once a revocation is known, the room is taken in to its end: whatever the device says beyond that, it says too late. */
  async #noteRevocations(): Promise<void> {
    const { identity, isOnline } = this.#deps;
    const { group, entry } = this.#state.held ?? {};
    if (group === undefined || entry === undefined || entry.broken !== undefined || !isOnline()) return;
    if ((await identity.membership.lastRevocation(accountsOf(group.members))) <= entry.logSize) return;
    const { size: logSize } = await identity.membership.logHead();
    if (!(await this.#reachEnd())) return;
    await this.#state.step(async (held) => {
      if (held?.group === undefined || held.entry.logSize >= logSize) return { value: undefined };
      return { held: { ...held, entry: { ...held.entry, logSize } }, value: undefined };
    });
  }

  /** Takes in all that the server has by now; false where it cannot be asked. */
  async #reachEnd(): Promise<boolean> {
    const { sync } = this.#host;
    if ((await sync.loaded()) === undefined) return false;
    try {
      while (await sync.lookForMore()) await this.#takeIn();
    } catch (error) {
      if (error instanceof WarblerError) return false;
      throw error;
    }
    await this.#takeIn();
    return true;
  }

  /** Processes what is held above the cursor and tells what came of it. */
  async #takeIn(): Promise<void> {
    for (;;) {
      const outcome = await this.#state.step(async (held) => this.#process(held));
      if (outcome === undefined) break;
      this.#state.noteAdopted(outcome.adopted);
      this.#teller.tellProcessed(outcome);
      if (outcome.followed) this.#upkeep.noteFollowed();
      if (outcome.moved) this.#upkeep.start();
      if (outcome.moved) this.#returning.start();
      if (outcome.moved) this.#naming.start();
      if (outcome.records.length === 0) break;
    }
    const broken = this.#state.held?.entry.broken;
    if (broken === "forbidden" || broken === "forked") this.#upkeep.noteBroken();
    await this.#teller.tellRest();
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
    const outcome = await processRecords(held, records, { ...this.#deps, sealedHere: this.#sealedHere });
    // The keychain takes a key twice without harm; the other way round a crash would lose it.
    if (outcome.keys.length > 0) await this.#deps.identity.keychain.append(outcome.keys);
    return { held: outcome.held, writes: outcome.writes, consumed: outcome.consumed, value: outcome };
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
        return (
          window && { ...window, toSeq: Math.max(window.fromSeq - 1, Math.min(window.toSeq, this.#teller.toldSeq)) }
        );
      },
      stored: async (fromSeq, beforeSeq, limit) => this.#teller.read(await sync.stored(fromSeq, beforeSeq, limit)),
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
    const { readSeq, kind } = this.#host.info();
    const unreadMentions = await countMentions(this.#deps.store, this.#host.id, readSeq);
    const { trouble } = this.#door;
    return this.#host.learn(roomFacts(held, { account: this.#deps.account, kind, unreadMentions, trouble }));
  }
}
