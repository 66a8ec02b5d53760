/**
 * Takes a room's records in, in their order, each once: handshakes move the group, contents are opened with it. Nothing is
 * stored here; what comes out is written in one go with the new cursor, so that a crash leaves all of it or nothing.
 */
import { contentHash, decodeMessageKey, importedContentKey } from "@warbler/crypto/content-key";
import { decodeLogHead } from "@warbler/crypto/identity";
import type { HeldKey } from "@warbler/crypto/keychain";
import { peekMessage, secretsOfGroup } from "@warbler/mls";
import { type AccountId, base64urlFromBytes, type MessageId, RECORD_KINDS, type RoomRole } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { contentFromBytes, type RecordContent } from "../timeline/record-content.ts";
import { decodeEndToEnd, type WireEndToEnd } from "../wire/end-to-end.ts";

import type { GroupDeps } from "./group-deps.ts";
import type { Breakage, GroupEntry } from "./group-entry.ts";
import { groupFromParts } from "./group-parts.ts";
import { isBeginning, resetFault } from "./group-reset.ts";
import { nextUpdateMs } from "./group-upkeep.ts";
import { type HeldGroup, knownIn } from "./held-group.ts";
import { importWrites, isInBatch } from "./import-marks.ts";
import { followCommit, leavingAccounts, noteProposal, openMessage, type RoomGroup } from "./mls-group.ts";
import { openPart } from "./open-part.ts";
import {
  bytesFromOpened,
  claimsOtherAuthor,
  describedBy,
  type OpenedEntry,
  openedKey,
  SILENT,
} from "./opened-entry.ts";
import { handshakeOf } from "./pending-entry.ts";
import { said } from "./room-events.ts";
import { effectWrites } from "./room-marks.ts";
import { type GroupMember, roleOf } from "./roster.ts";
import { type SealedEntry, sealedFromBytes, sealedKey } from "./sealed-entry.ts";

export interface Processed {
  readonly held: HeldGroup;
  readonly records: readonly { readonly record: RoomRecord; readonly entry: OpenedEntry }[];
  readonly writes: readonly StoreWrite[];
  /** For the keychain, before the writes. */
  readonly keys: readonly HeldKey[];
  /** Secrets, after the writes. */
  readonly consumed: readonly Uint8Array[];
  /** Own commits that came back. */
  readonly adopted: readonly Uint8Array[];
  /** Somebody else's commit was taken in. */
  readonly followed: boolean;
  /** The group, or what waits to be committed, is another now. */
  readonly moved: boolean;
}

export interface ProcessDeps
  extends Pick<GroupDeps, "account" | "device" | "mls" | "identity" | "store" | "platform" | "logger" | "alarm"> {
  /** Whether the device was known to be revoked before that time. */
  readonly isRevoked: (member: GroupMember, atMs: number) => boolean;
  /** What this run of the program encrypted of an import, until it comes back: the same bytes need not be opened again. */
  readonly sealedHere: Map<MessageId, SealedHere>;
}
export type SealedHere = Pick<SealedEntry, "contentKey" | "part" | "content">;
type Deps = ProcessDeps;

/** The clock of whoever revokes a device and the server's differ by minutes. */
const MOST_APART_MS = 10 * 60_000;

const CONTENT_KINDS: ReadonlySet<number> = new Set([
  RECORD_KINDS.message,
  RECORD_KINDS.edit,
  RECORD_KINDS.recall,
  RECORD_KINDS.reaction,
  RECORD_KINDS.pin,
  RECORD_KINDS.describe,
  RECORD_KINDS.import,
]);

export function isContentKind(kind: number): boolean {
  return CONTENT_KINDS.has(kind);
}

/** Stops behind a record that breaks the group or takes this device out of it. */
export async function processRecords(held: HeldGroup, records: readonly RoomRecord[], deps: Deps): Promise<Processed> {
  const batch = new Batch(held, deps);
  for (const record of records) {
    await batch.take(record);
    const { entry } = batch.held;
    if (entry.standing !== "member" || entry.broken !== undefined) break;
  }
  return batch.done();
}

class Batch {
  readonly #deps: Deps;
  readonly #taken: { readonly record: RoomRecord; readonly entry: OpenedEntry }[] = [];
  readonly #writes: StoreWrite[] = [];
  readonly #keys: HeldKey[] = [];
  /** Of batches from another system, by the hash that their messages name. */
  readonly #batchKeys = new Map<string, HeldKey>();
  readonly #consumed: Uint8Array[] = [];
  readonly #adopted: Uint8Array[] = [];
  #followed = false;
  #moved = false;
  held: HeldGroup;

  constructor(held: HeldGroup, deps: Deps) {
    this.held = held;
    this.#deps = deps;
  }

  async take(record: RoomRecord): Promise<void> {
    const entry = await this.#open(record);
    // A record that breaks the group stays to be processed by the group that heals it.
    const { broken } = this.held.entry;
    if (broken !== undefined && broken !== "replaced") return;
    this.#taken.push({ record, entry });
    this.#writes.push({ key: openedKey(record.room, record.seq), value: bytesFromOpened(entry) });
    const latestAtMs = Math.max(this.held.entry.latestAtMs, record.atMs);
    this.held = { ...this.held, entry: { ...this.held.entry, cursor: record.seq, latestAtMs } };
  }

  done(): Processed {
    return {
      held: this.held,
      records: this.#taken,
      writes: this.#writes,
      keys: this.#keys,
      consumed: this.#consumed,
      adopted: this.#adopted,
      followed: this.#followed,
      moved: this.#moved,
    };
  }

  async #open(record: RoomRecord): Promise<OpenedEntry> {
    if (record.kind === RECORD_KINDS.handshake) return this.#handshake(record);
    const { group } = this.held;
    if (group === undefined) return this.#break("lost", record, "the keys of the group's epoch");
    if (record.erased) return SILENT;
    if (record.kind === RECORD_KINDS.proposal) return this.#proposal(record, group);
    return isContentKind(record.kind) ? this.#content(record, group) : SILENT;
  }

  async #handshake(record: RoomRecord): Promise<OpenedEntry> {
    this.#moved = true;
    const { pending, entry } = this.held;
    if (pending !== undefined && equalBytes(record.content, handshakeOf(pending))) return this.#adopt(record);
    if (this.held.group === undefined) return this.#break("lost", record, "the commit that brought this device in");
    // Whoever made it was erased, or the month was: what came after cannot be followed from here.
    if (record.erased) return this.#break("lost", record, "a handshake that was not erased");
    if (isBeginning(record.content)) return this.#reset(this.held.group, record);
    // Others could write this device's own leaf into an encrypted one, which nothing here could open (RFC 9420 §6.3.2).
    if (!isPublic(record.content)) return this.#break("forked", record, "a handshake that everyone can check");
    const result = await followCommit(this.#deps.mls, this.held.group, record.content);
    if (!result.ok) {
      const { reason, detail } = result.refusal;
      if (reason === "own-message") return this.#break("lost", record, "a commit of this device that it does not know");
      if (reason === "not-listed")
        this.#alarm("device-unlisted", record, "a device in the group that no account has listed");
      const isForbidden = reason === "forbidden" || reason === "not-listed";
      return this.#break(isForbidden ? "forbidden" : "forked", record, detail);
    }
    const { group, events, committer, consumed, isFromOutside } = result.value;
    if (committer.account !== record.author || committer.device !== record.device)
      return this.#break("forked", record, "a commit by another member than the record names");
    if (await this.#isTooLate(committer, record)) {
      this.#alarm("device-unlisted", record, "a commit by a device that its account had revoked");
      return this.#break("forbidden", record, "a commit by a revoked device");
    }
    this.#consumed.push(...consumed);
    this.#followed = true;
    if (group === undefined) {
      this.held = { entry: { ...entry, standing: "outside" }, group: undefined, pending: undefined };
      return { kind: "events", events };
    }
    const waiting = leavingAccounts(this.held.group.state.waiting, this.held.group);
    const after = peopleAfter({ ...entry, leaving: [...entry.leaving, ...waiting] }, group);
    const unnamedSeq = isFromOutside ? record.seq : entry.unnamedSeq;
    // A reset is of the room and not of an epoch: it stands behind whatever came before it.
    const left = pending?.kind === "reset" ? pending : undefined;
    this.held = { entry: { ...entry, ...after, epoch: group.epoch, unnamedSeq }, group, pending: left };
    return { kind: "events", events };
  }

  /** A commit is followed long after it was made; one that came after its maker was revoked is the server's doing. */
  async #isTooLate({ account, device }: GroupMember, { atMs }: RoomRecord): Promise<boolean> {
    const revokedAtMs = await this.#deps.identity.membership.revokedAtMs(account, device);
    return revokedAtMs !== undefined && Math.max(this.held.entry.latestAtMs, atMs) > revokedAtMs + MOST_APART_MS;
  }

  /** The room's group was begun anew: this one ends here, and somebody brings this device into the next. */
  async #reset(group: RoomGroup, record: RoomRecord): Promise<OpenedEntry> {
    const fault = await resetFault(this.#deps.mls, { group, leaving: this.held.entry.leaving }, record);
    if (fault !== undefined) return this.#break("forbidden", record, fault);
    this.held = { ...this.held, entry: { ...this.held.entry, broken: "replaced" } };
    return { kind: "events", events: [said("reset", record.author)] };
  }

  /** Our own commit came back: the group it leads to, kept since before it was sent, is the group from here on. */
  #adopt(record: RoomRecord): OpenedEntry {
    const { pending, entry } = this.held;
    const group = pending && groupFromParts(this.#deps.mls.provider, pending);
    if (pending === undefined || group === undefined) return this.#break("lost", record, "the stored commit");
    this.#adopted.push(record.content);
    // Stored and read again, it shares nothing with the one before.
    if (this.held.group !== undefined) this.#consumed.push(...secretsOfGroup(this.held.group.state));
    const { generation, epoch } = group;
    const updateDueMs = nextUpdateMs(group, this.#deps.platform.nowMs());
    const before = pending.kind === "reset" ? { leaving: [], returning: whoWereIn(this.held) } : entry;
    const after = peopleAfter(before, group);
    this.held = {
      entry: { ...entry, ...after, standing: "member", generation, epoch, updateDueMs },
      group,
      pending: undefined,
    };
    return { kind: "events", events: pending.events };
  }

  async #proposal(record: RoomRecord, group: RoomGroup): Promise<OpenedEntry> {
    if (!isPublic(record.content)) return SILENT;
    const noted = await noteProposal(this.#deps.mls, group, record.content);
    // One that cannot be taken up forces nobody to anything.
    if (noted.ok) this.held = { ...this.held, group: noted.value };
    // This device asked to leave: it is out, whether or not it heard the answer.
    else if (noted.refusal.reason === "own-message")
      this.held = { entry: { ...this.held.entry, standing: "outside" }, group: undefined, pending: undefined };
    this.#moved = true;
    return SILENT;
  }

  async #content(record: RoomRecord, group: RoomGroup): Promise<OpenedEntry> {
    const wire = decodeEndToEnd(record.content);
    if (wire === undefined || record.device === undefined) return this.#tampered(record, "a content without its parts");
    if (record.imported !== wire.batch.length > 0)
      this.#alarm("content-mismatch", record, "marked by the server as brought in, or not, against what it is");
    if (wire.batch.length > 0) return this.#imported(record, wire);
    const { mls, content: part } = wire;
    const hash = contentHash(part);
    const entry = this.#isOwn(record)
      ? await this.#ownContent(record, part)
      : await this.#othersContent(record, group, { mls, part, hash });
    if (entry.kind === "content" && claimsOtherAuthor(entry.content)) {
      this.#alarm("group-forbidden", record, "a message in another's name that no batch brought in");
      return SILENT;
    }
    const { name, topic, describedSeq } = this.held.entry;
    if (entry.kind === "content") this.#note(record, entry, hash);
    const described = describedBy(record, entry);
    // Said again for those who came in since.
    const isAgain = described?.name === name && described.topic === topic && describedSeq > 0;
    return isAgain ? SILENT : entry;
  }

  /** No ratchet opens what oneself sent; the key was kept for this moment. */
  async #ownContent(record: RoomRecord, part: Uint8Array): Promise<OpenedEntry> {
    const bytes = await this.#deps.store.read(sealedKey(record.message));
    const sealed = bytes && sealedFromBytes(bytes);
    // The store was set back to an old copy: its ratchet has been further than that.
    if (sealed === undefined) return this.#break("lost", record, "what this device has said");
    if (!equalBytes(part, sealed.part)) return this.#tampered(record, "another ciphertext than this device sent");
    this.#writes.push({ key: sealedKey(record.message), value: undefined });
    // It is the very part that this device made of this content.
    return this.#said(record, sealed.contentKey, sealed.content);
  }

  async #othersContent(
    record: RoomRecord,
    group: RoomGroup,
    { mls, part, hash }: { readonly mls: Uint8Array; readonly part: Uint8Array; readonly hash: Uint8Array },
  ): Promise<OpenedEntry> {
    const result = await openMessage(this.#deps.mls, group, mls);
    if (!result.ok) {
      const { reason, detail } = result.refusal;
      if (reason === "stale-epoch" || reason === "future-epoch") {
        this.#alarm("group-forked", record, `a message of another epoch than ${group.epoch}`);
        return this.#missing();
      }
      return this.#tampered(record, `a message of this group, got ${reason}: ${detail}`);
    }
    const { sender, data, authenticatedData, consumed } = result.value;
    this.#consumed.push(...consumed);
    this.held = { ...this.held, group: result.value.group };
    if (sender.account !== record.author || sender.device !== record.device)
      return this.#tampered(record, "a message by another sender than the record names");
    const key = decodeMessageKey(data);
    if (key?.message !== record.message || !equalBytes(key.contentHash, hash))
      return this.#tampered(record, "a key of another message or ciphertext");
    const head = decodeLogHead(authenticatedData);
    if (head !== undefined) await this.#deps.identity.membership.noteGossip(sender, head);
    if (this.#deps.isRevoked(sender, record.atMs))
      this.#alarm("device-unlisted", record, "a message from a device that its account has revoked");
    return this.#opened(record, { contentKey: key.contentKey, part }, sender.signatureKey);
  }

  #isOwn({ author, device }: RoomRecord): boolean {
    return author === this.#deps.account && device === this.#deps.device;
  }

  /** Came with a batch whose record carries the key. Its sender is held to the group as it is, like any other. */
  async #imported(record: RoomRecord, { batch, content: part }: WireEndToEnd): Promise<OpenedEntry> {
    const sender = this.held.group?.members.find(
      ({ account, device }) => account === record.author && device === record.device,
    );
    if (sender === undefined) return this.#tampered(record, "an imported message by a device of the group");
    if (this.#roleOf(record.author) === "member") {
      this.#alarm("group-forbidden", record, "messages brought in by someone who may not");
      return SILENT;
    }
    if (this.#deps.isRevoked(sender, record.atMs))
      this.#alarm("device-unlisted", record, "a message from a device that its account has revoked");
    const { sealedHere } = this.#deps;
    const sealed = sealedHere.get(record.message);
    sealedHere.delete(record.message);
    if (sealed !== undefined && this.#isOwn(record) && equalBytes(part, sealed.part))
      return this.#said(record, sealed.contentKey, sealed.content);
    const isListed = await isInBatch(this.#storeWithWrites(), { room: record.room, batch, part });
    if (isListed === undefined) return this.#missing();
    if (!isListed) return this.#tampered(record, "an imported message that the record of its batch names");
    const key = await this.#batchKey(batch);
    if (key?.room !== record.room || key.author !== record.author) return this.#missing();
    const { room, author, message, kind } = record;
    const header = { room, author, device: sender.device, message, kind };
    const contentKey = importedContentKey(key.contentKey, header);
    const content = await openPart(record, { contentKey, part, verifyingKey: sender.signatureKey });
    return content === undefined
      ? this.#tampered(record, "an imported message that its sender made and signed")
      : this.#said(record, contentKey, content);
  }

  /** The store as it will be once this step is stored. */
  #storeWithWrites(): Pick<Store, "read"> {
    return {
      read: async (key) => this.#writes.findLast((write) => write.key === key)?.value ?? this.#deps.store.read(key),
    };
  }

  async #batchKey(hash: Uint8Array): Promise<HeldKey | undefined> {
    const name = base64urlFromBytes(hash);
    const key = this.#batchKeys.get(name) ?? (await this.#deps.identity.keychain.find([hash])).get(name);
    if (key !== undefined) this.#batchKeys.set(name, key);
    return key;
  }

  async #opened(
    record: RoomRecord,
    { contentKey, part }: Pick<SealedEntry, "contentKey" | "part">,
    verifyingKey: Uint8Array,
  ): Promise<OpenedEntry> {
    const content = await openPart(record, { contentKey, part, verifyingKey });
    if (content === undefined) return this.#tampered(record, "a ciphertext that its author made and signed");
    return this.#said(record, contentKey, content);
  }

  #said(record: RoomRecord, contentKey: Uint8Array, content: Uint8Array): OpenedEntry {
    const authorRole = this.#roleOf(record.author);
    const entry: OpenedEntry = { kind: "content", contentKey, content, authorRole };
    if (authorRole !== "member") return entry;
    const isImport = record.kind === RECORD_KINDS.import;
    if (!isImport && describedBy(record, entry) === undefined) return entry;
    const what = isImport ? "messages brought in" : "name and topic given";
    this.#alarm("group-forbidden", record, `${what} by someone who may not`);
    return SILENT;
  }

  /** Whatever follows from a content that was opened: what the keychain gets, the room's name, mentions and pins. */
  #note(record: RoomRecord, entry: OpenedEntry & { readonly kind: "content" }, hash: Uint8Array<ArrayBuffer>): void {
    const { message, author, room } = record;
    const contentKey = new Uint8Array(entry.contentKey);
    const key = { room, message, author, contentHash: hash, contentKey };
    this.#keys.push(key);
    if (record.kind === RECORD_KINDS.import) {
      this.#batchKeys.set(base64urlFromBytes(hash), key);
      this.#writes.push(...importWrites(record, entry.content));
    }
    const described = describedBy(record, entry);
    if (described !== undefined && record.seq > this.held.entry.describedSeq)
      this.held = { ...this.held, entry: { ...this.held.entry, ...described, describedSeq: record.seq } };
    const said: RecordContent = contentFromBytes(entry.content, record.kind);
    this.#writes.push(...effectWrites(record, said, this.#deps.account));
  }

  #roleOf(account: AccountId): RoomRole {
    return this.held.group === undefined ? "member" : roleOf(this.held.group.extension, account);
  }

  #break(broken: Breakage, record: RoomRecord, detail: string): OpenedEntry {
    this.held = { ...this.held, entry: { ...this.held.entry, broken } };
    this.#deps.logger("group-broken", { room: record.room, seq: record.seq, broken, detail });
    const where = { room: record.room, seq: record.seq, account: record.author };
    if (broken !== "lost") this.#deps.alarm(broken === "forbidden" ? "group-forbidden" : "group-forked", where, detail);
    return this.#missing();
  }

  #missing(): OpenedEntry {
    return { kind: "undecryptable", reason: "key-missing", sinceMs: this.#deps.platform.nowMs() };
  }

  #tampered(record: RoomRecord, expected: string): OpenedEntry {
    this.#alarm("content-mismatch", record, `expected ${expected}`);
    return { kind: "undecryptable", reason: "tampered", sinceMs: this.#deps.platform.nowMs() };
  }

  #alarm(kind: Parameters<GroupDeps["alarm"]>[0], { room, seq }: RoomRecord, detail: string): void {
    this.#deps.alarm(kind, { room, seq }, detail);
  }
}

function isPublic(content: Uint8Array): boolean {
  const peeked = peekMessage(content);
  return peeked.ok && peeked.value.kind === "public";
}

/** Who is still to come back after a reset, and who is still to go. */
function peopleAfter(
  { returning, leaving }: Pick<GroupEntry, "returning" | "leaving">,
  { members }: RoomGroup,
): Pick<GroupEntry, "returning" | "leaving"> {
  const there = new Set(members.map(({ account }) => account));
  return {
    returning: returning.filter((account) => !there.has(account)),
    leaving: [...new Set(leaving)].filter((account) => there.has(account)),
  };
}

function whoWereIn(held: HeldGroup): readonly AccountId[] {
  return [...(knownIn(held)?.keys() ?? [])];
}
