import { describe, expect, test } from "vitest";
import {
  acceptAnyCredentialAndCommitForTests,
  applyPending,
  basicCredential,
  capabilitiesFor,
  createCommit,
  createGroup,
  createKeyPackage,
  decodeKeyPackage,
  encryptMessage,
  epochAuthenticator,
  type GroupState,
  joinExternally,
  joinGroup,
  processMessage,
} from "./index.ts";
import { nodeProvider } from "./provider/node.ts";
import { seededChance } from "./testing/seeded.ts";
import { SharedGroup } from "./testing/shared-group.ts";
import { refusalOf, valueOf } from "./testing/small-group.ts";
import { TsMlsPeer, tsMlsKeyPackage, tsMlsKeyPackageMessage, tsMlsSuite } from "./testing/ts-mls-peer.ts";

const provider = nodeProvider(1);
const deps = { provider, policy: acceptAnyCredentialAndCommitForTests };
const utf8 = (text: string) => new TextEncoder().encode(text);

async function identity(name: string) {
  const signer = await provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
  return { signer, credential: basicCredential(utf8(name)), capabilities: capabilitiesFor(provider.suite) };
}

async function follow(state: GroupState, message: Uint8Array): Promise<GroupState> {
  const processed = valueOf(await processMessage(deps, state, message));
  if (processed.kind === "removed") throw new Error("expected to stay a member");
  return processed.state;
}

test("ts-mls joins a group of ours, both commit and both read what the other writes", async () => {
  const suite = await tsMlsSuite();
  const alice = await identity("alice");
  const bobs = await tsMlsKeyPackage(suite, "bob");
  let alices = valueOf(await createGroup(deps, { ...alice, groupId: utf8("group") }));
  const keyPackage = valueOf(decodeKeyPackage(tsMlsKeyPackageMessage(bobs)));
  const added = valueOf(
    await createCommit(deps, alices, { signer: alice.signer, proposals: [{ kind: "add", keyPackage }] }),
  );
  alices = valueOf(await applyPending(alices, added.pending)).state;
  const bob = await TsMlsPeer.join(suite, bobs, added.welcome ?? new Uint8Array(0));
  expect(bob.epochAuthenticator).toEqual(epochAuthenticator(alices));

  const updated = await bob.commit([]);
  alices = await follow(alices, updated.commit);
  updated.apply();
  expect(bob.epochAuthenticator).toEqual(epochAuthenticator(alices));

  const own = valueOf(await createCommit(deps, alices, { signer: alice.signer }));
  await bob.process(own.commit);
  alices = valueOf(await applyPending(alices, own.pending)).state;
  expect(bob.epochAuthenticator).toEqual(epochAuthenticator(alices));

  const sent = valueOf(await encryptMessage(deps, alices, { signer: alice.signer, data: utf8("from alice") }));
  expect(await bob.process(sent.message)).toEqual(utf8("from alice"));
  const received = valueOf(await processMessage(deps, sent.state, await bob.encrypt(utf8("from bob"))));
  expect(received).toMatchObject({ kind: "application", data: utf8("from bob"), sender: { leafIndex: 1 } });
});

test("we join a group of ts-mls", async () => {
  const suite = await tsMlsSuite();
  const bob = await TsMlsPeer.create(suite, await tsMlsKeyPackage(suite, "bob"), utf8("group"));
  const own = await createKeyPackage(provider, { ...(await identity("alice")), notBeforeMs: 0, notAfterMs: 1e13 });
  const added = await bob.commit([bob.addProposal(own.message)]);
  added.apply();
  const joined = valueOf(await joinGroup(deps, { welcome: added.welcome ?? new Uint8Array(0), keyPackages: [own] }));
  expect(bob.epochAuthenticator).toEqual(epochAuthenticator(joined.state));
  expect(joined.inviter).toMatchObject({ leafIndex: 0, credential: basicCredential(utf8("bob")) });
});

// Seeded, so that a failure can be repeated: people of both kinds come, go, renew their keys and speak.
test.for([1, 2, 3, 4, 5, 6])("both agree through a shared life, seed %i", async (seed) => {
  const chance = seededChance(`differential ${seed}`);
  const group = await SharedGroup.start(await tsMlsSuite());
  for (let step = 0; step < 20; step++) {
    const roll = chance.below(10);
    if (group.members < 3 || (roll < 3 && group.members < 9))
      await group.add(chance.pick(["ours", "theirs"] as const), chance);
    else if (roll < 7) await group.commit(chance, []);
    else await group.remove(chance);
    group.mustAgree();
    await group.everyoneReads(chance);
  }
});

describe("where ts-mls is wrong, we follow the RFC", () => {
  test("a commit of a new context alone needs a path (§12.4), and theirs has none", async () => {
    const { bob, state } = await aliceWithBob();
    const committed = await bob.commit([
      { proposalType: "group_context_extensions", groupContextExtensions: { extensions: [] } },
    ]);
    expect(refusalOf(await processMessage(deps, state, committed.commit))).toBe("invalid: a path where one is needed");
  });

  test("external_pub holds a vector (§12.4.3.2), and theirs is without its length", async () => {
    const { bob } = await aliceWithBob();
    const groupInfo = await bob.groupInfo();
    const joined = await joinExternally(deps, { ...(await identity("carol")), groupInfo });
    expect(refusalOf(joined)).toMatch(/^malformed/);
  });
});

async function aliceWithBob() {
  const suite = await tsMlsSuite();
  const alice = await identity("alice");
  const bobs = await tsMlsKeyPackage(suite, "bob");
  const state = valueOf(await createGroup(deps, { ...alice, groupId: utf8("group") }));
  const keyPackage = valueOf(decodeKeyPackage(tsMlsKeyPackageMessage(bobs)));
  const proposals = [{ kind: "add", keyPackage }] as const;
  const added = valueOf(await createCommit(deps, state, { signer: alice.signer, proposals }));
  const bob = await TsMlsPeer.join(suite, bobs, added.welcome ?? new Uint8Array(0));
  return { alice, bob, state: valueOf(await applyPending(state, added.pending)).state };
}
