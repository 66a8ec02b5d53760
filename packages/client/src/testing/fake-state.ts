/** What the fake server knows: people, sessions, rooms and their records, kept by the rules of the real one. */

import { type VerifyingKey, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import type { Signer } from "@warbler/mls";
import { webProvider } from "@warbler/mls/web";
import {
  type AccessRecovery,
  type AccountId,
  type ApiParsed,
  type ApprovalId,
  type AttachmentId,
  base64urlFromBytes,
  bytesFromBase64url,
  canonicalFact,
  canonicalRecord,
  type DeviceAnswer,
  type DeviceId,
  type InvitationId,
  idFromDigest,
  isId,
  type MessageId,
  type OrgRole,
  type Person,
  type ProtectionLevel,
  RECORD_KINDS,
  type RoomAnswer,
  type RoomErasure,
  type RoomId,
  type RoomKind,
  type RoomRole,
  type SessionId,
} from "@warbler/protocol";
import {
  ContentSchema,
  create,
  fromBinary,
  RecordSchema,
  toBinary,
  type Record as WireRecord,
} from "@warbler/protocol/wire";
import { commitToFact, commitToRecord, portableHasher, roomChainStart } from "@warbler/transparency";
import { reachFromDetail } from "../erasures/erasure-reach.ts";
import type { Revocation } from "../identity/membership.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { FakeGroups, isSameContent } from "./fake-groups.ts";
import type { FakeIdentityLog } from "./fake-identity-log.ts";
import type { FakeLog } from "./fake-log.ts";
import { Refused } from "./refused.ts";

export { Refused };

export interface FakeSession {
  readonly id: SessionId;
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly startedAtMs: number;
}

/** A way back to somebody's account, with the token of its link. */
export interface FakeRecovery extends AccessRecovery {
  readonly token: string;
}
export interface FakePerson extends Person {
  password: string;
  /** Asked for beside the password, as an authenticator app would show it. */
  code?: string;
  readonly devices: Map<DeviceId, Pick<DeviceAnswer, "id" | "name" | "verifyingKey" | "addedAtMs">>;
}

export interface FakeRoom {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  name: string;
  topic: string;
  readonly createdAtMs: number;
  readonly roster: Map<AccountId, { role: RoomRole; readonly sinceMs: number }>;
  readonly records: WireRecord[];
  readonly cursors: Map<AccountId, number>;
  readonly pins: Map<number, { readonly seq: number; readonly by: AccountId; readonly atMs: number }>;
  /** As its members' devices are told of them, without the proofs. */
  readonly erasures: (Omit<RoomErasure, "proof"> & LogPlace)[];
  /** Devices that say they destroyed what they held, by the erasure's number. */
  readonly confirmed: Map<number, Set<DeviceId>>;
}
interface LogPlace {
  readonly leaf: number;
  readonly position: number;
}

export interface FakeFile {
  readonly room: RoomId;
  readonly sizeBytes: number;
  readonly chunkBytes: number;
  readonly chunks: Map<number, Uint8Array>;
}

export interface FakeInvitation {
  readonly id: InvitationId;
  readonly by: AccountId;
  readonly token: string;
  readonly role: OrgRole;
  readonly note: string;
  readonly rooms: readonly RoomId[];
  readonly createdAtMs: number;
  state: "open" | "accepted" | "withdrawn";
}

export interface ToAppend {
  readonly author: AccountId;
  readonly device?: DeviceId;
  readonly message?: MessageId;
  readonly kind: number;
  readonly content: Uint8Array;
  readonly imported?: boolean;
}

export class FakeState {
  readonly people = new Map<AccountId, FakePerson>();
  readonly rooms = new Map<RoomId, FakeRoom>();
  readonly sessions = new Map<string, FakeSession>();
  readonly stolenPasswords = new Set<string>();
  recoveries: readonly FakeRecovery[] = [];
  /** Whose password was right, and who owes a code, by ticket. */
  readonly halfIn = new Map<string, { readonly person: FakePerson; readonly device: ApiParsed<"signIn">["device"] }>();
  readonly invitations = new Map<InvitationId, FakeInvitation>();
  readonly files = new Map<AttachmentId, FakeFile>();
  readonly groups = new FakeGroups();
  /** Keys of devices, also of those that were removed. */
  readonly everListed = new Map<DeviceId, VerifyingKey>();
  readonly revocations = new Map<DeviceId, Revocation>();
  readonly log: FakeLog;
  /** Of everyone's devices. */
  readonly identity: FakeIdentityLog;
  /** What these people are shown in its stead. */
  readonly identityLies = new Map<AccountId, FakeIdentityLog>();
  readonly nowMs: () => number;
  organisation = "";
  setUpToken: string | undefined;
  readonly #random: (count: number) => Uint8Array;

  constructor(
    logs: { readonly log: FakeLog; readonly identity: FakeIdentityLog },
    nowMs: () => number,
    random: (count: number) => Uint8Array,
  ) {
    this.log = logs.log;
    this.identity = logs.identity;
    this.nowMs = nowMs;
    this.#random = random;
  }

  /** Signs the server's proposals to remove revoked devices. */
  async proposer(): Promise<Signer> {
    if (this.groups.proposer === undefined) {
      const provider = await webProvider(1);
      this.groups.proposer = await provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
    }
    return this.groups.proposer;
  }

  newToken(): string {
    return base64urlFromBytes(this.#random(32));
  }
  newAccount(): AccountId {
    return idFromDigest(this.#random(16));
  }
  newDevice(): DeviceId {
    return idFromDigest(this.#random(16));
  }
  newSession(): SessionId {
    return idFromDigest(this.#random(16));
  }
  newInvitation(): InvitationId {
    return idFromDigest(this.#random(16));
  }
  newApproval(): ApprovalId {
    return idFromDigest(this.#random(16));
  }
  newMessage(): MessageId {
    return idFromDigest(this.#random(16));
  }
  newRoom(): RoomId {
    return idFromDigest(this.#random(16));
  }

  /** Its key is known further on, for what it signed before. */
  forgetDevice(account: AccountId, device: DeviceId): void {
    const devices = this.people.get(account)?.devices;
    const key = verifyingKeyFromBytes(bytesFromBase64url(devices?.get(device)?.verifyingKey ?? "") ?? new Uint8Array());
    if (key !== undefined) this.everListed.set(device, key);
    this.revocations.set(device, { atMs: this.nowMs(), size: this.revocations.size + 1 });
    devices?.delete(device);
  }

  identityShownTo(account: AccountId | undefined): FakeIdentityLog {
    return (account && this.identityLies.get(account)) ?? this.identity;
  }

  /** The room, for a member of it. */
  roomFor(account: AccountId, room: string): FakeRoom {
    for (const one of this.rooms.values()) if (one.id === room && one.roster.has(account)) return one;
    throw new Refused("not-found");
  }

  requireRole(room: FakeRoom, account: AccountId, roles: readonly RoomRole[]): void {
    const held = room.roster.get(account)?.role;
    if (held === undefined || !roles.includes(held)) throw new Refused("forbidden");
  }

  /** The record, new or the one that this id already has; a new one is in the log when this returns. */
  append(room: FakeRoom, { author, device, message, kind, content, imported = false }: ToAppend) {
    const held = message && room.records.find((record) => record.message === message);
    if (held?.erased === true) throw new Refused("erased");
    if (held !== undefined) {
      const sameContent = room.level === "sealed" ? equalBytes : isSameContent;
      const isSame = held.author === author && held.kind === kind && sameContent(held.content, content);
      if (!isSame) throw new Refused("id-reused");
      return { record: held, isNew: false };
    }
    const header = {
      room: room.id,
      seq: room.records.length + 1,
      message: message ?? this.newMessage(),
      author,
      device: device ?? "",
      kind,
    };
    const atMs = this.nowMs();
    const canonical = canonicalRecord({ ...header, atMs, imported }, content);
    const salt = this.#random(32);
    const previousCommitment = this.commitmentAt(room, header.seq - 1);
    const recordHash = portableHasher.sha256(canonical);
    const commitment = commitToRecord({ salt, recordHash, previousCommitment }, portableHasher);
    const leaf = this.log.append("record.appended", atMs, [commitment]);
    const log = { leaf, position: 0 };
    const record = create(RecordSchema, { ...header, atMs, content, imported, salt, commitment, log });
    room.records.push(record);
    return { record, isNew: true };
  }

  /** Of record `seq`; before the first record the start of the room's chain. */
  commitmentAt(room: FakeRoom, seq: number): Uint8Array {
    return room.records[seq - 1]?.commitment ?? roomChainStart(new TextEncoder().encode(room.id), portableHasher);
  }

  /** Tells the room what happened to it. */
  appendEvent(
    room: FakeRoom,
    author: AccountId,
    event: { what: string; account?: AccountId; name?: string; role?: RoomRole },
  ) {
    const content = toBinary(ContentSchema, create(ContentSchema, { body: { case: "event", value: event } }));
    return this.append(room, { author, kind: RECORD_KINDS.event, content }).record;
  }

  /** The rules of the real server for what a member writes. */
  checkContent(room: FakeRoom, author: AccountId, kind: number, content: Uint8Array): void {
    const { body } = fromBinary(ContentSchema, content);
    if (
      body.case === undefined ||
      body.case === "event" ||
      body.case === "describe" ||
      body.case === "import" ||
      RECORD_KINDS[body.case] !== kind
    )
      throw new Refused("bad-request");
    if (body.case === "message") {
      if (body.value.text.trim() === "" && body.value.attachments.length === 0) throw new Refused("bad-request");
      return;
    }
    const { target: id } = body.value;
    const target = room.records.find((record) => record.message === id && record.kind === RECORD_KINDS.message);
    if (target === undefined) throw new Refused("target-missing");
    const role = room.roster.get(author)?.role;
    const mayRecall = body.case === "recall" && (role === "owner" || role === "moderator");
    if ((body.case === "edit" || body.case === "recall") && target.author !== author && !mayRecall)
      throw new Refused("not-author");
    if (body.case !== "pin") return;
    if (body.value.removed) room.pins.delete(target.seq);
    else room.pins.set(target.seq, { seq: target.seq, by: author, atMs: this.nowMs() });
  }

  /** Erases what the scope names, or one record; in the log before this returns. */
  erase(room: FakeRoom, scope: number | RoomErasure["detail"]): void {
    const number = room.erasures.length + 1;
    const named = typeof scope === "number" ? { what: "message", seq: scope } : scope;
    const toSeq = room.records.length;
    const detail = { erasure: this.newMessage(), room: room.id, number, toSeq, ...named };
    const reach = reachFromDetail(detail);
    if (reach === undefined || (typeof scope === "number" && room.records[scope - 1] === undefined))
      throw new Refused("not-found");
    for (const record of room.records) {
      const { seq, author, atMs } = record;
      if (isId<AccountId>(author) && reach.reaches({ seq, author, atMs })) room.records[seq - 1] = withoutWords(record);
    }
    const [atMs, salt] = [this.nowMs(), this.#random(32)];
    const fact = canonicalFact("erasure.completed", atMs, "", detail);
    const leaf = this.log.append("erasure.completed", atMs, [commitToFact({ salt, fact }, portableHasher)]);
    room.erasures.push({ number, detail, atMs, salt: base64urlFromBytes(salt), leaf, position: 0 });
  }

  roomAnswer(room: FakeRoom, account: AccountId): RoomAnswer {
    const readSeq = room.cursors.get(account) ?? 0;
    const unread = room.records.filter(
      ({ seq, author, kind, imported }) =>
        seq > readSeq && author !== account && kind === RECORD_KINDS.message && !imported,
    );
    const other = room.kind === "direct" ? [...room.roster.keys()].find((one) => one !== account) : undefined;
    const { id, kind, level, name, topic, createdAtMs } = room;
    return {
      ...{ id, kind, level, name, topic, createdAtMs, readSeq },
      protection: { en: "Encrypted in transit and at rest.", zh: "传输和存储均已加密。" },
      myRole: room.roster.get(account)?.role ?? "member",
      lastSeq: room.records.length,
      unread: unread.length,
      unreadMentions: level !== "sealed" ? 0 : unread.filter((record) => addresses(room, record, account)).length,
      memberCount: room.roster.size,
      erasures: room.erasures.length,
      ...(other !== undefined && { other }),
    };
  }
}

/** As a server that does not prove it: erased, with its place in the room's chain. */
export function withoutWords(record: WireRecord): WireRecord {
  return create(RecordSchema, { ...record, erased: true, content: new Uint8Array(), salt: new Uint8Array() });
}

/** Whether a message mentions this person or everyone, or answers this person. */
function addresses(room: FakeRoom, record: WireRecord, account: AccountId): boolean {
  const { body } = fromBinary(ContentSchema, record.content);
  if (body.case !== "message") return false;
  const { mentionAll, mentions, replyTo } = body.value;
  const answered = room.records.find(({ message }) => message === replyTo)?.author;
  return mentionAll || mentions.includes(account) || answered === account;
}
