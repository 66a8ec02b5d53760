/** The account's identity as the SDK's core knows it: what it does is loaded when it is first asked for. */
import type { Identities } from "./identities.ts";
import type { IdentityApi, RecoveryApi } from "./identity-api.ts";

export function laterIdentity(load: () => Promise<Identities>): IdentityApi {
  const api = async () => (await load()).api;
  return {
    state: async () => (await api()).state(),
    setUp: async () => (await api()).setUp(),
    safetyNumber: async (account) => (await api()).safetyNumber(account),
    verify: async (account, scanned) => (await api()).verify(account, scanned),
    accept: async (account) => (await api()).accept(account),
    changed: async (accounts) => (await api()).changed(accounts),
    monitor: async () => (await api()).monitor(),
    devices: async () => (await api()).devices(),
    revoke: async (device) => (await api()).revoke(device),
    approvals: async (options) => (await api()).approvals(options),
    approve: async (id, number) => (await api()).approve(id, number),
    approvePayload: async (payload, asked) => (await api()).approvePayload(payload, asked),
    reject: async (id) => (await api()).reject(id),
    requestApproval: async () => (await api()).requestApproval(),
    deviceKey: async (account, device) => (await api()).deviceKey(account, device),
    signAct: async (payload) => (await api()).signAct(payload),
    signReview: async (payload) => (await api()).signReview(payload),
    signAccessRecovery: async (payload) => (await api()).signAccessRecovery(payload),
    sendDraft: async (draft) => (await api()).sendDraft(draft),
    takeDrafts: async () => (await api()).takeDrafts(),
    handOver: async (device) => (await api()).handOver(device),
  };
}

export function laterRecovery(load: () => Promise<Identities>): RecoveryApi {
  const recovery = async () => (await load()).recovery;
  return {
    status: async () => (await recovery()).status(),
    setUp: async (options) => (await recovery()).setUp(options),
    setUpPasskey: async (secret, options) => (await recovery()).setUpPasskey(secret, options),
    unseenCode: async () => (await recovery()).unseenCode(),
    codeKept: async () => (await recovery()).codeKept(),
    test: async (secret) => (await recovery()).test(secret),
    use: async (secret, options) => (await recovery()).use(secret, options),
    rotate: async (old) => (await recovery()).rotate(old),
    beginKeychain: async () => (await recovery()).beginKeychain(),
    prfSalt: async () => (await recovery()).prfSalt(),
  };
}
