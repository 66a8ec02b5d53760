/**
 * A room of a signed-in client: what it sends goes through the outbox, what it shows comes from checked records. Files and
 * proofs are loaded when they are first used.
 */
import { type AccountId, type AttachmentId, idFromDigest, type MessageId, type RoomRole } from "@warbler/protocol";
import { portableHasher } from "@warbler/transparency/room-chain";
import type { FileSink, FileSource } from "../attachments/source.ts";
import type { MessageProof } from "../audit/message-proof.ts";
import { Emitter } from "../emitter.ts";
import type { ErasureReach } from "../erasures/erasure-reach.ts";
import { WarblerError } from "../errors.ts";
import { EventQueue } from "../event-queue.ts";
import type { KeptMessage } from "../outbox/kept-files.ts";
import type { Sending } from "../outbox/sending.ts";
import type { NewReport } from "../reports/new-report.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { type Arrival, RoomSync } from "../sync/room-sync.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import type { Attachment, TimelineItem, TimelineMessage } from "../timeline/timeline-message.ts";
import type { WireRecords } from "../wire/records.ts";
import type { EndToEndRoom, RoomFacts } from "./end-to-end-room.ts";
import { ErasureWatch } from "./erasure-watch.ts";
import { laterRoom } from "./later-room.ts";
import { opened, sealedRecords } from "./record-reader.ts";
import type {
  DownloadOptions,
  Draft,
  HistoryOptions,
  Member,
  Room,
  RoomEvents,
  Upload,
  UploadOptions,
  UploadTicket,
} from "./room.ts";
import type { RoomDeps } from "./room-deps.ts";
import type { ImportSource, RoomImport } from "./room-import.ts";
import { infoFromAnswer, type RoomInfo } from "./room-info.ts";
import { type RoomMembership, type Roster, serverMembership } from "./room-membership.ts";
import { RoomSender } from "./room-sender.ts";
import { RoomTimeline } from "./room-timeline.ts";
import type { UnconfirmedGroup } from "./room-trouble.ts";

/** How long a room that one was just let into may take to tell its name. */
const NAMED_WITHIN_MS = 3_000;
/** For AES-256. */
const FILE_KEY_BYTES = 32;

export class LiveRoom implements Room {
  readonly #deps: RoomDeps;
  readonly #emitter: Emitter<RoomEvents>;
  readonly #sync: RoomSync;
  readonly #timeline: RoomTimeline;
  readonly #sender: RoomSender;
  /** Present in rooms at an end-to-end level. */
  readonly endToEnd: EndToEndRoom | undefined;
  readonly #membership: RoomMembership;
  readonly erasures: ErasureWatch;
  #info: RoomInfo;
  /** What the members know; it stands above the server's word. */
  #facts: Partial<RoomFacts> = {};
  /** Messages up to here are in the unread counts. */
  #countedSeq: number;
  #isLeft = false;

  constructor(info: RoomInfo, deps: RoomDeps) {
    this.#deps = deps;
    this.#info = info;
    this.#countedSeq = info.lastSeq;
    this.#emitter = new Emitter(deps.logger);
    this.#sync = this.#makeSync();
    this.erasures = new ErasureWatch({
      ...deps,
      room: info.id,
      isIn: () => !this.#isLeft,
      destroy: (reach) => this.endToEnd?.destroy(reach) ?? this.#destroy(reach.reaches),
    });
    this.endToEnd = info.level === "sealed" ? undefined : laterRoom(() => this.#enter());
    this.#membership =
      this.endToEnd?.membership ??
      serverMembership(info.id, { api: deps.api, update: (changed) => this.update(changed) });
    this.#timeline = this.#makeTimeline();
    this.#sender = new RoomSender({
      ...deps,
      room: info.id,
      endToEnd: info.level !== "sealed",
      myRole: () => this.myRole,
      newUpload: () => this.newUpload(),
      upload: (file, options) => this.upload(file, options),
      loaded: (id) => this.#timeline.loaded(id),
      message: (id) => this.#timeline.message(id),
    });
  }

  get id() {
    return this.#info.id;
  }
  get kind() {
    return this.#info.kind;
  }
  get level() {
    return this.#info.level;
  }
  get name() {
    return this.#facts.name ?? this.#info.name;
  }
  get topic() {
    return this.#facts.topic ?? this.#info.topic;
  }
  get myRole() {
    return this.#facts.myRole ?? this.#info.myRole;
  }
  get lastSeq() {
    return this.#info.lastSeq;
  }
  get readSeq() {
    return this.#info.readSeq;
  }
  get unread() {
    return this.#info.unread;
  }
  get unreadMentions() {
    return this.#facts.unreadMentions ?? this.#info.unreadMentions;
  }
  get memberCount() {
    return this.#facts.memberCount ?? this.#info.memberCount;
  }
  get createdAtMs() {
    return this.#info.createdAtMs;
  }
  get other() {
    return this.#facts.other ?? this.#info.other;
  }

  get trouble() {
    return this.#facts.trouble;
  }
  get predecessor() {
    return this.#info.predecessor;
  }
  get successor() {
    return this.#info.successor;
  }

  on<K extends keyof RoomEvents>(event: K, listener: (value: RoomEvents[K]) => void): () => void {
    // Whoever listens for messages follows the room from now on.
    if (event !== "typing" && event !== "read") this.#deps.errands.run("open", () => this.#timeline.open());
    return this.#emitter.on(event, listener);
  }

  send(message: string | Draft): Sending {
    return this.#sender.send(message);
  }
  /** A message whose files an earlier run did not bring up. */
  resumeFiles(kept: KeptMessage): void {
    this.#sender.resume(kept);
  }
  edit(message: MessageId, text: string): Sending {
    return this.#sender.edit(message, text);
  }
  recall(message: MessageId): Sending {
    return this.#sender.recall(message);
  }
  react(message: MessageId, emoji: string): Sending {
    return this.#sender.react(message, emoji, false);
  }
  unreact(message: MessageId, emoji: string): Sending {
    return this.#sender.react(message, emoji, true);
  }
  pin(message: MessageId): Sending {
    return this.#sender.pin(message, false);
  }
  unpin(message: MessageId): Sending {
    return this.#sender.pin(message, true);
  }

  history(options?: HistoryOptions): Promise<readonly TimelineMessage[]> {
    return this.#timeline.history(options);
  }
  items(options?: HistoryOptions): Promise<readonly TimelineItem[]> {
    return this.#timeline.items(options);
  }
  message(id: MessageId): Promise<TimelineMessage | undefined> {
    return this.#timeline.message(id);
  }

  async *timeline(
    options: { readonly signal?: AbortSignal; readonly limit?: number } = {},
  ): AsyncGenerator<TimelineMessage, void> {
    const { signal, limit } = options;
    const { fail } = this.#deps;
    const fresh = new EventQueue<TimelineMessage>(() => fail("overloaded", { detail: "the reader is too slow" }));
    const off = this.on("message", (message) => fresh.push(message));
    try {
      let shownSeq = 0;
      for (const message of await this.history(limit === undefined ? {} : { limit })) {
        yield message;
        shownSeq = message.seq;
      }
      for await (const message of fresh.read(this.#untilClosed(signal))) if (message.seq > shownSeq) yield message;
    } finally {
      off();
    }
  }

  async markRead(seq = this.#info.lastSeq): Promise<void> {
    await this.#deps.connection.request({ case: "markRead", value: { room: this.id, seq } }, "done");
    await this.#movedOwnCursor(seq);
  }

  async typing(typing: boolean): Promise<void> {
    await this.#deps.connection.request({ case: "setTyping", value: { room: this.id, typing } }, "done");
  }

  async members(): Promise<readonly Member[]> {
    return this.#named(await this.#membership.roster());
  }
  async add(accounts: readonly AccountId[]): Promise<readonly Member[]> {
    return this.#named(await this.#membership.add(accounts));
  }
  remove(account: AccountId): Promise<void> {
    return this.#membership.remove(account);
  }
  leave(): Promise<void> {
    return this.#membership.leave();
  }
  grantRole(account: AccountId, role: RoomRole): Promise<void> {
    return this.#membership.grantRole(account, role);
  }
  describe(change: { readonly name?: string; readonly topic?: string }): Promise<void> {
    return this.#membership.describe(change);
  }

  async bringIn(source: ImportSource): Promise<RoomImport> {
    return this.#members().bringIn(source);
  }
  async reset(): Promise<void> {
    await this.#members().repair();
  }
  async acceptGroup(shown: UnconfirmedGroup): Promise<void> {
    await this.#members().repair(shown);
  }

  async pins() {
    if (this.endToEnd !== undefined) return this.endToEnd.pins();
    return (await this.#deps.api.call("pins", undefined, { room: this.id })).pins;
  }

  async report(report: NewReport) {
    const { makeReport } = await import("../reports/make-report.ts");
    return makeReport(report, { ...this.#deps, room: this });
  }

  async readers() {
    const { readers } = await this.#deps.api.call("readers", undefined, { room: this.id });
    for (const { account, seq } of readers) await this.noteRead(account, seq);
    return readers;
  }

  async prove(message: MessageId): Promise<MessageProof> {
    const held = await this.#timeline.held(message);
    if (held === undefined) throw this.#deps.fail("not-found", { detail: "no such message in this room" });
    const { proveRecord } = await import("../audit/prove-message.ts");
    return proveRecord(held, { api: this.#deps.api, log: await this.#deps.log() });
  }

  newUpload(): UploadTicket {
    const { platform } = this.#deps;
    return { id: idFromDigest<AttachmentId>(platform.randomBytes(16)), key: platform.randomBytes(FILE_KEY_BYTES) };
  }

  async upload(file: FileSource, options: UploadOptions = {}): Promise<Upload> {
    const { ticket = this.newUpload(), keepMetadata = false } = options;
    const { stripMetadata, uploadFile } = await import("../attachments/index.ts");
    const { file: clean, removed } = keepMetadata ? { file, removed: [] } : await stripMetadata(file);
    const transfer = { ...options, signal: this.#untilClosed(options.signal) };
    return { attachment: await uploadFile(clean, ticket, { ...this.#deps, room: this.id }, transfer), removed };
  }

  async download(attachment: Attachment, sink: FileSink, options: DownloadOptions = {}): Promise<void> {
    const transfer = { ...options, signal: this.#untilClosed(options.signal) };
    const { downloadFile } = await import("../attachments/index.ts");
    await downloadFile(attachment, sink, { ...this.#deps, room: this.id }, transfer);
  }

  /** The account is not in the room any more. Who comes back gets another one of these. */
  async left(): Promise<void> {
    this.#isLeft = true;
    await this.endToEnd?.left();
  }

  /** The server's word on name, roles and counts. */
  update(info: RoomInfo): void {
    this.#countedSeq = Math.max(this.#countedSeq, info.lastSeq);
    this.#info = { ...info, lastSeq: Math.max(info.lastSeq, this.#info.lastSeq) };
  }

  /** Records that came unasked. */
  receive(records: WireRecords): Promise<void> {
    const lastSeq = records.records.reduce((most, { seq }) => Math.max(most, seq), this.#info.lastSeq);
    this.#info = { ...this.#info, lastSeq };
    return this.#sync.receive(records);
  }

  /** The server named its last record; a room that is held is brought up to it. */
  noteLastSeq(seq: number): Promise<void> {
    this.#info = { ...this.#info, lastSeq: Math.max(seq, this.#info.lastSeq) };
    return (this.endToEnd ?? this.#sync).noteLastSeq(seq);
  }

  /** Resolves when the room has the name that its members gave it, as far as this device can know or soon learn it. */
  async load(): Promise<void> {
    if (this.endToEnd === undefined) return;
    const { connection, platform, stop } = this.#deps;
    try {
      await this.endToEnd.records.window();
      if (this.name !== "" || this.kind === "direct" || connection.state !== "online") return;
      // It has just been let in, or is about to be.
      await Promise.race([this.endToEnd.wake(), platform.sleep(NAMED_WITHIN_MS, stop).catch(() => {})]);
    } catch (error) {
      // Such a room can still be listed by its id.
      if (!(error instanceof WarblerError)) throw error;
    }
  }

  noteSent(seq: number): Promise<void> {
    return this.#sync.noteSent(seq);
  }

  async noteRead(account: AccountId, seq: number): Promise<void> {
    this.#sender.noteRead(account, seq);
    if (account === this.#deps.account) await this.#movedOwnCursor(seq);
    await this.#timeline.noteRead(account, seq);
    this.#emitter.emit("read", { account, seq });
  }

  noteTyping(account: AccountId, typing: boolean): void {
    this.#emitter.emit("typing", { account, typing });
  }

  /** What only the members of an end-to-end room can do. */
  #members(): EndToEndRoom {
    if (this.endToEnd === undefined) throw this.#deps.fail("wrong-level");
    return this.endToEnd;
  }

  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    const { stop } = this.#deps;
    return signal === undefined ? stop : AbortSignal.any([stop, signal]);
  }

  async #enter(): Promise<EndToEndRoom> {
    const enter = await this.#deps.enterRoom();
    return enter({
      id: this.id,
      sync: this.#sync,
      info: () => this.#info,
      learn: (facts) => this.#learn(facts),
      describe: async (name, topic) => (await this.#sender.describe(name, topic).settled).seq,
      opened: (records, arrival, restarted) => this.#opened(records, arrival, restarted),
    });
  }

  #learn(facts: RoomFacts): boolean {
    const isNews = JSON.stringify(facts) !== JSON.stringify(this.#facts);
    this.#facts = facts;
    if (isNews) this.#deps.changed(this);
    return isNews;
  }

  #opened(records: readonly OpenedRecord[], arrival: Arrival, restarted: boolean): void {
    const { errands, outbox } = this.#deps;
    // It was sent, whether or not an ack came, and what it said is not kept for another try.
    for (const { record } of records)
      if (record.erased) errands.run("drop-erased", async () => outbox.sending(record.message)?.discard());
    this.#deps.errands.run("tell", () => this.#timeline.committed(records, arrival, restarted));
  }

  async #destroy(isMeant: ErasureReach["reaches"]): Promise<void> {
    const { destroyRecords } = await import("../sync/destroy-records.ts");
    const told = (records: readonly RoomRecord[]) => this.#opened(opened(records), "changed", false);
    await destroyRecords(this.id, { store: this.#deps.store, isMeant, sync: this.#sync, told });
  }

  #makeSync(): RoomSync {
    const { connection, errands } = this.#deps;
    return new RoomSync(this.id, {
      ...this.#deps,
      hasher: portableHasher,
      isOnline: () => connection.state === "online",
      fetch: (room, range, limit) => {
        const backwards = "beforeSeq" in range;
        return connection.request({ case: "fetch", value: { room, ...range, backwards, limit } }, "records");
      },
      keepsAll: this.#info.level !== "sealed",
      doubted: (seq) => this.erasures.doubt(seq),
      committed: (records, arrival, restarted) => {
        this.erasures.came(records);
        const room = this.endToEnd;
        if (room === undefined) this.#opened(opened(records), arrival, restarted);
        else errands.run("open", () => room.committed(records, arrival, restarted));
      },
    });
  }

  #makeTimeline(): RoomTimeline {
    const { connection, alarm } = this.#deps;
    return new RoomTimeline({
      ...this.#deps,
      room: this.id,
      records: this.endToEnd?.records ?? sealedRecords(this.#sync),
      isOnline: () => connection.state === "online",
      lastSeq: () => this.#info.lastSeq,
      roster: () => this.#roster(),
      tell: {
        message: (message) => this.#tellMessage(message),
        change: (message) => this.#emitter.emit("change", message),
        event: (event) => this.#emitter.emit("event", event),
        forbidden: (seq) =>
          alarm("forbidden-record", { room: this.id, seq }, "an edit or recall by someone who may not"),
        doubled: (seq) =>
          alarm("protocol-violation", { room: this.id, seq }, "a second record under the id of another message"),
      },
    });
  }

  #tellMessage(message: TimelineMessage): void {
    const { account } = this.#deps;
    // Counts of the server include what it had when it told them.
    if (message.seq > this.#countedSeq && message.author.id !== account && !message.imported) {
      const answered = message.replyTo === undefined ? undefined : this.#timeline.loaded(message.replyTo)?.author.id;
      const mentioned = message.mentionAll || message.mentions.includes(account) || answered === account;
      const { unread, unreadMentions } = this.#info;
      this.#info = { ...this.#info, unread: unread + 1, unreadMentions: unreadMentions + (mentioned ? 1 : 0) };
    }
    this.#countedSeq = Math.max(this.#countedSeq, message.seq);
    this.#info = { ...this.#info, lastSeq: Math.max(this.#info.lastSeq, message.seq) };
    this.#emitter.emit("message", message);
    this.#deps.told(this, message);
  }

  async #movedOwnCursor(seq: number): Promise<void> {
    if (seq <= this.#info.readSeq) return;
    this.#info = { ...this.#info, readSeq: seq };
    await this.endToEnd?.noteRead(seq);
    if (seq >= this.#info.lastSeq) this.#info = { ...this.#info, unread: 0, unreadMentions: 0 };
    // What is left unread above a cursor in the middle is the server's to count.
    else this.update(infoFromAnswer(await this.#deps.api.call("room", undefined, { room: this.id })));
    this.#deps.changed(this);
  }

  async #named(members: Roster): Promise<readonly Member[]> {
    const { people } = this.#deps;
    this.#timeline.noteRoster(new Map(members.map(({ account, role }) => [account, role])));
    await people.learn(members.map(({ account }) => account));
    return members.map(({ account, role, sinceMs }) => ({ ...people.authorOf(account), role, sinceMs }));
  }

  /** Empty where the server cannot be asked: then its word on who may recall is taken. */
  async #roster(): Promise<ReadonlyMap<AccountId, RoomRole>> {
    try {
      return new Map((await this.members()).map(({ id, role }) => [id, role]));
    } catch (error) {
      if (error instanceof WarblerError) return new Map();
      throw error;
    }
  }
}
