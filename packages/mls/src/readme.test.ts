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
  joinGroup,
  processMessage,
  type Result,
} from "./index.ts";
import { nodeProvider } from "./provider/node.ts";

const DAY_MS = 86_400_000;

/** The value of a result that must not be a refusal. */
function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`expected a value, got ${result.refusal.reason}: ${result.refusal.detail}`);
  return result.value;
}

test("Alice makes a group, adds Bob, and he reads what she writes", async () => {
  const provider = nodeProvider(1);
  const deps = { provider, policy: acceptAnyCredentialAndCommitForTests };
  const identity = async (name: string) => ({
    signer: await provider.signerFromKeyPair(await provider.generateSignatureKeyPair()),
    credential: basicCredential(new TextEncoder().encode(name)),
    capabilities: capabilitiesFor(provider.suite),
  });
  const [alice, bob] = [await identity("alice"), await identity("bob")];

  // Bob publishes a key package; `message` goes to the server, the private keys stay in his store.
  const bobs = await createKeyPackage(provider, { ...bob, notBeforeMs: 0, notAfterMs: 90 * DAY_MS });

  // Alice makes the group and commits his Add. Nothing takes effect until the server has accepted the commit.
  let alices = valueOf(await createGroup(deps, { ...alice, groupId: provider.randomBytes(16) }));
  const keyPackage = valueOf(decodeKeyPackage(bobs.message));
  const proposals = [{ kind: "add", keyPackage }] as const;
  const made = valueOf(await createCommit(deps, alices, { signer: alice.signer, proposals, nowMs: DAY_MS }));
  alices = valueOf(await applyPending(alices, made.pending)).state;

  const joined = valueOf(await joinGroup(deps, { welcome: made.welcome ?? new Uint8Array(0), keyPackages: [bobs] }));
  expect(epochAuthenticator(joined.state)).toEqual(epochAuthenticator(alices));

  // The new state is stored before the message is sent, and before what was received is shown.
  const sent = valueOf(
    await encryptMessage(deps, alices, { signer: alice.signer, data: new TextEncoder().encode("Hello, Bob") }),
  );
  const received = valueOf(await processMessage(deps, joined.state, sent.message));
  expect(received).toMatchObject({ kind: "application", sender: { kind: "member", leafIndex: 0 } });
  expect(received.kind === "application" && new TextDecoder().decode(received.data)).toBe("Hello, Bob");
  expect(
    await processMessage(deps, received.kind === "application" ? received.state : joined.state, sent.message),
  ).toEqual({ ok: false, refusal: { reason: "key-consumed", detail: "an unused key of generation 0" } });
});
