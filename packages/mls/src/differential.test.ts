import { expect, test } from "vitest";
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
  joinGroup,
  processMessage,
} from "./index.ts";
import { nodeProvider } from "./provider/node.ts";
import { valueOf } from "./testing/small-group.ts";
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
