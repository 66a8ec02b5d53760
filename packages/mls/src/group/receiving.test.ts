import { beforeEach, describe, expect, test } from "vitest";
import { hexFromBytes } from "../bytes.ts";
import { receivingKey } from "../key-schedule/secret-tree.ts";
import { MLS_LIMITS } from "../limits.ts";
import { nodeProvider } from "../provider/node.ts";
import {
  commit,
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
import { encryptMessage } from "./application-message.ts";
import { applyPending, createCommit, secretsOfDiscarded } from "./create-commit.ts";
import { epochAuthenticator } from "./export.ts";
import { peekMessage } from "./peek-message.ts";
import { processMessage } from "./process-message.ts";

const deps = depsOf(nodeProvider(1));
let alice: Person;
let bob: Person;
let people: Person[];

beforeEach(async () => {
  people = await smallGroup(deps, { names: ["alice", "bob", "carol"] });
  [alice, bob] = people as [Person, Person];
});

async function say(text: string): Promise<Uint8Array> {
  const { signer } = alice.identity;
  const sent = valueOf(await encryptMessage(deps, alice.state, { signer, data: utf8(text) }));
  alice.state = sent.state;
  return sent.message;
}

async function refused(message: Uint8Array, person = bob): Promise<string> {
  return refusalOf(await processMessage(deps, person.state, message));
}

describe("an application message", () => {
  test("opens once, and a repeated one is known as such", async () => {
    const message = await say("once");
    expect(await follow(deps, bob, message)).toMatchObject({ data: utf8("once"), generation: 0 });
    expect(await refused(message)).toMatch(/^key-consumed/);
  });

  test("opens in whatever order a thousand arrive", async () => {
    const messages: Uint8Array[] = [];
    for (let count = 0; count < 1_000; count++) messages.push(await say(`${count}`));
    for (const [at, message] of [...messages.entries()].reverse()) {
      expect(await follow(deps, bob, message)).toMatchObject({ data: utf8(`${at}`) });
    }
  });

  /** As if that many messages had been sent and lost. */
  function lose(count: number): void {
    const { secretTree } = alice.state;
    const place = { leafIndex: 0, kind: "application", generation: count - 1 } as const;
    alice.state = { ...alice.state, secretTree: receivingKey(deps.provider, secretTree, place).tree };
  }

  test("opens after ten thousand that were lost, and not after more than the limit", async () => {
    lose(10_001);
    expect(await follow(deps, bob, await say("found"))).toMatchObject({ data: utf8("found"), generation: 10_001 });
    lose(MLS_LIMITS.forwardSteps);
    lose(MLS_LIMITS.forwardSteps + 10_004);
    expect(await refused(await say("too far"))).toMatch(/^too-far-ahead/);
  });

  test("opens two epochs late, and not three", async () => {
    const late = await say("late");
    await commit(deps, people, alice);
    await commit(deps, people, bob);
    const kept = bob.state;
    expect(await follow(deps, bob, late)).toMatchObject({ data: utf8("late"), epoch: 1n });
    expect(await refused(late)).toMatch(/^key-consumed/);
    bob.state = kept;
    await commit(deps, people, alice);
    expect(await refused(late)).toMatch(/^stale-epoch/);
  });

  test("of an epoch that has not come waits", async () => {
    const { state } = bob;
    await commit(deps, people, alice);
    bob.state = state;
    expect(await refused(await say("from the future"))).toMatch(/^future-epoch/);
  });

  test("of another group, or of our own, is told apart", async () => {
    const own = await say("mine");
    expect(await refused(own, alice)).toMatch(/^own-message/);
    const others = await smallGroup(deps, { names: ["dave", "erin"] });
    const stranger = { ...bob.state, context: { ...bob.state.context, groupId: utf8("another") } };
    expect(refusalOf(await processMessage(deps, stranger, own))).toMatch(/^wrong-group/);
    expect(others).toHaveLength(2);
  });

  test("that is forged moves nothing", async () => {
    const before = bob.state;
    const message = await say("true");
    const forged = message.with(message.length - 1, (message.at(-1) ?? 0) ^ 1);
    expect(await refused(forged)).toMatch(/^invalid/);
    expect(bob.state).toBe(before);
    expect(await follow(deps, bob, message)).toMatchObject({ data: utf8("true") });
  });

  test("names its sender and carries authenticated data in the clear", async () => {
    const input = {
      signer: bob.identity.signer,
      data: utf8("hello"),
      authenticatedData: utf8("clear"),
      paddingBytes: 100,
    };
    const sent = valueOf(await encryptMessage(deps, bob.state, input));
    expect(Buffer.from(sent.message).includes("clear")).toBe(true);
    expect(sent.message.length).toBeGreaterThan(200);
    const { credential, signer } = bob.identity;
    expect(await follow(deps, alice, sent.message)).toMatchObject({
      authenticatedData: utf8("clear"),
      sender: { kind: "member", leafIndex: 1, credential, signatureKey: signer.publicKey },
    });
  });
});

describe("a commit", () => {
  test("takes effect for its maker only when it is applied, and not in a later epoch", async () => {
    const created = valueOf(await createCommit(deps, alice.state, { signer: alice.identity.signer }));
    expect(created.state).toBe(alice.state);
    await commit(deps, people, bob);
    expect(refusalOf(await applyPending(alice.state, created.pending))).toMatch(/^stale-epoch/);
    expect(await refused(created.commit)).toMatch(/^stale-epoch/);
  });

  test("that was not accepted gives its secrets back, and none that the state goes on using", async () => {
    const { signer } = alice.identity;
    const { keyPackage } = await keyPackageOf(deps, await identityNamed(deps, "dave"));
    const proposals = [{ kind: "add", keyPackage }] as const;
    const created = valueOf(await createCommit(deps, alice.state, { signer, proposals }));
    for (const secret of secretsOfDiscarded(alice.state, created.pending)) secret.fill(0);
    expect(created.pending.next.secrets.initSecret).toEqual(new Uint8Array(32));
    await commit(deps, people, bob);
    await commit(deps, people, alice);
    expect(epochAuthenticator(alice.state)).toEqual(epochAuthenticator(bob.state));
  });

  test("wiped of what it consumed, leaves a group that goes on", async () => {
    for (const committer of [alice, bob, alice, bob]) {
      const created = valueOf(await createCommit(deps, committer.state, { signer: committer.identity.signer }));
      for (const person of people) {
        const next =
          person === committer
            ? valueOf(await applyPending(person.state, created.pending))
            : valueOf(await processMessage(deps, person.state, created.commit));
        if (!("state" in next)) throw new Error("expected to stay a member");
        for (const secret of next.consumed) secret.fill(0);
        person.state = next.state;
      }
      expect(new Set(people.map(({ state }) => hexFromBytes(epochAuthenticator(state)))).size).toBe(1);
      for (const person of people) if (person !== alice) await follow(deps, person, await say("on"));
    }
  });

  test("can be routed before it is believed", async () => {
    const created = valueOf(await createCommit(deps, alice.state, { signer: alice.identity.signer }));
    expect(valueOf(peekMessage(created.commit))).toMatchObject({
      kind: "public",
      groupId: alice.state.context.groupId,
      epoch: 1n,
      contentKind: "commit",
      sender: { kind: "member", leafIndex: 0 },
    });
    expect(valueOf(peekMessage(await say("hidden")))).toMatchObject({ kind: "private", sender: undefined });
    expect(refusalOf(peekMessage(created.commit.subarray(1)))).toMatch(/^(malformed|unsupported)/);
  });

  test("of our own is refused as our own", async () => {
    const created = valueOf(await createCommit(deps, alice.state, { signer: alice.identity.signer }));
    expect(await refused(created.commit, alice)).toMatch(/^own-message/);
  });

  test("is our own only with the group's tag and our signature, whoever's leaf it names", async () => {
    const { commit: own } = valueOf(await createCommit(deps, alice.state, { signer: alice.identity.signer }));
    const untagged = own.with(-1, (own.at(-1) ?? 0) ^ 1);
    expect(await refused(untagged, alice)).toMatch(/^invalid/);
    // Every member knows the key of the tag, but not the one that signs for this leaf.
    const { signer } = await identityNamed(deps, "mallory");
    const { commit: forged } = valueOf(await createCommit(deps, alice.state, { signer }));
    expect(await refused(forged, alice)).toMatch(/^invalid/);
  });

  test("without proposals, of a new context alone, and of a Remove alone carries new keys (RFC 9420 §12.4)", async () => {
    for (const proposals of [
      [],
      [{ kind: "group_context_extensions", extensions: [] }],
      [{ kind: "remove", removed: 2 }],
    ] as const) {
      const created = valueOf(await createCommit(deps, alice.state, { signer: alice.identity.signer, proposals }));
      expect(created.pending.next.tree.leaves[0]?.source.kind).toBe("commit");
    }
  });

  test("removes a member, who is told and gets all secrets back for wiping", async () => {
    const carol = people[2] as Person;
    const created = valueOf(
      await createCommit(deps, alice.state, {
        signer: alice.identity.signer,
        proposals: [{ kind: "remove", removed: 2 }],
      }),
    );
    const processed = valueOf(await processMessage(deps, carol.state, created.commit));
    expect(processed).toMatchObject({ kind: "removed", sender: { leafIndex: 0 }, removed: [{ leafIndex: 2 }] });
    expect(processed.consumed).toContain(carol.state.secrets.initSecret);
    expect(processed.consumed).toContain(carol.state.privateKeys.get(4));
  });

  test("hands back the secrets of the epoch that ends", async () => {
    const { initSecret, exporterSecret } = bob.state.secrets;
    const created = valueOf(await createCommit(deps, alice.state, { signer: alice.identity.signer }));
    const processed = await follow(deps, bob, created.commit);
    expect(processed.consumed).toEqual(expect.arrayContaining([initSecret, exporterSecret]));
  });
});
