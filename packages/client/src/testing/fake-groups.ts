/** The fake server's part in end-to-end rooms: it orders commits, keeps what joiners need, and opens nothing. */
import { type Member, peekGroupInfo, proposeFromOutside, type Signer } from "@warbler/mls";
import {
  type AccountId,
  type DeviceId,
  decodeRoomExtension,
  groupIdOf,
  LIMITS,
  parseCredentialIdentity,
  parseGroupId,
  RECORD_KINDS,
  ROOM_EXTENSION_TYPE,
  type RoomId,
  type RoomRole,
  staleEpochDetail,
} from "@warbler/protocol";
import {
  type CommitBundle,
  CommitBundleSchema,
  create,
  EndToEndSchema,
  fromBinary,
  type GroupWelcome,
  GroupWelcomeSchema,
} from "@warbler/protocol/wire";
import { decode } from "../../../mls/src/codec/reader.ts";
import { readMlsMessage } from "../../../mls/src/framing/mls-message.ts";
import { membersOf } from "../../../mls/src/group/member.ts";
import { readRatchetTree } from "../../../mls/src/tree/ratchet-tree.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { Refused } from "./refused.ts";

export interface FakeGroup {
  readonly generation: number;
  readonly epoch: number;
  /** Of the handshake that made this epoch. */
  readonly seq: number;
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
  readonly epochHash: Uint8Array;
  readonly roster: readonly { readonly leaf: number; readonly account: AccountId; readonly device: DeviceId }[];
  readonly roles: ReadonlyMap<AccountId, RoomRole>;
}

export interface FakeKeyPackages {
  readonly account: AccountId;
  oneTime: Uint8Array[];
  lastResort: Uint8Array | undefined;
}

interface FakeLeaving {
  readonly leaf: number;
  readonly device: DeviceId;
  /** The server proposed it. */
  readonly isProposed?: true;
}

interface Sender {
  readonly account: AccountId;
  readonly device: DeviceId;
}

/** A commit that was taken, by its bytes: a repetition gets the same answer. */
interface Answered {
  readonly bundle: Uint8Array;
  readonly answer: { readonly generation: number; readonly epoch: number; readonly seq: number };
}

export class FakeGroups {
  readonly groups = new Map<RoomId, FakeGroup>();
  readonly keyPackages = new Map<DeviceId, FakeKeyPackages>();
  /** By room and device. */
  readonly welcomes = new Map<string, GroupWelcome>();
  /** Devices that wait to be removed, by room. */
  readonly leaving = new Map<RoomId, readonly FakeLeaving[]>();
  /** Devices that came into a group in which they were, by room and device: how often. */
  readonly returned = new Map<string, number>();
  /** The record that took a device out of a group last, by room and device. */
  readonly left = new Map<string, number>();
  /** People whose devices could not follow the current epoch, by room. */
  readonly gaveUp = new Map<RoomId, Set<AccountId>>();
  proposer: Signer | undefined;
  readonly #answered = new Map<RoomId, Answered[]>();

  groupOf(room: RoomId): FakeGroup {
    const group = this.groups.get(room);
    if (group === undefined) throw new Refused("group-missing");
    return group;
  }

  /** The repeated bundle's first answer. */
  answered(room: RoomId, bundle: Uint8Array): Answered["answer"] | undefined {
    return this.#answered.get(room)?.find((one) => equalBytes(one.bundle, bundle))?.answer;
  }

  /** What the bundle makes of the group; refused when another commit came first. */
  next(
    room: { readonly id: RoomId },
    bytes: Uint8Array,
  ): { readonly bundle: CommitBundle; readonly next: Omit<FakeGroup, "seq"> } {
    const bundle = fromBinary(CommitBundleSchema, bytes);
    const current = this.groups.get(room.id);
    const begins = bundle.commit.length === 0;
    if (begins === (current !== undefined)) throw new Refused(begins ? "stale-epoch" : "group-missing");
    if (current !== undefined && Number(bundle.epoch) !== current.epoch)
      throw new Refused("stale-epoch", staleEpochDetail(current));
    return this.#following(room, bundle);
  }

  /** The first epoch of a new group in the place of the one that broke. */
  replacing(
    room: { readonly id: RoomId; readonly roster: ReadonlyMap<AccountId, { readonly role: RoomRole }> },
    bytes: Uint8Array,
    asker: AccountId,
  ): { readonly bundle: CommitBundle; readonly next: Omit<FakeGroup, "seq"> } {
    const current = this.groupOf(room.id);
    const others = [...new Set(current.roster.map(({ account }) => account))].filter((one) => one !== asker);
    const gaveUp = others.filter((account) => this.gaveUp.get(room.id)?.has(account));
    if (room.roster.get(asker)?.role === "member" && gaveUp.length * 2 <= others.length)
      throw new Refused("commit-forbidden");
    const replaced = this.#following(room, fromBinary(CommitBundleSchema, bytes));
    if (replaced.next.generation !== current.generation + 1)
      throw new Refused("stale-epoch", staleEpochDetail(current));
    const isTrue = [...room.roster].every(
      ([account, { role }]) => (replaced.next.roles.get(account) ?? "member") === role,
    );
    if (!isTrue) throw new Refused("commit-forbidden");
    this.leaving.delete(room.id);
    for (const key of this.welcomes.keys()) if (key.startsWith(`${room.id} `)) this.welcomes.delete(key);
    return replaced;
  }

  #following(
    room: { readonly id: RoomId },
    bundle: CommitBundle,
  ): { readonly bundle: CommitBundle; readonly next: Omit<FakeGroup, "seq"> } {
    const info = peekGroupInfo(bundle.groupInfo);
    if (!info.ok) throw new Refused("commit-invalid");
    const id = parseGroupId(info.value.context.groupId);
    const extension = info.value.context.extensions.find(({ type }) => type === ROOM_EXTENSION_TYPE);
    const roles = extension && decodeRoomExtension(extension.data)?.roles;
    if (id?.room !== room.id || roles === undefined) throw new Refused("commit-invalid");
    const roster = rosterOf(bundle.ratchetTree);
    const leaving = this.leaving.get(room.id) ?? [];
    const isLeft = ({ leaf, device }: FakeLeaving) => roster.some((one) => one.leaf === leaf && one.device === device);
    // Who comes in from outside cannot take up what waits.
    if (!isExternal(bundle.commit) && leaving.some(isLeft)) throw new Refused("commit-first");
    const epoch = Number(info.value.context.epoch);
    const { groupInfo, ratchetTree, epochHash } = bundle;
    return {
      bundle,
      next: { generation: id.generation, epoch, groupInfo, ratchetTree, epochHash, roster, roles },
    };
  }

  /** Signs a removal for the epoch as it is when `take` gets it. */
  async proposeRemoval(
    room: RoomId,
    device: DeviceId,
    { signer, take }: { readonly signer: Signer; readonly take: (proposal: Uint8Array) => void },
  ): Promise<void> {
    for (;;) {
      const { generation, epoch, roster } = this.groupOf(room);
      const leaf = roster.find((one) => one.device === device)?.leaf;
      if (leaf === undefined) return;
      const group = { groupId: groupIdOf(room, generation), epoch: BigInt(epoch) };
      const proposal = await proposeFromOutside(group, { kind: "remove", removed: leaf }, { signer, senderIndex: 0 });
      if (this.groupOf(room).epoch !== epoch) continue;
      this.leaving.set(room, [...(this.leaving.get(room) ?? []), { leaf, device, isProposed: true }]);
      return take(proposal);
    }
  }

  take(
    room: RoomId,
    group: FakeGroup,
    { bundle, bytes, by }: { readonly bundle: CommitBundle; readonly bytes: Uint8Array; readonly by: DeviceId },
  ): Answered["answer"] {
    const before = this.groups.get(room);
    const { generation, epoch, seq, ratchetTree, epochHash, roster } = group;
    this.groups.set(room, group);
    this.leaving.delete(room);
    this.gaveUp.delete(room);
    const were = new Set(before?.roster.map(({ device }) => device));
    for (const { device } of bundle.welcome.length === 0 ? [] : roster)
      if (!were.has(device)) {
        const welcome = { generation, epoch: BigInt(epoch), seq, welcome: bundle.welcome, ratchetTree, epochHash };
        this.welcomes.set(`${room} ${device}`, create(GroupWelcomeSchema, welcome));
      }
    const are = new Set(roster.map((one) => one.device));
    if (were.has(by) && isExternal(bundle.commit))
      this.returned.set(`${room} ${by}`, (this.returned.get(`${room} ${by}`) ?? 0) + 1);
    for (const device of were) if (!are.has(device)) this.left.set(`${room} ${device}`, seq);
    const answer = { generation, epoch, seq };
    this.#answered.set(room, [...(this.#answered.get(room) ?? []), { bundle: bytes, answer }]);
    return answer;
  }

  /** The rules of the real server for what a member's device sends into an end-to-end room. */
  checkContent(room: RoomId, { account, device }: Sender, kind: number, content: Uint8Array): void {
    const group = this.groupOf(room);
    const isContent = kind <= RECORD_KINDS.pin || kind >= RECORD_KINDS.describe;
    if (!isContent) throw new Refused("bad-request");
    const { mls, content: part } = fromBinary(EndToEndSchema, content);
    if (mls.length > LIMITS.mlsPartBytes || part.length > LIMITS.contentPartBytes) throw new Refused("bad-request");
    const { kind: wire, message } = decode(mls, readMlsMessage);
    if (wire !== "privateMessage" || message.contentKind !== "application") throw new Refused("bad-request");
    const id = parseGroupId(message.groupId);
    const isCurrent = id?.generation === group.generation && Number(message.epoch) === group.epoch;
    if (id?.room !== room || !isCurrent) throw new Refused("stale-epoch", staleEpochDetail(group));
    if (!group.roster.some((one) => one.account === account && one.device === device))
      throw new Refused("not-in-group");
    if ((this.leaving.get(room) ?? []).length > 0) throw new Refused("commit-first");
  }

  noteGaveUp(room: RoomId, account: AccountId): void {
    this.gaveUp.set(room, (this.gaveUp.get(room) ?? new Set()).add(account));
  }

  store({ account, device }: Sender, oneTime: readonly Uint8Array[], lastResort: Uint8Array) {
    const held = this.keyPackages.get(device) ?? { account, oneTime: [], lastResort: undefined };
    held.oneTime.push(...oneTime);
    if (lastResort.length > 0) held.lastResort = lastResort;
    this.keyPackages.set(device, held);
    return this.stored(device);
  }

  stored(device: DeviceId) {
    const held = this.keyPackages.get(device);
    const hasLast = held?.lastResort !== undefined;
    return {
      oneTime: held?.oneTime.length ?? 0,
      ...(hasLast && { lastResortExpiresAtMs: 4_102_444_800_000 }),
    };
  }

  claim(accounts: readonly AccountId[]) {
    return [...this.keyPackages].flatMap(([device, held]) => {
      if (!accounts.includes(held.account)) return [];
      const oneTime = held.oneTime.shift();
      const keyPackage = oneTime ?? held.lastResort;
      const lastResort = oneTime === undefined;
      return keyPackage === undefined ? [] : [{ account: held.account, device, keyPackage, lastResort }];
    });
  }
}

export function isExternal(commit: Uint8Array): boolean {
  if (commit.length === 0) return false;
  const { kind, message } = decode(commit, readMlsMessage);
  return kind === "publicMessage" && message.content.sender.kind === "new_member_commit";
}

/** The epoch in which a proposal was made. */
export function epochOfProposal(proposal: Uint8Array): number {
  const { kind, message } = decode(proposal, readMlsMessage);
  if (kind !== "publicMessage") throw new Refused("commit-invalid");
  return Number(message.content.epoch);
}

/** Whether both are the same content with an MLS part of whichever try. */
export function isSameContent(a: Uint8Array, b: Uint8Array): boolean {
  return equalBytes(fromBinary(EndToEndSchema, a).content, fromBinary(EndToEndSchema, b).content);
}

export function groupInfoOrCommit(bundle: CommitBundle): Uint8Array {
  return bundle.commit.length > 0 ? bundle.commit : bundle.groupInfo;
}

function rosterOf(ratchetTree: Uint8Array): FakeGroup["roster"] {
  const tree = decode(ratchetTree, readRatchetTree);
  return membersOf(tree).map((member) => ({ leaf: member.leafIndex, ...named(member) }));
}

function named({ credential }: Member) {
  const found = credential.kind === "basic" ? parseCredentialIdentity(credential.identity) : undefined;
  if (found === undefined) throw new Refused("commit-invalid");
  return found;
}
