import { describe, expect, test } from "vitest";
import { externalSendersExtension, requiredCapabilitiesExtension } from "../messages/extension.ts";
import { isLastResort } from "../messages/key-package.ts";
import { nodeProvider } from "../provider/node.ts";
import {
  commit,
  DAY_MS,
  depsOf,
  follow,
  identityNamed,
  keyPackageOf,
  type Person,
  refusalOf,
  smallGroup,
  utf8,
  valueOf,
} from "../testing/small-group.ts";
import { applyPending, createCommit } from "./create-commit.ts";
import { createGroup } from "./create-group.ts";
import { epochAuthenticator, exportSecret } from "./export.ts";
import { createGroupInfo, peekGroupInfo, ratchetTreeOf } from "./group-info.ts";
import { roster } from "./group-state.ts";
import { joinExternally } from "./join-externally.ts";
import { joinGroup } from "./join-group.ts";
import { checkKeyPackage } from "./key-packages.ts";
import type { CommitUnderReview } from "./policy.ts";
import { processMessage } from "./process-message.ts";
import { proposeFromOutside } from "./propose.ts";
import { resumptionPskProposal } from "./psk-proposals.ts";

const provider = nodeProvider(1);
const deps = depsOf(provider);

describe("one who joins from outside", () => {
  async function groupWithInfo() {
    const people = await smallGroup(deps, { names: ["alice", "bob", "carol"] });
    const alice = people[0] as Person;
    const options = { signer: alice.identity.signer, withTree: false, withExternalPub: true };
    const groupInfo = valueOf(await createGroupInfo(deps, alice.state, options));
    return { people, alice, groupInfo, ratchetTree: ratchetTreeOf(alice.state) };
  }

  test("is a member for everyone, by the tree apart", async () => {
    const { people, groupInfo, ratchetTree } = await groupWithInfo();
    const dave = await identityNamed(deps, "dave");
    const joined = valueOf(await joinExternally(deps, { ...dave, groupInfo, ratchetTree, newGroupInfo: "with-tree" }));
    for (const person of people) {
      const followed = await follow(deps, person, joined.commit);
      expect(followed).toMatchObject({ kind: "commit", sender: { kind: "new_member_commit", leafIndex: 3 } });
      expect(epochAuthenticator(person.state)).toEqual(epochAuthenticator(joined.state));
    }
    expect(valueOf(peekGroupInfo(joined.groupInfo ?? new Uint8Array(0))).context.epoch).toBe(2n);
  });

  test("takes the place of an old leaf of its own, as policy sees", async () => {
    const { people, alice, groupInfo, ratchetTree } = await groupWithInfo();
    const bob = people[1] as Person;
    const replaces = () => 1;
    const joined = valueOf(await joinExternally(deps, { ...bob.identity, groupInfo, ratchetTree, replaces }));
    const seen: unknown[] = [];
    const watching = depsOf(provider, {
      checkCredential: ({ occasion, previous }) => seen.push([occasion, previous?.leafIndex]) > 0,
    });
    expect(await follow(watching, alice, joined.commit)).toMatchObject({ removed: [{ leafIndex: 1 }] });
    expect(seen).toEqual([["entering", 1]]);
    expect(roster(alice.state)).toHaveLength(3);
  });

  test("is refused with another tree, without an external key, or by policy", async () => {
    const { people, alice, groupInfo, ratchetTree } = await groupWithInfo();
    const dave = await identityNamed(deps, "dave");
    const changed = ratchetTree.with(60, (ratchetTree[60] ?? 0) ^ 1);
    expect((await joinExternally(deps, { ...dave, groupInfo, ratchetTree: changed })).ok).toBe(false);
    const options = { signer: alice.identity.signer, withTree: true, withExternalPub: false };
    const closed = valueOf(await createGroupInfo(deps, alice.state, options));
    expect(refusalOf(await joinExternally(deps, { ...dave, groupInfo: closed }))).toBe(
      "invalid: an external public key",
    );
    const joined = valueOf(await joinExternally(deps, { ...dave, groupInfo, ratchetTree }));
    const strict = depsOf(provider, { checkCommit: ({ committer }) => committer.kind !== "new_member_commit" });
    const bob = people[1] as Person;
    expect(refusalOf(await processMessage(strict, bob.state, joined.commit))).toMatch(/^refused-by-policy/);
  });
});

describe("an external sender", () => {
  test("may propose a removal, which a member commits and policy sees", async () => {
    const server = await identityNamed(deps, "server");
    const { credential, signer } = server;
    const contextExtensions = [externalSendersExtension([{ signatureKey: signer.publicKey, credential }])];
    const people = await smallGroup(deps, { names: ["alice", "bob", "carol"], contextExtensions });
    const [alice, bob] = people as [Person, Person];
    const proposal = { kind: "remove", removed: 2 } as const;
    const message = await proposeFromOutside(alice.state.context, proposal, { signer, senderIndex: 0 });
    for (const person of people)
      expect(await follow(deps, person, message)).toMatchObject({ sender: { kind: "external", credential } });
    const seen: CommitUnderReview[] = [];
    const watching = depsOf(provider, { checkCommit: (review) => seen.push(review) > 0 });
    const created = await commit(watching, [bob], alice);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({ committer: { leafIndex: 0 }, proposals: [{ sender: { kind: "external" } }] });
    expect(seen[1]?.before.members()).toHaveLength(3);
    expect(seen[1]?.after.members()).toHaveLength(2);
    expect(created.commit.length).toBeGreaterThan(0);
    const stranger = (await identityNamed(deps, "stranger")).signer;
    const forged = await proposeFromOutside(alice.state.context, proposal, { signer: stranger, senderIndex: 0 });
    expect(refusalOf(await processMessage(deps, alice.state, forged))).toMatch(/^invalid/);
  });

  test("may ask to be added, by its own key package", async () => {
    const people = await smallGroup(deps, { names: ["alice", "bob"] });
    const [alice, bob] = people as [Person, Person];
    const dave = await identityNamed(deps, "dave");
    const own = await keyPackageOf(deps, dave);
    const proposal = { kind: "add", keyPackage: own.keyPackage } as const;
    const message = await proposeFromOutside(alice.state.context, proposal, {
      signer: dave.signer,
      senderIndex: undefined,
    });
    for (const person of people) await follow(deps, person, message);
    const { welcome } = await commit(deps, [alice, bob], alice);
    const joined = valueOf(await joinGroup(deps, { welcome: welcome ?? new Uint8Array(0), keyPackages: [own] }));
    expect(epochAuthenticator(joined.state)).toEqual(epochAuthenticator(bob.state));
  });
});

describe("a Welcome", () => {
  test("is for those whom it names, and carries a last resort as well", async () => {
    const people = await smallGroup(deps, { names: ["alice"] });
    const alice = people[0] as Person;
    const own = await keyPackageOf(deps, await identityNamed(deps, "bob"), { isLastResort: true });
    expect(isLastResort(own.keyPackage)).toBe(true);
    const proposals = [{ kind: "add", keyPackage: own.keyPackage }] as const;
    const { welcome } = await commit(deps, people, alice, { proposals, welcomeTree: "apart" });
    const other = await keyPackageOf(deps, await identityNamed(deps, "carol"));
    const bytes = welcome ?? new Uint8Array(0);
    expect(refusalOf(await joinGroup(deps, { welcome: bytes, keyPackages: [other] }))).toMatch(/^not-for-us/);
    expect(refusalOf(await joinGroup(deps, { welcome: bytes, keyPackages: [own] }))).toMatch(
      /^invalid: a ratchet tree/,
    );
    const ratchetTree = ratchetTreeOf(alice.state);
    const joined = valueOf(await joinGroup(deps, { welcome: bytes, keyPackages: [other, own], ratchetTree }));
    expect(joined).toMatchObject({ keyPackage: own.reference, inviter: { leafIndex: 0 } });
    const request = { label: "test", context: utf8("context"), sizeBytes: 32 };
    expect(exportSecret(provider, joined.state, request)).toEqual(exportSecret(provider, alice.state, request));
  });

  test("into a group with an impostor is refused by policy", async () => {
    const people = await smallGroup(deps, { names: ["alice", "mallory"] });
    const own = await keyPackageOf(deps, await identityNamed(deps, "bob"));
    const proposals = [{ kind: "add", keyPackage: own.keyPackage }] as const;
    const { welcome } = await commit(deps, people, people[0] as Person, { proposals });
    const wary = depsOf(provider, { checkCredential: ({ leafIndex }) => leafIndex !== 1 });
    const refused = await joinGroup(wary, { welcome: welcome ?? new Uint8Array(0), keyPackages: [own] });
    expect(refusalOf(refused)).toMatch(/^refused-by-policy/);
  });
});

describe("what others do not know", () => {
  test("is tolerated in capabilities and leaf extensions, and refused where it is required", async () => {
    const GREASE = 0x0a0a;
    const people = await smallGroup(deps, { names: ["alice"], supported: [GREASE] });
    const identity = await identityNamed(deps, "bob", [GREASE, 0xeaea]);
    const greased = { ...identity, extensions: [{ type: GREASE, data: utf8("anything") }] };
    const own = await keyPackageOf(deps, greased);
    await commit(deps, people, people[0] as Person, { proposals: [{ kind: "add", keyPackage: own.keyPackage }] });
    const unlisted = await keyPackageOf(deps, {
      ...greased,
      capabilities: people[0]!.identity.capabilities,
      extensions: [{ type: 0xeaea, data: utf8("x") }],
    });
    expect(refusalOf(await checkKeyPackage(provider, unlisted.keyPackage, DAY_MS))).toMatch(/^invalid: a leaf that/);
  });

  test("keeps one out of a group that requires it", async () => {
    const contextExtensions = [
      requiredCapabilitiesExtension({ extensions: [0xff01], proposals: [], credentials: [1] }),
    ];
    const alice = await identityNamed(deps, "alice", [0xff01]);
    const state = valueOf(await createGroup(deps, { ...alice, groupId: utf8("group"), contextExtensions }));
    const { keyPackage } = await keyPackageOf(deps, await identityNamed(deps, "bob"));
    const input = { signer: alice.signer, proposals: [{ kind: "add", keyPackage }] } as const;
    expect(refusalOf(await createCommit(deps, state, input))).toBe("invalid: a leaf with the required capabilities");
    const lacking = await identityNamed(deps, "carol");
    const refused = await createGroup(deps, { ...lacking, groupId: utf8("group"), contextExtensions });
    expect(refusalOf(refused)).toBe("invalid: a leaf with the required capabilities");
  });
});

describe("a group that follows from another", () => {
  test("by ReInit has the agreed id, and the old one is over", async () => {
    const people = await smallGroup(deps, { names: ["alice", "bob"] });
    const [alice, bob] = people as [Person, Person];
    const reinit = { groupId: utf8("next"), version: 1, cipherSuite: 1, extensions: [] };
    await commit(deps, people, alice, { proposals: [{ kind: "reinit", reinit }] });
    expect(bob.state.reinit).toEqual(reinit);
    const over = await createCommit(deps, alice.state, { signer: alice.identity.signer });
    expect(refusalOf(over)).toMatch(/^group-ended/);

    const follows = {
      usage: "reinit",
      groupId: alice.state.context.groupId,
      epoch: alice.state.context.epoch,
    } as const;
    expect(await succeed(alice, bob, utf8("next"), follows)).toBe("joined");
    expect(await succeed(alice, bob, utf8("another"), follows)).toBe("invalid: the group that the ReInit describes");
  });

  test("as a branch has members of the old one only", async () => {
    const people = await smallGroup(deps, { names: ["alice", "bob"] });
    const [alice, bob] = people as [Person, Person];
    const follows = {
      usage: "branch",
      groupId: alice.state.context.groupId,
      epoch: alice.state.context.epoch,
    } as const;
    expect(await succeed(alice, bob, utf8("branch"), follows)).toBe("joined");
    const [stranger] = (await smallGroup(deps, { names: ["mallory"] })) as [Person];
    const impostor = { ...alice, identity: stranger.identity };
    expect(await succeed(impostor, bob, utf8("branch"), follows)).toBe("invalid: only members of the old group");
  });

  async function succeed(
    alice: Person,
    bob: Person,
    groupId: Uint8Array,
    follows: { readonly usage: "reinit" | "branch"; readonly groupId: Uint8Array; readonly epoch: bigint },
  ): Promise<string> {
    const next = valueOf(await createGroup(deps, { ...alice.identity, groupId }));
    const own = await keyPackageOf(deps, bob.identity);
    const { signer } = alice.identity;
    const psks = [{ kind: "resumption", ...follows, secret: alice.state.secrets.resumptionPsk }] as const;
    const proposals = [{ kind: "add", keyPackage: own.keyPackage } as const, resumptionPskProposal(provider, follows)];
    const created = valueOf(await createCommit(deps, next, { signer, proposals, psks }));
    valueOf(await applyPending(next, created.pending));
    const welcome = created.welcome ?? new Uint8Array(0);
    expect(refusalOf(await joinGroup(deps, { welcome, keyPackages: [own] }))).toMatch(/^unknown-psk/);
    const joined = await joinGroup(deps, { welcome, keyPackages: [own], previous: bob.state });
    return joined.ok ? "joined" : refusalOf(joined);
  }
});
