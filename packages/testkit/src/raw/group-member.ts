/**
 * A device in an end-to-end room that speaks the bare protocol: MLS as it is, no SDK, so that tests can send what no client
 * would. It follows the record only when told to.
 */
import {
  acceptAnyCredentialAndCommitForTests,
  applyPending,
  basicCredential,
  type CommitInput,
  capabilitiesFor,
  createCommit,
  createGroup,
  createGroupInfo,
  createKeyPackage,
  decodeKeyPackage,
  type ExternalSender,
  encryptMessage,
  epochAuthenticator,
  externalSendersExtension,
  type GroupState,
  joinExternally,
  joinGroup,
  type OwnKeyPackage,
  type Proposal,
  processMessage,
  propose,
  type Result,
  ratchetTreeOf,
  requiredCapabilitiesExtension,
  roster,
} from "@warbler/mls";
import { nodeProvider } from "@warbler/mls/node";
import {
  type AccountId,
  bytesFromBase64url,
  credentialIdentity,
  type DeviceId,
  encodeRoomExtension,
  groupIdOf,
  isId,
  type ListedRole,
  newId,
  type ProtectionLevel,
  parseCredentialIdentity,
  RECORD_KINDS,
  ROOM_EXTENSION_TYPE,
  type RoomId,
} from "@warbler/protocol";
import {
  ClaimedKeyPackagesSchema,
  CommitBundleSchema,
  create,
  EndToEndSchema,
  fromBinary,
  GroupStateSchema,
  GroupWelcomeSchema,
  KeyPackageUploadSchema,
  LeaveProposalsSchema,
  type MessageInitShape,
  toBinary,
} from "@warbler/protocol/wire";
import type { Answer } from "./http.ts";
import type { RawDevice } from "./listed-person.ts";
import type { RawSocket } from "./socket.ts";

const provider = nodeProvider(1);
const deps = { provider, policy: acceptAnyCredentialAndCommitForTests };
const DAY_MS = 86_400_000;

type Bundle = MessageInitShape<typeof CommitBundleSchema>;
type Change = Pick<CommitInput, "proposals" | "waiting">;
type CommittedProposal = NonNullable<CommitInput["proposals"]>[number];

function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`expected a value, got ${result.refusal.reason}: ${result.refusal.detail}`);
  return result.value;
}
const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
export const bundleBytes = (bundle: Bundle): Uint8Array =>
  toBinary(CommitBundleSchema, create(CommitBundleSchema, bundle));

export interface NewGroupOptions {
  readonly generation?: number;
  readonly level?: ProtectionLevel;
  readonly predecessor?: RoomId;
  readonly roles?: readonly (readonly [account: string, role: ListedRole])[];
  readonly externalSenders?: readonly ExternalSender[];
}

export function groupMember(device: RawDevice, nowMs: () => number = Date.now) {
  const account = idOf<AccountId>(device.account);
  const ownDevice = idOf<DeviceId>(device.device);
  const signer = {
    publicKey: device.key.verifyingKey,
    sign: async (message: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", device.key.signingKey, new Uint8Array(message))),
  };
  const identity = {
    signer,
    credential: basicCredential(credentialIdentity(account, ownDevice)),
    capabilities: capabilitiesFor(provider.suite, { extensions: [ROOM_EXTENSION_TYPE] }),
  };
  const keyPackages: OwnKeyPackage[] = [];
  const states = new Map<string, GroupState>();
  const stateOf = (room: string): GroupState => {
    const state = states.get(room);
    if (state === undefined) throw new Error(`expected to be in the group of ${room}`);
    return state;
  };
  const hashOf = (state: GroupState) => sha256(epochAuthenticator(state));

  const newKeyPackage = (options: { isLastResort?: boolean; days?: number } = {}) => {
    const notBeforeMs = nowMs() - 3_600_000;
    const notAfterMs = nowMs() + (options.days ?? 60) * DAY_MS;
    return createKeyPackage(provider, { ...identity, notBeforeMs, notAfterMs, isLastResort: options.isLastResort });
  };
  const uploadOf = (oneTime: readonly OwnKeyPackage[], lastResort?: OwnKeyPackage) =>
    toBinary(
      KeyPackageUploadSchema,
      create(KeyPackageUploadSchema, {
        oneTime: oneTime.map(({ message }) => message),
        ...(lastResort !== undefined && { lastResort: lastResort.message }),
      }),
    );

  /** A commit with all that goes with it; nothing takes effect until `applied`. */
  const prepare = async (room: string, change: Change = {}) => {
    const state = stateOf(room);
    const made = valueOf(
      await createCommit(deps, state, {
        signer,
        nowMs: nowMs(),
        welcomeTree: "apart",
        groupInfo: "without-tree",
        ...change,
      }),
    );
    const next = valueOf(await applyPending(state, made.pending)).state;
    const bundle: Bundle = {
      epoch: state.context.epoch,
      commit: made.commit,
      groupInfo: made.groupInfo ?? new Uint8Array(),
      epochHash: await hashOf(next),
      ...(made.welcome !== undefined && { welcome: made.welcome }),
    };
    return { bundle, applied: () => states.set(room, next) };
  };

  const member = {
    ...device,
    identity,
    newKeyPackage,
    uploadOf,
    leaves: (room: string) =>
      roster(stateOf(room)).map(({ leafIndex, credential }) => ({
        leafIndex,
        ...(credential.kind === "basic" ? parseCredentialIdentity(credential.identity) : undefined),
      })),
    epoch: (room: string) => Number(stateOf(room).context.epoch),
    authenticator: (room: string) => Buffer.from(epochAuthenticator(stateOf(room))).toString("hex"),
    /** Another view of the same device, which does not follow what this one does. */
    snapshot: (room: string) => {
      const kept = stateOf(room);
      return () => void states.set(room, kept);
    },

    /** Publishes so many one-time key packages and, unless told, a last resort. */
    async publish(oneTime = 3, lastResort = true): Promise<Answer> {
      const made = await Promise.all(Array.from({ length: oneTime }, () => newKeyPackage()));
      const last = lastResort ? await newKeyPackage({ isLastResort: true }) : undefined;
      keyPackages.push(...made, ...(last === undefined ? [] : [last]));
      return device.call("storeKeyPackages", {}, uploadOf(made, last));
    },

    async claim(...accounts: readonly string[]) {
      const request = { accounts: accounts.map((one) => idOf<AccountId>(one)) };
      const answer = await device.call("claimKeyPackages", {}, request);
      if (answer.status !== 200) throw new Error(`expected key packages, got ${answer.text}`);
      return fromBinary(ClaimedKeyPackagesSchema, answer.bytes);
    },

    /** The first bundle of a room's group, by the server's own key unless told. */
    async firstBundle(room: string, options: NewGroupOptions = {}): Promise<Uint8Array> {
      const { body } = await device.call("proposalKey");
      const server: ExternalSender = {
        signatureKey: bytesFromBase64url(body.verifyingKey) ?? new Uint8Array(),
        credential: basicCredential(new TextEncoder().encode("warbler-delivery")),
      };
      const { generation = 0, level = "e2ee", predecessor } = options;
      const roles = new Map((options.roles ?? [[account, "owner"]]).map(([who, role]) => [idOf<AccountId>(who), role]));
      const extension = {
        level,
        generation,
        roles,
        ...(predecessor !== undefined && { predecessor }),
      };
      const state = valueOf(
        await createGroup(deps, {
          ...identity,
          groupId: groupIdOf(idOf<RoomId>(room), generation),
          contextExtensions: [
            requiredCapabilitiesExtension({ extensions: [ROOM_EXTENSION_TYPE], proposals: [], credentials: [] }),
            externalSendersExtension(options.externalSenders ?? [server]),
            { type: ROOM_EXTENSION_TYPE, data: encodeRoomExtension(extension) },
          ],
        }),
      );
      states.set(room, state);
      const info = await createGroupInfo(deps, state, { signer, withTree: false, withExternalPub: true });
      return bundleBytes({
        epoch: 0n,
        groupInfo: valueOf(info),
        ratchetTree: ratchetTreeOf(state),
        epochHash: await hashOf(state),
      });
    },

    /** An end-to-end room with its group. */
    async newRoom(options: NewGroupOptions = {}): Promise<string> {
      const room = newId<RoomId>();
      await device.call("createRoom", {}, { id: room, kind: "group", level: "e2ee" });
      const begun = await device.call("commitToGroup", { room }, await member.firstBundle(room, options));
      if (begun.status !== 200) throw new Error(`expected a group, got ${begun.code} ${begun.text}`);
      return room;
    },

    prepare,
    /** Commits and, when the server took it, follows. */
    async commit(room: string, change: Change = {}): Promise<Answer> {
      const { bundle, applied } = await prepare(room, change);
      const answer = await device.call("commitToGroup", { room }, bundleBytes(bundle));
      if (answer.status === 200) applied();
      return answer;
    },
    /** Adds all listed devices of these people. */
    async add(room: string, ...accounts: readonly string[]): Promise<Answer> {
      const { claimed } = await member.claim(...accounts);
      return member.commit(room, { proposals: claimed.map(({ keyPackage }) => addOf(keyPackage)) });
    },
    addOf,
    removeOf: (room: string, who: string): readonly CommittedProposal[] =>
      member
        .leaves(room)
        .flatMap(({ leafIndex, account: of, device: on }) =>
          of === who || on === who ? [{ kind: "remove" as const, removed: leafIndex }] : [],
        ),
    rolesOf: (room: string, roles: readonly (readonly [account: string, role: ListedRole])[]): CommittedProposal => ({
      kind: "group_context_extensions",
      extensions: stateOf(room).context.extensions.map((extension) =>
        extension.type === ROOM_EXTENSION_TYPE
          ? {
              type: ROOM_EXTENSION_TYPE,
              data: encodeRoomExtension({
                level: "e2ee",
                generation: 0,
                roles: new Map(roles.map(([who, role]) => [idOf<AccountId>(who), role])),
              }),
            }
          : extension,
      ),
    }),

    /** Joins by the Welcome that waits, and acknowledges it. */
    async join(room: string): Promise<Answer> {
      const answer = await device.call("welcome", { room });
      if (answer.status !== 200) return answer;
      const { welcome, ratchetTree, seq } = fromBinary(GroupWelcomeSchema, answer.bytes);
      const joined = valueOf(await joinGroup(deps, { welcome, keyPackages, ratchetTree }));
      states.set(room, joined.state);
      return device.call("endWelcome", { room, seq });
    },
    /** Joins from outside, instead of its old leaf if it has one. */
    async joinFromOutside(room: string): Promise<Answer> {
      const { groupInfo, ratchetTree, epoch } = await member.group(room);
      const joined = valueOf(
        await joinExternally(deps, {
          ...identity,
          groupInfo,
          ratchetTree,
          replaces: (members) =>
            members.find(({ signatureKey }) => Buffer.compare(signatureKey, signer.publicKey) === 0)?.leafIndex,
          newGroupInfo: "without-tree",
        }),
      );
      const answer = await device.call(
        "commitToGroup",
        { room },
        bundleBytes({
          epoch,
          commit: joined.commit,
          groupInfo: joined.groupInfo ?? new Uint8Array(),
          epochHash: await hashOf(joined.state),
        }),
      );
      if (answer.status === 200) states.set(room, joined.state);
      return answer;
    },
    async group(room: string) {
      return fromBinary(GroupStateSchema, (await device.call("group", { room })).bytes);
    },

    /** What the handshake does to the group; nothing is said of it when it is not ours to follow. */
    async follow(room: string, content: Uint8Array): Promise<void> {
      const processed = valueOf(await processMessage(deps, stateOf(room), content, { nowMs: nowMs() }));
      if (processed.kind !== "removed") states.set(room, processed.state);
    },
    /** Follows all handshakes after `seq`, and returns what the application messages said. */
    async catchUp(socket: RawSocket, room: string, afterSeq: number): Promise<readonly string[]> {
      const answer = await socket.ask({ case: "fetch", value: { room, afterSeq } });
      if (answer.case !== "records") throw new Error(`expected records, got ${answer.case}`);
      const said: string[] = [];
      for (const { kind, content } of answer.value.records) {
        const isHandshake = kind === RECORD_KINDS.handshake || kind === RECORD_KINDS.proposal;
        const bytes = isHandshake ? content : fromBinary(EndToEndSchema, content).mls;
        const processed = await processMessage(deps, stateOf(room), bytes, { nowMs: nowMs() });
        if (!processed.ok || processed.value.kind === "removed") continue;
        states.set(room, processed.value.state);
        if (processed.value.kind === "application") said.push(new TextDecoder().decode(processed.value.data));
      }
      return said;
    },

    /** A frame that sends `text` in the group, whatever epoch this device is at. */
    async saying(
      room: string,
      text: string,
      given: { message?: string; kind?: number; contentPart?: Uint8Array } = {},
    ) {
      const { message, state } = valueOf(
        await encryptMessage(deps, stateOf(room), { signer, data: new TextEncoder().encode(text) }),
      );
      states.set(room, state);
      const contentPart = given.contentPart ?? provider.randomBytes(200);
      const value = {
        room,
        message: given.message ?? newId(),
        kind: given.kind ?? RECORD_KINDS.message,
        content: toBinary(EndToEndSchema, create(EndToEndSchema, { mls: message, content: contentPart })),
      };
      return { case: "send" as const, value };
    },

    async leaveProposals(room: string, leafIndexes?: readonly number[]): Promise<Uint8Array> {
      const own = member.leaves(room).flatMap(({ leafIndex, account: of }) => (of === account ? [leafIndex] : []));
      const proposals: Uint8Array[] = [];
      for (const removed of leafIndexes ?? own) {
        const sent = valueOf(await propose(deps, stateOf(room), { kind: "remove", removed }, { signer }));
        states.set(room, sent.state);
        proposals.push(sent.message);
      }
      return toBinary(LeaveProposalsSchema, create(LeaveProposalsSchema, { proposals }));
    },
    epochHash: async (room: string) => Buffer.from(await hashOf(stateOf(room))).toString("base64url"),
  };
  return member;
}
export type GroupMember = ReturnType<typeof groupMember>;

function addOf(keyPackage: Uint8Array): Extract<Proposal, { kind: "add" }> {
  return { kind: "add", keyPackage: valueOf(decodeKeyPackage(keyPackage)) };
}

function idOf<T extends AccountId | DeviceId | RoomId>(text: string): T {
  if (!isId<T>(text)) throw new Error("expected an identifier");
  return text;
}
