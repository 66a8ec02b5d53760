/** Identity as the fake server has it, believed without proof: for tests of rooms alone. */
import { verifyingKeyFromBytes } from "@warbler/crypto/identity";
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

export function fakeIdentity(server: FakeServer): FakeIdentity {
  const keys = new Map<string, HeldKey>();
  const blocked = new Set<AccountId>();
  const onChanged = new Set<(accounts: readonly AccountId[]) => void>();
  const onArrived = new Set<() => void>();
  const devicesOf = (account: AccountId) =>
    [...(server.state.people.get(account)?.devices.values() ?? [])].flatMap(({ id, verifyingKey }) => {
      const signatureKey = verifyingKeyFromBytes(bytesFromBase64url(verifyingKey) ?? new Uint8Array());
      return signatureKey === undefined ? [] : [{ device: id, signatureKey, hpkePublic: new Uint8Array(32) }];
    });
  const ever = server.state.everListed;
  return {
    keys,
    blocked,
    changed: (accounts) => onChanged.forEach((listener) => listener(accounts)),
    arrived: (arrived) => {
      for (const key of arrived) keys.set(base64urlFromBytes(key.contentHash), key);
      for (const listener of onArrived) listener();
    },
    membership: {
      refresh: async () => {},
      listedDevices: async (account) => devicesOf(account),
      isListed: async (account, device) => devicesOf(account).some((one) => one.device === device),
      signatureKeyEver: async (account, device) => {
        for (const one of devicesOf(account)) ever.set(one.device, one.signatureKey);
        return ever.get(device);
      },
      logHead: async () => ({ size: 0, root: new Uint8Array(32) }),
      noteGossip: async () => {},
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
