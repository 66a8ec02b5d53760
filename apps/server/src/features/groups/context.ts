/** What the rules of groups share. */
import { createHash } from "node:crypto";
import { nodeProvider } from "@warbler/mls/node";
import type { MlsDeps } from "@warbler/mls/public";
import {
  type AccountId,
  type DeviceId,
  idFromDigest,
  type MessageId,
  type ProtectionLevel,
  RECORD_KINDS,
  type RoomId,
  type RoomKind,
  staleEpochDetail,
} from "@warbler/protocol";
import { type CommitBundle, CommitBundleSchema, fromBinary } from "@warbler/protocol/wire";
import type { Kernel } from "../../kernel/kernel.ts";
import type { SigningKey } from "../../kernel/keys/signing-key.ts";
import type { RecordToAppend, Step } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { KeyPackageOwner } from "../key-packages/index.ts";
import { type GroupView, groupViews } from "./group-view.ts";
import { followOnly, type ListedDevices } from "./review.ts";
import { groupStore } from "./store.ts";

/** MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519: the suite of all end-to-end rooms. */
const SUITE = 1;

export interface GroupsDeps extends Pick<Kernel, "ledger" | "openGrant" | "policy" | "reader" | "vault" | "clock"> {
  readonly listedDevices: ListedDevices;
  readonly keyPackageOwner: (reference: Uint8Array) => Promise<KeyPackageOwner | undefined>;
  readonly spendKeyPackage: (reference: Uint8Array) => Step;
  readonly roomState: (room: RoomId) => Promise<RoomState | undefined>;
  /** Signs what the server proposes to groups. */
  readonly proposalKey: SigningKey;
}
interface RoomState {
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  readonly predecessor: RoomId | null;
  readonly successor: RoomId | null;
}

export function groupContext(deps: GroupsDeps) {
  const store = groupStore(deps.reader);
  const provider = nodeProvider(SUITE);
  const following: MlsDeps = { provider, policy: followOnly };
  const views = groupViews({ vault: deps.vault, store, mls: following });
  const turns = new Map<RoomId, Promise<unknown>>();

  return {
    ...deps,
    store,
    provider,
    following,
    views,
    /** One change of a group at a time: what is costly to check is checked once. The transaction decides all the same. */
    inTurn: async <T>(room: RoomId, work: () => Promise<T>): Promise<T> => {
      const turn = (turns.get(room) ?? Promise.resolve()).then(work, work);
      turns.set(room, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(room) === turn) turns.delete(room);
      }
    },
    /** Whether they are suspended or have left the organisation. */
    async hasLeft(account: AccountId): Promise<boolean> {
      const standing = await deps.policy.standingOf(account);
      return standing?.role === "removed" || (standing?.suspended_ms ?? null) !== null;
    },
    async endToEndRoom(room: RoomId): Promise<Result<RoomState>> {
      const state = await deps.roomState(room);
      if (state === undefined) return refuse("not-found");
      if (state.level === "sealed") return refuse("wrong-level");
      return state.successor === null ? ok(state) : refuse("room-succeeded");
    },
    /** A record of a handshake. Its id follows from its bytes, so that the same handshake is the same record. */
    handshakeRecord: (
      room: RoomId,
      by: { readonly account: AccountId; readonly device: DeviceId | null },
      kind: "handshake" | "proposal",
      content: Uint8Array,
    ): RecordToAppend => ({
      room,
      message: handshakeId(content),
      author: by.account,
      device: by.device,
      kind: RECORD_KINDS[kind],
      atMs: deps.clock.nowMs(),
      imported: false,
      content,
    }),
  };
}
export type GroupContext = ReturnType<typeof groupContext>;

export const handshakeId = (content: Uint8Array): MessageId =>
  idFromDigest(createHash("sha256").update(content).digest());

export const stale = (view: GroupView) => refuse("stale-epoch", staleEpochDetail(view));

/** A bundle with what every bundle must have. */
export function parseBundle(bytes: Uint8Array): Result<CommitBundle> {
  try {
    const bundle = fromBinary(CommitBundleSchema, bytes);
    const isWhole = bundle.groupInfo.length > 0 && bundle.epochHash.length === 32;
    if (isWhole && bundle.epoch < BigInt(Number.MAX_SAFE_INTEGER)) return ok(bundle);
  } catch {
    // Answered below, as anything else that is no bundle.
  }
  return refuse("bad-request", "expected a CommitBundle");
}

export const isDeviceOf = (
  caller: Caller,
  who: { readonly account: AccountId; readonly device: DeviceId } | undefined,
) => who !== undefined && who.account === caller.account && who.device === caller.device;
