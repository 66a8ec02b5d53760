/** The fake server's routes for identities: the protocol's table, as the real server answers it. */
import { beginsChain } from "@warbler/crypto/keychain";
import { type AccountId, API, type DeviceId, LIMITS } from "@warbler/protocol";
import {
  create,
  fromBinary,
  IdentityEntriesSchema,
  KeychainEntrySchema,
  KeychainPageSchema,
  toBinary,
} from "@warbler/protocol/wire";
import { portableHasher } from "@warbler/transparency";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { DeviceEventHost } from "./fake-host.ts";
import { type FakeSession, type FakeState, Refused } from "./fake-state.ts";

interface Asked {
  readonly state: FakeState;
  readonly server: DeviceEventHost;
  readonly caller: () => FakeSession;
  readonly callerIfAny: () => AccountId | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly input: unknown;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const ENTRY_LIMIT = LIMITS.keychainPageEntries;

/** What is answered with bytes, by the endpoint's name. */
export const identityReaders: Readonly<Record<string, (asked: Asked) => Promise<Uint8Array> | Uint8Array>> = {
  identityEntries: ({ state, caller, input }) => {
    const log = state.identityShownTo(caller().account);
    const { from } = API.identityEntries.body.parse(input);
    const page = log.versions.slice(from, from + LIMITS.identityEntriesPage);
    const entries = page.map((version) => ({ version }));
    return toBinary(IdentityEntriesSchema, create(IdentityEntriesSchema, { from, entries, size: log.versions.length }));
  },
  getTransfer: ({ state, caller, params }) => {
    const chunk = chunksOf(state, caller().device, params).get(Number(params["chunk"]));
    if (chunk === undefined) throw new Refused("not-found");
    return chunk;
  },
  keychain: ({ state, caller, input }) => {
    const chain = state.identity.keychains.get(caller().account) ?? [];
    const { from } = API.keychain.body.parse(input);
    const entries = chain.slice(from, from + ENTRY_LIMIT).map((entry) => create(KeychainEntrySchema, entry));
    return toBinary(KeychainPageSchema, create(KeychainPageSchema, { entries, size: chain.length }));
  },
};

/** What is answered with JSON or nothing. */
export const identityHandlers = {
  identityLogKey: ({ state, callerIfAny }: Asked) => state.identityShownTo(callerIfAny()).verifierKey,
  postIdentity: async ({ state, server, caller, bytes }: Asked) => {
    const { account } = caller();
    const before = state.identity.newest.get(account);
    const taken = await state.identity.take(bytes, account);
    if (taken !== "taken") throw new Refused(taken);
    const after = state.identity.newest.get(account);
    const listed = new Set(after?.devices.map(({ device }) => device));
    for (const { device } of before?.devices ?? []) if (!listed.has(device)) server.endDevice(account, device);
    server.tellDevices(account, { kind: "identity" });
    const size = state.identity.versions.length;
    return { entry: size - 1, size };
  },
  approvals: ({ state, caller }: Asked) => ({ approvals: approvalsOf(state, caller()) }),
  askApproval: ({ state, server, caller, input }: Asked) => {
    const { account, device } = caller();
    const { payload } = API.askApproval.body.parse(input);
    for (const [id, one] of state.identity.approvals) if (one.device === device) state.identity.approvals.delete(id);
    const id = state.newApproval();
    const askedAtMs = state.nowMs();
    const expiresAtMs = askedAtMs + LIMITS.approvalMs;
    const approval = { id, account, device, askedAtMs, expiresAtMs, messages: [{ from: device, payload }] };
    state.identity.approvals.set(id, approval);
    server.tellDevices(account, { kind: "approval", approval: id });
    return approval;
  },
  answerApproval: ({ state, server, caller, params, input }: Asked) => {
    const session = caller();
    const { payload } = API.answerApproval.body.parse(input);
    const held = approvalsOf(state, session).find(({ id }) => id === params["approval"]);
    if (held === undefined) throw new Refused("not-found");
    const messages = [...held.messages, { from: session.device, payload }];
    const approval = { ...held, messages };
    state.identity.approvals.set(held.id, approval);
    server.tellDevices(session.account, { kind: "approval", approval: held.id });
    return approval;
  },
  endApproval: ({ state, server, caller, params }: Asked) => {
    const session = caller();
    const held = approvalsOf(state, session).find(({ id }) => id === params["approval"]);
    if (held === undefined) throw new Refused("not-found");
    state.identity.approvals.delete(held.id);
    server.tellDevices(session.account, { kind: "approval", approval: held.id });
    return undefined;
  },
  transfers: ({ state, caller }: Asked) => {
    const senders = [...(state.identity.transfers.get(caller().device) ?? [])].filter(([, chunks]) => chunks.size > 0);
    const expiresAtMs = state.nowMs() + LIMITS.transferMs;
    return { transfers: senders.map(([from, chunks]) => ({ from, chunks: [...chunks.keys()], expiresAtMs })) };
  },
  putTransfer: ({ state, server, caller, params, bytes }: Asked) => {
    const { account, device: sender } = caller();
    const receiver = deviceOf(state, account, params["device"]);
    state.identity.chunksFor(receiver, sender).set(Number(params["chunk"]), bytes);
    server.tellDevices(account, { kind: "transfer" }, receiver);
    return undefined;
  },
  endTransfer: ({ state, caller, params }: Asked) => {
    chunksOf(state, caller().device, params).clear();
    return undefined;
  },
  appendKeychain: ({ state, caller, bytes }: Asked) => {
    const { account } = caller();
    requireListed(state, caller());
    const chain = state.identity.keychains.get(account) ?? [];
    state.identity.keychains.set(account, chain);
    const { index, segment, previousHash, entry } = fromBinary(KeychainEntrySchema, bytes);
    const there = chain[index];
    if (there !== undefined && equalBytes(there.entry, entry)) return { size: chain.length };
    const last = chain.at(-1);
    const expected = last === undefined ? new Uint8Array(32) : portableHasher.sha256(last.entry);
    const newest = state.identity.newest.get(account)?.segment;
    const begins = newest !== undefined && beginsChain(newest) && newest.after.length === index;
    if (begins && segment !== newest.number) throw new Refused("stale-keychain");
    const follows = equalBytes(previousHash, begins ? newest.after.hash : expected);
    if (index !== chain.length || !follows) throw new Refused("stale-keychain");
    chain.push({ index, segment, previousHash, entry });
    return { size: chain.length };
  },
  recovery: ({ state, caller }: Asked) => statusOf(state, caller()),
  setRecovery: ({ state, server, caller, input }: Asked) => {
    const session = caller();
    requireListed(state, session);
    const { replaces, wraps } = API.setRecovery.body.parse(input);
    const counting = state.identity.checkIds(session.account);
    if (counting.length !== replaces.length || !counting.every((id) => replaces.includes(id)))
      throw new Refused("stale-recovery");
    const nowMs = state.nowMs();
    const old = (state.identity.wraps.get(session.account) ?? []).filter(
      ({ checkId }) => !wraps.some((wrap) => wrap.checkId === checkId),
    );
    state.identity.wraps.set(session.account, [
      ...old.map((wrap) => ({ ...wrap, replacedAtMs: wrap.replacedAtMs ?? nowMs, ciphertext: "" })),
      ...wraps.map((wrap) => ({ ...wrap, createdAtMs: nowMs })),
    ]);
    server.tellDevices(session.account, { kind: "recovery" });
    return statusOf(state, session);
  },
  openRecovery: ({ state, server, caller }: Asked) => {
    const { account } = caller();
    server.tellDevices(account, { kind: "recovery" });
    const wraps = state.identity.current(account);
    return { wraps: wraps.map(({ means, checkId, ciphertext }) => ({ means, checkId, ciphertext })) };
  },
};

function requireListed(state: FakeState, { account, device }: FakeSession): void {
  const listed = state.identity.newest.get(account)?.devices ?? [];
  if (!listed.some((one) => one.device === device)) throw new Refused("device-unlisted");
}

function statusOf(state: FakeState, { account }: FakeSession) {
  const wraps = state.identity.wraps.get(account) ?? [];
  return { wraps: wraps.map(({ ciphertext: _ciphertext, ...shown }) => shown) };
}

function approvalsOf(state: FakeState, { account }: FakeSession) {
  return [...state.identity.approvals.values()].filter(
    (one) => one.account === account && one.expiresAtMs > state.nowMs(),
  );
}

function deviceOf(state: FakeState, account: FakeSession["account"], id: string | undefined): DeviceId {
  const device = [...(state.people.get(account)?.devices.keys() ?? [])].find((one) => one === id);
  if (device === undefined) throw new Refused("not-found");
  return device;
}

function chunksOf(state: FakeState, receiver: DeviceId, params: Readonly<Record<string, string>>) {
  for (const [sender, chunks] of state.identity.transfers.get(receiver) ?? [])
    if (sender === params["device"]) return chunks;
  throw new Refused("not-found");
}
