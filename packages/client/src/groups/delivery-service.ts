/** The server's part in the groups of rooms (RFC 9750, delivery service): it orders commits, stores and hands on. */
import {
  type AccountId,
  type ApiAnswer,
  base64urlFromBytes,
  bytesFromBase64url,
  type DeviceId,
  isId,
  type RoomId,
} from "@warbler/protocol";
import { type Fail, WarblerError } from "../errors.ts";
import type { ApiClient } from "../session/api-client.ts";
import {
  decodeClaimedKeyPackages,
  decodeGroupState,
  decodeGroupWelcome,
  encodeCommitBundle,
  encodeKeyPackageUpload,
  encodeLeaveProposals,
  type WireCommitBundle,
  type WireGroupState,
  type WireGroupWelcome,
} from "../wire/end-to-end.ts";

export interface ClaimedKeyPackage {
  readonly account: AccountId;
  readonly device: DeviceId;
  /** MLSMessage(KeyPackage). */
  readonly keyPackage: Uint8Array;
}

export interface DeliveryService {
  /** Rejects with `stale-epoch` when another commit came first; a repeated bundle gets the first one's answer. */
  commit(room: RoomId, bundle: WireCommitBundle): Promise<ApiAnswer<"commitToGroup">>;
  reset(room: RoomId, bundle: WireCommitBundle): Promise<ApiAnswer<"resetGroup">>;
  group(room: RoomId): Promise<WireGroupState>;
  /** A `HistoryBatch`. Rejects with `stale-epoch` as sending does. */
  addHistory(room: RoomId, batch: Uint8Array<ArrayBuffer>): Promise<ApiAnswer<"importHistory">>;
  /** Undefined when none waits for this device. */
  welcome(room: RoomId): Promise<WireGroupWelcome | undefined>;
  acknowledgeWelcome(room: RoomId, seq: number): Promise<void>;
  leave(room: RoomId, proposals: readonly Uint8Array[]): Promise<void>;
  reportEpoch(
    room: RoomId,
    report: { readonly generation: number; readonly epoch: number; readonly hash?: Uint8Array },
  ): Promise<ApiAnswer<"reportEpoch">>;
  storeKeyPackages(upload: {
    readonly oneTime: readonly Uint8Array[];
    readonly lastResort: Uint8Array;
  }): Promise<ApiAnswer<"storeKeyPackages">>;
  keyPackagesLeft(): Promise<ApiAnswer<"keyPackages">>;
  claim(accounts: readonly AccountId[]): Promise<readonly ClaimedKeyPackage[]>;
  /** Since when people are in the room. */
  membersSince(room: RoomId): Promise<ReadonlyMap<AccountId, number>>;
  /** With which the server proposes to remove revoked devices. */
  proposalKey(): Promise<Uint8Array>;
}

export function deliveryService({ api, fail }: { readonly api: ApiClient; readonly fail: Fail }): DeliveryService {
  const wrong = (what: string) => fail("untrusted-server", { detail: `expected ${what}` });
  return {
    commit: (room, bundle) => api.post("commitToGroup", encodeCommitBundle(bundle), { room }),
    reset: (room, bundle) => api.post("resetGroup", encodeCommitBundle(bundle), { room }),
    addHistory: (room, batch) => api.post("importHistory", batch, { room }),
    group: async (room) => {
      const state = decodeGroupState(await api.read("group", undefined, { room }));
      if (state === undefined) throw wrong("a GroupState");
      return state;
    },
    welcome: async (room) => {
      const bytes = await orAbsent(api.read("welcome", undefined, { room }));
      const welcome = bytes && decodeGroupWelcome(bytes);
      if (bytes !== undefined && welcome === undefined) throw wrong("a GroupWelcome");
      return welcome;
    },
    acknowledgeWelcome: (room, seq) => api.call("endWelcome", undefined, { room, seq }),
    leave: async (room, proposals) => {
      await api.post("leaveGroup", encodeLeaveProposals(proposals), { room });
    },
    reportEpoch: (room, { hash, ...at }) =>
      api.call("reportEpoch", { ...at, ...(hash !== undefined && { hash: base64urlFromBytes(hash) }) }, { room }),
    storeKeyPackages: (upload) => api.post("storeKeyPackages", encodeKeyPackageUpload(upload)),
    keyPackagesLeft: () => api.call("keyPackages", undefined),
    claim: async (accounts) => {
      const answer = decodeClaimedKeyPackages(await api.read("claimKeyPackages", { accounts: [...accounts] }));
      if (answer === undefined) throw wrong("ClaimedKeyPackages");
      return answer.claimed.flatMap(({ account, device, keyPackage }) =>
        isId<AccountId>(account) && isId<DeviceId>(device) ? [{ account, device, keyPackage }] : [],
      );
    },
    membersSince: async (room) => {
      const { members } = await api.call("roster", undefined, { room });
      return new Map(members.map(({ account, sinceMs }) => [account, sinceMs]));
    },
    proposalKey: async () => {
      const key = bytesFromBase64url((await api.call("proposalKey", undefined)).verifyingKey);
      if (key?.length !== 32) throw wrong("a key of 32 bytes");
      return key;
    },
  };
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof WarblerError && error.code === "not-found") return undefined;
    throw error;
  }
}
