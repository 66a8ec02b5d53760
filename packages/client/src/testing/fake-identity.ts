/** Identity as the fake server has it, believed without proof: for tests of rooms alone. */
import { type ListedDevice, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import type { HeldKey } from "@warbler/crypto/keychain";
import { type AccountId, base64urlFromBytes, bytesFromBase64url } from "@warbler/protocol";
import type { IdentityView } from "../groups/identity-view.ts";
import type { FakeServer } from "./fake-server.ts";

export interface FakeIdentity extends IdentityView {
  readonly keys: Map<string, HeldKey>;
  readonly blocked: Set<AccountId>;
  changed(accounts: readonly AccountId[]): void;
  arrived(keys: readonly HeldKey[]): void;
}

export interface FakeIdentityOptions {
  /** Keys that a person's devices share, as by approval and recovery; each device's own unless told. */
  readonly keys?: Map<string, HeldKey>;
  /** Whether it knows of lists only what it was told, or asked for; of all there is unless told. */
  readonly isLagging?: boolean;
}

export function fakeIdentity(
  server: FakeServer,
  { keys = new Map(), isLagging = false }: FakeIdentityOptions = {},
): FakeIdentity {
  const blocked = new Set<AccountId>();
  const onChanged = new Set<(accounts: readonly AccountId[]) => void>();
  const onArrived = new Set<() => void>();
  const lists = new Lists(server);
  const refresh = () => {
    const changed = lists.refresh();
    if (isLagging && changed.length > 0) for (const listener of onChanged) listener(changed);
  };
  const listed = (account: AccountId) => {
    if (!isLagging) lists.refresh();
    return lists.of(account);
  };
  /** Of the log only revocations are counted. */
  const known = () => {
    if (!isLagging) lists.refresh();
    return lists.revocations;
  };
  const ever = server.state.everListed;
  return {
    keys,
    blocked,
    changed: (accounts) => {
      lists.refresh();
      for (const listener of onChanged) listener(accounts);
    },
    arrived: (arrived) => {
      for (const key of arrived) keys.set(base64urlFromBytes(key.contentHash), key);
      for (const listener of onArrived) listener();
    },
    membership: {
      refresh: async () => refresh(),
      listedDevices: async (account) => listed(account),
      isListed: async (account, device) => {
        const isIn = () => listed(account).some((one) => one.device === device);
        if (isIn()) return true;
        refresh();
        return isIn();
      },
      signatureKeyEver: async (account, device) =>
        listedBy(server, account).find((one) => one.device === device)?.signatureKey ?? ever.get(device),
      revocation: async (_account, device) => {
        const revoked = server.state.revocations.get(device);
        return revoked !== undefined && revoked.size <= known() ? revoked : undefined;
      },
      lastRevocation: async () => known(),
      logHead: async () => ({ size: known(), root: new Uint8Array(32) }),
      noteGossip: async (_from, { size }) => size <= known(),
      sendBlockedBy: async (accounts) => accounts.filter((account) => blocked.has(account)),
      isStale: () => false,
      onChanged: (listener) => {
        onChanged.add(listener);
        return () => onChanged.delete(listener);
      },
    },
    keychain: {
      append: async (appended) => {
        for (const key of appended) keys.set(base64urlFromBytes(key.contentHash), key);
      },
      find: async (hashes) =>
        new Map(
          hashes.flatMap((hash) => {
            const name = base64urlFromBytes(hash);
            const key = keys.get(name);
            return key === undefined ? [] : [[name, key] as const];
          }),
        ),
      writesWithout: async (hashes) => {
        for (const hash of hashes) keys.delete(base64urlFromBytes(hash));
        return [];
      },
      onArrived: (listener) => {
        onArrived.add(listener);
        return () => onArrived.delete(listener);
      },
    },
    isReady: () => true,
    needsRecovery: () => false,
    onStateChanged: () => () => {},
  };
}

/** Who lists which devices, as of the last refresh. */
class Lists {
  readonly #server: FakeServer;
  #seen: ReadonlyMap<AccountId, readonly ListedDevice[]> = new Map();
  revocations = 0;

  constructor(server: FakeServer) {
    this.#server = server;
    this.refresh();
  }

  of(account: AccountId): readonly ListedDevice[] {
    return this.#seen.get(account) ?? [];
  }

  /** The accounts whose lists are others now. */
  refresh(): readonly AccountId[] {
    const before = this.#seen;
    this.revocations = this.#server.state.revocations.size;
    const accounts = [...this.#server.state.people.keys()];
    this.#seen = new Map(accounts.map((account) => [account, listedBy(this.#server, account)]));
    const namesIn = (lists: typeof before, account: AccountId) =>
      lists
        .get(account)
        ?.map(({ device }) => device)
        .join();
    return accounts.filter((account) => namesIn(before, account) !== namesIn(this.#seen, account));
  }
}

function listedBy(server: FakeServer, account: AccountId): readonly ListedDevice[] {
  return [...(server.state.people.get(account)?.devices.values() ?? [])].flatMap(({ id, verifyingKey }) => {
    const signatureKey = verifyingKeyFromBytes(bytesFromBase64url(verifyingKey) ?? new Uint8Array());
    return signatureKey === undefined ? [] : [{ device: id, signatureKey, hpkePublic: new Uint8Array(32) }];
  });
}
