/** That keys which are over leave memory when what follows them is stored, and not before. */
import { generateDeviceKey } from "@warbler/crypto/identity";
import { secretsOfGroup } from "@warbler/mls";
import { nodeProvider } from "@warbler/mls/node";
import { type AccountId, type DeviceId, newId, type RoomId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { en, failIn } from "../errors.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { fakeIdentity } from "../testing/fake-identity.ts";
import { FakeServer } from "../testing/fake-server.ts";
import { EngineState } from "./engine-state.ts";
import { OUTSIDE } from "./enter-group.ts";
import type { HeldGroup } from "./held-group.ts";
import { beginGroup, makeCommit, type RoomGroup, sealMessage } from "./mls-group.ts";
import { mlsTools } from "./mls-tools.ts";

const isWiped = (secret: Uint8Array) => secret.every((byte) => byte === 0);
const MESSAGE = { data: new Uint8Array(81), authenticatedData: new Uint8Array(40) };

async function heldGroup(store: Store) {
  const provider = nodeProvider(1);
  const [account, device, room] = [newId<AccountId>(), newId<DeviceId>(), newId<RoomId>()];
  const server = await FakeServer.create();
  const { signingKey, verifyingKey } = await generateDeviceKey("storable");
  server.state.everListed.set(device, verifyingKey);
  const { d = "" } = await crypto.subtle.exportKey("jwk", signingKey);
  const privateKey = Buffer.from(d, "base64url");
  const signer = await provider.signerFromKeyPair({ privateKey, publicKey: verifyingKey });
  const { membership } = fakeIdentity(server);
  const nobody = async () => false;
  const leavers = { isOut: nobody, isBack: nobody, wasOut: nobody };
  const mls = mlsTools({ account, device, provider, signer, membership, leavers, nowMs: () => Date.now() });
  const extension = { level: "e2ee", generation: 0, roles: new Map([[account, "owner" as const]]) } as const;
  const begun = await beginGroup(mls, { room, extension, proposalKey: (await server.state.proposer()).publicKey });
  if (!begun.ok) throw new Error(begun.refusal.detail);
  const { group } = begun.value;
  const state = new EngineState(room, { store, mls, fail: failIn(en) });
  const held: HeldGroup = { entry: { ...OUTSIDE, standing: "member" }, group, pending: undefined };
  await state.step(async () => ({ held, value: undefined }));
  return { state, mls, held, group };
}

/** What the group holds, but for what the next one goes on using. */
function onlyIn(group: RoomGroup, next: RoomGroup): readonly Uint8Array[] {
  const used = new Set(secretsOfGroup(next.state));
  return secretsOfGroup(group.state).filter((secret) => !used.has(secret));
}

test("a message's key and the ratchet before it are wiped, and the group goes on", async () => {
  const { state, mls, held, group } = await heldGroup(memoryStore());
  const sent = await sealMessage(mls, group, MESSAGE);
  await state.step(async () => ({ held: { ...held, group: sent.group }, consumed: sent.consumed, value: undefined }));
  const gone = [...sent.consumed, ...onlyIn(group, sent.group)];
  expect(gone.length).toBeGreaterThan(1);
  expect(gone.every(isWiped)).toBe(true);
  expect(secretsOfGroup(sent.group.state).some(isWiped)).toBe(false);
  expect((await sealMessage(mls, sent.group, MESSAGE)).message).not.toEqual(sent.message);
});

test("an epoch that is over, or a group that was left, is wiped whole", async () => {
  const { state, mls, held, group } = await heldGroup(memoryStore());
  const made = await makeCommit(mls, group, {});
  if (!made.ok) throw new Error(made.refusal.detail);
  const next = made.value.group;
  await state.step(async () => ({ held: { ...held, group: next }, value: undefined }));
  expect(onlyIn(group, next).every(isWiped)).toBe(true);
  expect(secretsOfGroup(next.state).some(isWiped)).toBe(false);
  await state.step(async () => ({ held: { ...held, group: undefined }, value: undefined }));
  expect(secretsOfGroup(next.state).every(isWiped)).toBe(true);
});

test("where the store fails nothing is wiped: the group goes on as it was", async () => {
  const store = memoryStore();
  const { state, mls, held, group } = await heldGroup(store);
  const sent = await sealMessage(mls, group, MESSAGE);
  store.write = () => Promise.reject(new Error("the disk is full"));
  const { consumed } = sent;
  const step = state.step(async () => ({ held: { ...held, group: sent.group }, consumed, value: undefined }));
  await expect(step).rejects.toThrow("the disk is full");
  expect(secretsOfGroup(group.state).some(isWiped)).toBe(false);
});
