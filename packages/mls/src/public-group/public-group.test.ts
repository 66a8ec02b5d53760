import { expect, test } from "vitest";
import { hexFromBytes } from "../bytes.ts";
import { applyPending, type CommitInput, createCommit } from "../group/create-commit.ts";
import { createGroup } from "../group/create-group.ts";
import { createGroupInfo, ratchetTreeOf } from "../group/group-info.ts";
import { joinExternally } from "../group/join-externally.ts";
import { joinGroup } from "../group/join-group.ts";
import { propose, proposeFromOutside, proposeUpdate } from "../group/propose.ts";
import { basicCredential } from "../messages/credential.ts";
import { externalSendersExtension } from "../messages/extension.ts";
import { nodeProvider } from "../provider/node.ts";
import { type Chance, seededChance } from "../testing/seeded.ts";
import {
  depsOf,
  follow,
  identityNamed,
  keyPackageOf,
  type Person,
  refusalOf,
  utf8,
  valueOf,
} from "../testing/small-group.ts";
import {
  applyPublicCommit,
  checkPublicGroupInfo,
  openPublicGroup,
  type PublicGroup,
  publicRatchetTree,
  publicRoster,
  receivePublicProposal,
  reopenPublicGroup,
} from "./public-group.ts";

const deps = depsOf(nodeProvider(1));
const NOTES = 0xff02;

/** A group with its server: who is in it, and what the server knows. */
async function watchedGroup() {
  const alice = await identityNamed(deps, "alice", [NOTES]);
  const server = await deps.provider.signerFromKeyPair(await deps.provider.generateSignatureKeyPair());
  const state = valueOf(
    await createGroup(deps, {
      ...alice,
      groupId: utf8("watched"),
      contextExtensions: [
        externalSendersExtension([{ signatureKey: server.publicKey, credential: basicCredential(utf8("server")) }]),
        { type: NOTES, data: utf8("at first") },
      ],
    }),
  );
  const people: Person[] = [{ identity: alice, state }];
  const infoBy = async ({ identity: { signer }, state: current }: Person) =>
    valueOf(await createGroupInfo(deps, current, { signer, withTree: false, withExternalPub: true }));
  let known = valueOf(await openPublicGroup(deps, await infoBy({ identity: alice, state }), ratchetTreeOf(state)));

  const mustAgree = async () => {
    for (const { state: of } of people)
      expect(hexFromBytes(of.encodedContext)).toBe(hexFromBytes(known.encodedContext));
    const [someone] = people;
    if (someone === undefined) throw new Error("expected a member");
    expect(hexFromBytes(publicRatchetTree(known))).toBe(hexFromBytes(ratchetTreeOf(someone.state)));
    expect(publicRoster(known)).toHaveLength(people.length);
    const info = await infoBy(someone);
    valueOf(await checkPublicGroupInfo(deps, known, info));
    const reopened = valueOf(await reopenPublicGroup(deps, info, publicRatchetTree(known)));
    expect(reopened.interimTranscriptHash).toEqual(known.interimTranscriptHash);
  };
  const commit = async (committer: Person, input: Partial<CommitInput> = {}) => {
    const created = valueOf(
      await createCommit(deps, committer.state, { signer: committer.identity.signer, nowMs: 1, ...input }),
    );
    const applied = valueOf(await applyPublicCommit(deps, known, created.commit, 1));
    known = applied.group;
    committer.state = valueOf(await applyPending(created.state, created.pending)).state;
    for (const person of [...people])
      if (person !== committer && (await follow(deps, person, created.commit, { nowMs: 1 })).kind === "removed")
        people.splice(people.indexOf(person), 1);
    return { created, applied };
  };
  const hear = async (message: Uint8Array, by?: Person) => {
    for (const person of people) if (person !== by) await follow(deps, person, message);
    known = valueOf(await receivePublicProposal(deps, known, message)).group;
  };

  return {
    people,
    server,
    known: () => known,
    infoBy,
    commit,
    mustAgree,
    async add(name: string, by: Person) {
      const identity = await identityNamed(deps, name, [NOTES]);
      const own = await keyPackageOf(deps, identity);
      const { created, applied } = await commit(by, { proposals: [{ kind: "add", keyPackage: own.keyPackage }] });
      expect(hexFromBytes(applied.added[0]?.keyPackageReference ?? new Uint8Array())).toBe(hexFromBytes(own.reference));
      const { welcome = new Uint8Array() } = created;
      people.push({ identity, state: valueOf(await joinGroup(deps, { welcome, keyPackages: [own] })).state });
    },
    async update(by: Person) {
      const { signer } = by.identity;
      const sent = valueOf(await proposeUpdate(deps, by.state, {}, { signer }));
      by.state = sent.state;
      await hear(sent.message, by);
    },
    async proposeRemoval(by: Person | "server", leaf: number) {
      const proposal = { kind: "remove", removed: leaf } as const;
      if (by === "server") {
        await hear(await proposeFromOutside(known.context, proposal, { signer: server, senderIndex: 0 }));
        return;
      }
      const sent = valueOf(await propose(deps, by.state, proposal, { signer: by.identity.signer }));
      by.state = sent.state;
      await hear(sent.message, by);
    },
    async joinFromOutside(name: string, instead?: Person) {
      const identity = instead?.identity ?? (await identityNamed(deps, name, [NOTES]));
      const [inside] = people.filter((person) => person !== instead);
      if (inside === undefined) return;
      const joined = valueOf(
        await joinExternally(deps, {
          ...identity,
          groupInfo: await infoBy(inside),
          ratchetTree: publicRatchetTree(known),
          replaces: () => instead?.state.ownLeaf,
        }),
      );
      known = valueOf(await applyPublicCommit(deps, known, joined.commit, 1)).group;
      if (instead !== undefined) people.splice(people.indexOf(instead), 1);
      for (const person of people) await follow(deps, person, joined.commit);
      people.push({ identity, state: joined.state });
    },
  };
}
type Watched = Awaited<ReturnType<typeof watchedGroup>>;

async function randomStep(watched: Watched, chance: Chance, step: number): Promise<void> {
  const { people } = watched;
  const committer = chance.pick(people);
  const roll = people.length < 3 ? 0 : chance.below(8);
  if (roll <= 1) return watched.add(`p${step}`, committer);
  if (roll === 2) return void (await watched.commit(committer));
  if (roll === 3) return watched.joinFromOutside(`p${step}`, chance.below(2) === 0 ? committer : undefined);
  if (roll === 4) {
    const extensions = committer.state.context.extensions.map((each) =>
      each.type === NOTES ? { type: NOTES, data: utf8(`step ${step}`) } : each,
    );
    return void (await watched.commit(committer, { proposals: [{ kind: "group_context_extensions", extensions }] }));
  }
  const [first, second] = chance.shuffled(people);
  if (first === undefined || second === undefined) return;
  if (roll === 5) await watched.update(second);
  else await watched.proposeRemoval(roll === 6 ? "server" : first, second.state.ownLeaf);
  await watched.commit(first, { waiting: "all" });
}

test("a server that follows a group agrees with its members after every step, whatever they do", async () => {
  for (let seed = 0; seed < 4; seed++) {
    const chance = seededChance(`public ${seed}`);
    const watched = await watchedGroup();
    for (let step = 0; step < 25; step++) {
      try {
        await randomStep(watched, chance, step);
        await watched.mustAgree();
      } catch (cause) {
        throw new Error(`seed ${seed}, step ${step}`, { cause });
      }
    }
  }
});

const grown = async () => {
  const watched = await watchedGroup();
  const [alice] = watched.people;
  if (alice === undefined) throw new Error("expected alice");
  for (const name of ["bob", "carol", "dave"]) await watched.add(name, alice);
  return { watched, alice };
};

test("a commit with any byte changed is refused, but for the tags that only members can check", async () => {
  const { watched, alice } = await grown();
  const { commit } = valueOf(await createCommit(deps, alice.state, { signer: alice.identity.signer }));
  const known = watched.known();
  const accepted: number[] = [];
  for (let at = 0; at < commit.length; at++) {
    const changed = commit.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    const applied = await applyPublicCommit(deps, known, changed, 1);
    if (applied.ok) accepted.push(at);
  }
  // At its end: confirmation tag and membership tag, 32 bytes each.
  expect(accepted.every((at) => at >= commit.length - 66)).toBe(true);
  expect(accepted.length).toBeLessThanOrEqual(64);
});

test("a GroupInfo must say what follows from the commit, be signed by a member, and let others in", async () => {
  const { watched, alice } = await grown();
  const { signer } = alice.identity;
  const before = await watched.infoBy(alice);
  await watched.commit(alice);
  const known: PublicGroup = watched.known();
  expect(refusalOf(await checkPublicGroupInfo(deps, known, before))).toBe("invalid: the group's context");
  const shut = valueOf(await createGroupInfo(deps, alice.state, { signer, withTree: false, withExternalPub: false }));
  expect(refusalOf(await checkPublicGroupInfo(deps, known, shut))).toBe("invalid: an external_pub");
  const info = await watched.infoBy(alice);
  info[info.length - 1] = (info.at(-1) ?? 0) ^ 1;
  expect(refusalOf(await checkPublicGroupInfo(deps, known, info))).toMatch(/^invalid: a signature/);
});

test("a handshake of another epoch, of another group or by nobody is refused", async () => {
  const { watched, alice } = await grown();
  const { signer } = alice.identity;
  const late = valueOf(await createCommit(deps, alice.state, { signer })).commit;
  await watched.commit(alice);
  expect(refusalOf(await applyPublicCommit(deps, watched.known(), late, 1))).toMatch(/^stale-epoch/);
  const other = await grown();
  const foreign = valueOf(await createCommit(deps, other.alice.state, { signer: other.alice.identity.signer })).commit;
  expect((await applyPublicCommit(deps, watched.known(), foreign, 1)).ok).toBe(false);
  const removal = { kind: "remove", removed: 1 } as const;
  const unlisted = await proposeFromOutside(watched.known().context, removal, { signer, senderIndex: 0 });
  expect(refusalOf(await receivePublicProposal(deps, watched.known(), unlisted))).toMatch(/^invalid: a signature/);
  expect((await applyPublicCommit(deps, watched.known(), Uint8Array.of(0, 1, 0), 1)).ok).toBe(false);
});
