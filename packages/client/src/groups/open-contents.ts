/** Contents of a room: opened with the group as it is, held to who the record says has sent them, and noted for what follows from them. */
import { contentHash, decodeMessageKey, importedContentKey } from "@warbler/crypto/content-key";
import { decodeLogHead, type LogHead } from "@warbler/crypto/identity";
import type { HeldKey } from "@warbler/crypto/keychain";
import { base64urlFromBytes, RECORD_KINDS } from "@warbler/protocol";
import type { Store } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { contentFromBytes, type RecordContent } from "../timeline/record-content.ts";
import { decodeEndToEnd, type WireEndToEnd } from "../wire/end-to-end.ts";
import { importWrites, isInBatch } from "./import-marks.ts";
import type { Intake } from "./intake.ts";
import { openMessage, type RoomGroup } from "./mls-group.ts";
import { openPart } from "./open-part.ts";
import { claimsOtherAuthor, describedBy, type OpenedEntry, SILENT } from "./opened-entry.ts";
import { effectWrites } from "./room-marks.ts";
import type { GroupMember } from "./roster.ts";
import { type SealedEntry, sealedFromBytes, sealedKey } from "./sealed-entry.ts";

export class ContentOpener {
  readonly #intake: Intake;
  /** Of batches from another system, by the hash that their messages name. */
  readonly #batchKeys = new Map<string, HeldKey>();

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  async open(record: RoomRecord, group: RoomGroup): Promise<OpenedEntry> {
    const wire = decodeEndToEnd(record.content);
    if (wire === undefined || record.device === undefined)
      return this.#intake.tampered(record, "a content without its parts");
    if (record.imported !== wire.batch.length > 0)
      this.#intake.alarm("content-mismatch", record, "marked by the server as brought in, or not, against what it is");
    if (wire.batch.length > 0) return this.#imported(record, wire);
    const { mls, content: part } = wire;
    const hash = contentHash(part);
    const entry = this.#isOwn(record)
      ? await this.#ownContent(record, part)
      : await this.#othersContent(record, group, { mls, part, hash });
    if (entry.kind === "content" && claimsOtherAuthor(entry.content)) {
      this.#intake.alarm("group-forbidden", record, "a message in another's name that no batch brought in");
      return SILENT;
    }
    const { name, topic, describedSeq } = this.#intake.held.entry;
    if (entry.kind === "content") this.#note(record, entry, hash);
    const described = describedBy(record, entry);
    // Said again for those who came in since.
    const isAgain = described?.name === name && described.topic === topic && describedSeq > 0;
    return isAgain ? SILENT : entry;
  }

  /** No ratchet opens what oneself sent; the key was kept for this moment. */
  async #ownContent(record: RoomRecord, part: Uint8Array): Promise<OpenedEntry> {
    const bytes = await this.#intake.deps.store.read(sealedKey(record.message));
    const sealed = bytes && sealedFromBytes(bytes);
    // The store was set back to an old copy: its ratchet has been further than that.
    if (sealed === undefined) return this.#intake.break("lost", record, "what this device has said");
    if (!equalBytes(part, sealed.part))
      return this.#intake.tampered(record, "another ciphertext than this device sent");
    this.#intake.writes.push({ key: sealedKey(record.message), value: undefined });
    // It is the very part that this device made of this content.
    return this.#said(record, sealed.contentKey, sealed.content);
  }

  async #othersContent(
    record: RoomRecord,
    group: RoomGroup,
    { mls, part, hash }: { readonly mls: Uint8Array; readonly part: Uint8Array; readonly hash: Uint8Array },
  ): Promise<OpenedEntry> {
    const result = await openMessage(this.#intake.deps.mls, group, mls);
    if (!result.ok) {
      const { reason, detail } = result.refusal;
      if (reason === "stale-epoch" || reason === "future-epoch") {
        this.#intake.alarm("group-forked", record, `a message of another epoch than ${group.epoch}`);
        return this.#intake.missing();
      }
      return this.#intake.tampered(record, `a message of this group, got ${reason}: ${detail}`);
    }
    const { sender, data, authenticatedData, consumed } = result.value;
    this.#intake.consumed.push(...consumed);
    this.#intake.held = { ...this.#intake.held, group: result.value.group };
    if (sender.account !== record.author || sender.device !== record.device)
      return this.#intake.tampered(record, "a message by another sender than the record names");
    const key = decodeMessageKey(data);
    if (key?.message !== record.message || !equalBytes(key.contentHash, hash))
      return this.#intake.tampered(record, "a key of another message or ciphertext");
    if (await this.#intake.isRevoked(sender, record)) return this.#byRevoked(record);
    await this.#noteLog(sender, decodeLogHead(authenticatedData));
    return this.#opened(record, { contentKey: key.contentKey, part }, sender.signatureKey);
  }

  /** Whoever said this had so much of the identity log, and so had the server by then. */
  async #noteLog(sender: GroupMember, head: LogHead | undefined): Promise<void> {
    if (head === undefined || !(await this.#intake.deps.identity.membership.noteGossip(sender, head))) return;
    const { entry } = this.#intake.held;
    this.#intake.held = { ...this.#intake.held, entry: { ...entry, logSize: Math.max(entry.logSize, head.size) } };
  }

  #byRevoked(record: RoomRecord): OpenedEntry {
    this.#intake.alarm("device-unlisted", record, "a message from a device that its account had revoked");
    return SILENT;
  }

  #isOwn({ author, device }: RoomRecord): boolean {
    return author === this.#intake.deps.account && device === this.#intake.deps.device;
  }

  /** Came with a batch whose record carries the key. Its sender is held to the group as it is, like any other. */
  async #imported(record: RoomRecord, { batch, content: part }: WireEndToEnd): Promise<OpenedEntry> {
    const sender = this.#intake.held.group?.members.find(
      ({ account, device }) => account === record.author && device === record.device,
    );
    if (sender === undefined) return this.#intake.tampered(record, "an imported message by a device of the group");
    if (this.#intake.roleOf(record.author) === "member") {
      this.#intake.alarm("group-forbidden", record, "messages brought in by someone who may not");
      return SILENT;
    }
    if (await this.#intake.isRevoked(sender, record)) return this.#byRevoked(record);
    const { sealedHere } = this.#intake.deps;
    const sealed = sealedHere.get(record.message);
    sealedHere.delete(record.message);
    if (sealed !== undefined && this.#isOwn(record) && equalBytes(part, sealed.part))
      return this.#said(record, sealed.contentKey, sealed.content);
    const isListed = await isInBatch(this.#storeWithWrites(), { room: record.room, batch, part });
    if (isListed === undefined) return this.#intake.missing();
    if (!isListed) return this.#intake.tampered(record, "an imported message that the record of its batch names");
    const key = await this.#batchKey(batch);
    if (key?.room !== record.room || key.author !== record.author) return this.#intake.missing();
    const { room, author, message, kind } = record;
    const header = { room, author, device: sender.device, message, kind };
    const contentKey = importedContentKey(key.contentKey, header);
    const content = await openPart(record, { contentKey, part, verifyingKey: sender.signatureKey });
    return content === undefined
      ? this.#intake.tampered(record, "an imported message that its sender made and signed")
      : this.#said(record, contentKey, content);
  }

  /** The store as it will be once this step is stored. */
  #storeWithWrites(): Pick<Store, "read"> {
    return {
      read: async (key) =>
        this.#intake.writes.findLast((write) => write.key === key)?.value ?? this.#intake.deps.store.read(key),
    };
  }

  async #batchKey(hash: Uint8Array): Promise<HeldKey | undefined> {
    const name = base64urlFromBytes(hash);
    const key = this.#batchKeys.get(name) ?? (await this.#intake.deps.identity.keychain.find([hash])).get(name);
    if (key !== undefined) this.#batchKeys.set(name, key);
    return key;
  }

  async #opened(
    record: RoomRecord,
    { contentKey, part }: Pick<SealedEntry, "contentKey" | "part">,
    verifyingKey: Uint8Array,
  ): Promise<OpenedEntry> {
    const content = await openPart(record, { contentKey, part, verifyingKey });
    if (content === undefined) return this.#intake.tampered(record, "a ciphertext that its author made and signed");
    return this.#said(record, contentKey, content);
  }

  #said(record: RoomRecord, contentKey: Uint8Array, content: Uint8Array): OpenedEntry {
    const authorRole = this.#intake.roleOf(record.author);
    const entry: OpenedEntry = { kind: "content", contentKey, content, authorRole };
    if (authorRole !== "member") return entry;
    const isImport = record.kind === RECORD_KINDS.import;
    if (!isImport && describedBy(record, entry) === undefined) return entry;
    const what = isImport ? "messages brought in" : "name and topic given";
    this.#intake.alarm("group-forbidden", record, `${what} by someone who may not`);
    return SILENT;
  }

  /** Whatever follows from a content that was opened: what the keychain gets, the room's name, mentions and pins. */
  #note(record: RoomRecord, entry: OpenedEntry & { readonly kind: "content" }, hash: Uint8Array<ArrayBuffer>): void {
    const { message, author, room } = record;
    const contentKey = new Uint8Array(entry.contentKey);
    const key = { room, message, author, contentHash: hash, contentKey };
    this.#intake.keys.push(key);
    if (record.kind === RECORD_KINDS.import) {
      this.#batchKeys.set(base64urlFromBytes(hash), key);
      this.#intake.writes.push(...importWrites(record, entry.content));
    }
    const described = describedBy(record, entry);
    if (described !== undefined && record.seq > this.#intake.held.entry.describedSeq)
      this.#intake.held = {
        ...this.#intake.held,
        entry: { ...this.#intake.held.entry, ...described, describedSeq: record.seq },
      };
    const said: RecordContent = contentFromBytes(entry.content, record.kind);
    this.#intake.writes.push(...effectWrites(record, said, this.#intake.deps.account));
  }
}
