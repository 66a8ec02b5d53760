// RFC 9420 §12.2: what makes a commit invalid. Each test signs a commit that breaks one rule, and expects the refusal to
// name that rule; to the sender all of them look alike.
import { beforeEach, describe, expect, test } from "vitest";
import { encode } from "../codec/writer.ts";
import { writeExtensions } from "../messages/extension.ts";
import type { Proposal } from "../messages/proposal.ts";
import { nodeProvider } from "../provider/node.ts";
import { forged, forgedCommit, pathOf } from "../testing/forged-commit.ts";
import {
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
import { processMessage } from "./process-message.ts";
import { propose, proposeUpdate } from "./propose.ts";
import { externalPskProposal, resumptionPskProposal } from "./psk-proposals.ts";

const provider = nodeProvider(1);
const deps = depsOf(provider);
let alice: Person;
let bob: Person;
let carol: Person;

beforeEach(async () => {
  [alice, bob, carol] = (await smallGroup(deps, { names: ["alice", "bob", "carol"] })) as [Person, Person, Person];
});

async function addOf(name: string): Promise<Extract<Proposal, { kind: "add" }>> {
  const { keyPackage } = await keyPackageOf(deps, await identityNamed(deps, name));
  return { kind: "add", keyPackage };
}

/** How Bob answers a commit by Alice. */
async function answer(proposals: readonly (Proposal | Uint8Array)[], withPath = false): Promise<string> {
  const path = withPath ? await pathOf(provider, alice) : undefined;
  const message = await forgedCommit(provider, alice, proposals, path);
  return refusalOf(await processMessage(deps, bob.state, message, { nowMs: DAY_MS }));
}

async function updateByCarol(): Promise<Uint8Array> {
  const sent = valueOf(await proposeUpdate(deps, carol.state, {}, { signer: carol.identity.signer }));
  await follow(deps, bob, sent.message);
  return sent.reference;
}

const remove = (removed: number): Proposal => ({ kind: "remove", removed });
const contextOf = (extensions: Extract<Proposal, { kind: "group_context_extensions" }>["extensions"]): Proposal => ({
  kind: "group_context_extensions",
  extensions,
});

describe("a member's commit is refused", () => {
  test("with an Update by the committer", async () => {
    const leafNode = alice.state.tree.leaves[0]!;
    expect(await answer([{ kind: "update", leafNode }])).toBe("invalid: an Update by reference");
  });

  test("with a Remove of the committer", async () => {
    expect(await answer([remove(0)])).toBe("invalid: no Update or Remove of the committer");
  });

  test("with two Removes, or a Remove and an Update, of one leaf", async () => {
    expect(await answer([remove(2), remove(2)])).toBe("invalid: one Update or Remove for each leaf");
    expect(await answer([await updateByCarol(), remove(2)])).toBe("invalid: one Update or Remove for each leaf");
  });

  test("with a Remove of nobody", async () => {
    expect(await answer([remove(3)])).toBe("invalid: a Remove of a member");
    expect(await answer([remove(4_000_000_000)])).toBe("invalid: a Remove of a member");
  });

  test("with two Adds of one client, or an Add of a member", async () => {
    const dave = await addOf("dave");
    expect(await answer([dave, dave])).toBe("invalid: each key once");
    const { keyPackage } = await keyPackageOf(deps, carol.identity);
    expect(await answer([{ kind: "add", keyPackage }])).toBe("invalid: each key once");
  });

  test("with one PSK twice, with a nonce too short, or with one for the start of a group", async () => {
    const psk = externalPskProposal(provider, utf8("psk"));
    expect(await answer([psk, externalPskProposal(provider, utf8("psk"))])).toBe("invalid: each PSK once");
    const short = { ...psk.psk, nonce: new Uint8Array(31) };
    expect(await answer([{ kind: "psk", psk: short }])).toBe("invalid: a PSK nonce as long as a hash");
    const { groupId } = alice.state.context;
    for (const usage of ["reinit", "branch"] as const) {
      const start = resumptionPskProposal(provider, { usage, groupId, epoch: 1n });
      expect(await answer([start])).toBe("invalid: a resumption PSK for application use");
    }
  });

  test("with a PSK that we do not have", async () => {
    expect(await answer([externalPskProposal(provider, utf8("psk"))])).toMatch(/^unknown-psk/);
  });

  test("with two changes of the context, or a ReInit beside another proposal", async () => {
    expect(await answer([contextOf([]), contextOf([])], true)).toBe("invalid: one GroupContextExtensions");
    const reinit = { groupId: utf8("next"), version: 1, cipherSuite: 1, extensions: [] };
    expect(await answer([{ kind: "reinit", reinit }, await addOf("dave")])).toBe("invalid: a ReInit alone");
    expect(await answer([{ kind: "reinit", reinit: { ...reinit, version: 0 } }])).toBe(
      "invalid: a ReInit that does not lower the version",
    );
  });

  test("with an ExternalInit", async () => {
    const kemOutput = new Uint8Array(32);
    expect(await answer([{ kind: "external_init", kemOutput }])).toBe("invalid: an ExternalInit by one who joins");
  });

  test("with a context that somebody does not support, or with an extension twice", async () => {
    expect(await answer([contextOf([{ type: 0xff77, data: utf8("x") }])], true)).toBe(
      "invalid: a leaf that supports the group's extensions",
    );
    const twice = [1, 2].map(() => ({ type: 0xff77, data: utf8("x") }));
    expect(() => encode(twice, writeExtensions)).not.toThrow();
    expect(await answer([contextOf(twice)], true)).toBe("malformed: extensions once each");
  });

  test("without a path where one is needed (§12.4)", async () => {
    for (const proposals of [[], [remove(2)], [contextOf([])], [await updateByCarol()]]) {
      expect(await answer(proposals)).toBe("invalid: a path where one is needed");
    }
  });

  test("with a reference to a proposal that never came", async () => {
    expect(await answer([new Uint8Array(32)])).toMatch(/^unknown-proposal/);
  });

  test("with a wrong confirmation tag, or a path from another tree", async () => {
    expect(await answer([], true)).toBe("invalid: the confirmation tag of the new epoch");
    expect(await answer([remove(2)], true)).toMatch(/^invalid: /);
  });

  test("with the key package of another suite, or one that is over, or one changed by a bit", async () => {
    const dave = await identityNamed(deps, "dave");
    const { keyPackage } = await keyPackageOf(deps, dave, { notAfterMs: DAY_MS / 2 });
    expect(await answer([{ kind: "add", keyPackage }])).toBe("invalid: a key package within its lifetime");
    const { keyPackage: good } = await keyPackageOf(deps, dave);
    const encoded = good.encoded.with(40, (good.encoded[40] ?? 0) ^ 1);
    expect(await answer([{ kind: "add", keyPackage: { ...good, encoded } }])).toMatch(/^invalid: /);
    const suite2 = depsOf(nodeProvider(2));
    const other = await keyPackageOf(suite2, await identityNamed(suite2, "erin"));
    expect(await answer([{ kind: "add", keyPackage: other.keyPackage }])).toMatch(/^unsupported/);
  });
});

describe("a message is refused", () => {
  test("when somebody else signed it, or nobody tagged it", async () => {
    const impostor = { ...alice, identity: { ...alice.identity, signer: carol.identity.signer } };
    const message = await forgedCommit(provider, impostor, [], undefined);
    expect(refusalOf(await processMessage(deps, bob.state, message))).toBe("invalid: a signature of FramedContentTBS");
    const outsider = {
      ...alice,
      state: { ...alice.state, secrets: { ...alice.state.secrets, membershipKey: new Uint8Array(32) } },
    };
    expect(refusalOf(await processMessage(deps, bob.state, await forgedCommit(provider, outsider, [])))).toBe(
      "invalid: the membership tag of the group",
    );
  });

  test("when it carries application data in the open", async () => {
    const message = await forged(provider, alice, { kind: "application", data: utf8("clear") });
    expect(refusalOf(await processMessage(deps, bob.state, message))).toBe(
      "invalid: application data is never a PublicMessage",
    );
  });

  test("when its sender is a blank leaf, or an external sender that nobody listed", async () => {
    const body = { kind: "proposal", proposal: remove(2) } as const;
    const nobody = await forged(provider, alice, body, { kind: "member", leafIndex: 3 });
    expect(refusalOf(await processMessage(deps, bob.state, nobody))).toMatch(/^not-a-member/);
    const unlisted = await forged(provider, alice, body, { kind: "external", senderIndex: 0 });
    expect(refusalOf(await processMessage(deps, bob.state, unlisted))).toMatch(/^not-a-member/);
  });
});

describe("a proposal is refused when it comes", () => {
  test("if no commit could ever take it", async () => {
    for (const proposal of [remove(3), contextOf([{ type: 0xff77, data: utf8("x") }])]) {
      const message = await forged(provider, alice, { kind: "proposal", proposal });
      expect(refusalOf(await processMessage(deps, bob.state, message))).toMatch(/^invalid: /);
    }
  });

  test("and is known once, however often it comes", async () => {
    const sent = valueOf(
      await propose(deps, alice.state, { kind: "remove", removed: 2 }, { signer: alice.identity.signer }),
    );
    await follow(deps, bob, sent.message);
    await follow(deps, bob, sent.message);
    expect(bob.state.waiting).toHaveLength(1);
  });
});
