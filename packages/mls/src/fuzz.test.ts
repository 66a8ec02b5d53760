// Hostile bytes: whatever a network or a disk may hand over ends as a refusal, never as an exception, and never as an
// accepted message.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { decode, type Reader } from "./codec/reader.ts";
import { encode } from "./codec/writer.ts";
import { readAuthenticatedContent, readFramedContent } from "./framing/framed-content.ts";
import { readMlsMessage, writeMlsMessage } from "./framing/mls-message.ts";
import { readPrivateMessage } from "./framing/private-message.ts";
import { readPublicMessage } from "./framing/public-message.ts";
import {
  createCommit,
  createGroupInfo,
  decodeGroup,
  decodeKeyPackage,
  decodeOwnKeyPackage,
  decodePending,
  encodeGroup,
  encodeOwnKeyPackage,
  encodePending,
  encryptMessage,
  joinExternally,
  joinGroup,
  type OwnKeyPackage,
  peekGroupInfo,
  processMessage,
  propose,
  type Result,
  ratchetTreeOf,
} from "./index.ts";
import { readCommit } from "./messages/commit.ts";
import { readCredential } from "./messages/credential.ts";
import { readExtensions } from "./messages/extension.ts";
import { readGroupContext } from "./messages/group-context.ts";
import { readGroupInfo } from "./messages/group-info.ts";
import { readKeyPackage } from "./messages/key-package.ts";
import { readLeafNode } from "./messages/leaf-node.ts";
import { readProposal } from "./messages/proposal.ts";
import { readPskId } from "./messages/psk-id.ts";
import { readUpdatePath } from "./messages/update-path.ts";
import { readGroupSecrets, readWelcome } from "./messages/welcome.ts";
import { nodeProvider } from "./provider/node.ts";
import {
  applyPublicCommit,
  checkPublicGroupInfo,
  handshakeEpoch,
  openPublicGroup,
  type PublicGroup,
  privateHeader,
  proposalIn,
  receivePublicProposal,
  welcomeReferences,
} from "./public-group/index.ts";
import { Refused } from "./refusal.ts";
import { depsOf, identityNamed, keyPackageOf, type Person, smallGroup, utf8, valueOf } from "./testing/small-group.ts";
import { readRatchetTree } from "./tree/ratchet-tree.ts";

const provider = nodeProvider(1);
const deps = depsOf(provider);
let alice: Person;
let bob: Person;
let dave: OwnKeyPackage;
/** What a server knows of their group. */
let known: PublicGroup;
let tree: Uint8Array;
let infoWithoutTree: Uint8Array;
const samples = new Map<string, { bytes: Uint8Array; take: (bytes: Uint8Array) => Promise<Result<unknown>> }>();

beforeAll(async () => {
  [alice, bob] = (await smallGroup(deps, { names: ["alice", "bob"] })) as [Person, Person];
  const { signer } = alice.identity;
  dave = await keyPackageOf(deps, await identityNamed(deps, "dave"));
  const proposals = [{ kind: "add", keyPackage: dave.keyPackage }] as const;
  const created = valueOf(await createCommit(deps, alice.state, { signer, proposals, withPath: true }));
  const sent = valueOf(
    await encryptMessage(deps, alice.state, { signer, data: utf8("hello"), authenticatedData: utf8("aad") }),
  );
  const proposed = valueOf(await propose(deps, alice.state, proposals[0], { signer }));
  const hidden = valueOf(await createCommit(deps, alice.state, { signer, format: "private" }));
  const info = { signer, withTree: true, withExternalPub: true };
  const groupInfo = valueOf(await createGroupInfo(deps, alice.state, info));
  tree = ratchetTreeOf(alice.state);
  infoWithoutTree = valueOf(await createGroupInfo(deps, alice.state, { ...info, withTree: false }));
  known = valueOf(await openPublicGroup(deps, infoWithoutTree, tree));
  const erin = await identityNamed(deps, "erin");
  const process = (bytes: Uint8Array) => processMessage(deps, bob.state, bytes);
  samples.set("an application message", { bytes: sent.message, take: process });
  samples.set("a public commit", { bytes: created.commit, take: process });
  samples.set("a private commit", { bytes: hidden.commit, take: process });
  samples.set("a proposal", { bytes: proposed.message, take: process });
  samples.set("a Welcome", {
    bytes: created.welcome ?? new Uint8Array(0),
    take: (welcome) => joinGroup(deps, { welcome, keyPackages: [dave] }),
  });
  samples.set("a GroupInfo", {
    bytes: groupInfo,
    take: (bytes) => joinExternally(deps, { ...erin, groupInfo: bytes }),
  });
});

const KINDS = [
  "an application message",
  "a public commit",
  "a private commit",
  "a proposal",
  "a Welcome",
  "a GroupInfo",
] as const;

describe.for(KINDS)("%s", (kind) => {
  const sample = () => samples.get(kind) ?? { bytes: new Uint8Array(0), take: () => Promise.reject(new Error(kind)) };

  test("is accepted as it is", async () => {
    valueOf(await sample().take(sample().bytes));
  });

  test("is refused with any bit flipped", async () => {
    const { bytes, take } = sample();
    // Every bit of the first bytes and of the last, where headers and tags are, and one bit of each byte between.
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const at = bit >> 3;
      if (at >= 24 && at < bytes.length - 24 && bit % 8 !== at % 8) continue;
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ (1 << (bit & 7)));
      const result = await take(changed);
      expect({ bit, ok: result.ok }).toEqual({ bit, ok: false });
    }
  });

  test("is refused cut off, or with more behind it", async () => {
    const { bytes, take } = sample();
    for (let length = 0; length < bytes.length; length += length < 64 ? 1 : 13) {
      expect((await take(bytes.subarray(0, length))).ok).toBe(false);
    }
    expect((await take(new Uint8Array([...bytes, 0]))).ok).toBe(false);
  });
});

/** Anything, or a message with a few bytes changed: that gets further. */
function hostileBytes() {
  const changed = fc
    .tuple(
      fc.constantFrom(...KINDS),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 }),
    )
    .map(([kind, changes]) => {
      const bytes = new Uint8Array(samples.get(kind)?.bytes ?? []);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return bytes;
    });
  return fc.oneof(fc.uint8Array({ maxLength: 400 }), changed);
}

test("random bytes are refused by everything that reads the network", async () => {
  const erin = await identityNamed(deps, "erin");
  const readers: ((reader: Reader) => unknown)[] = [
    ...[readMlsMessage, readPublicMessage, readPrivateMessage, readAuthenticatedContent, readFramedContent],
    ...[readWelcome, readGroupSecrets, readGroupInfo, readGroupContext, readRatchetTree],
    ...[readKeyPackage, readLeafNode, readCredential, readExtensions],
    ...[readProposal, readCommit, readUpdatePath, readPskId],
  ];
  await fc.assert(
    fc.asyncProperty(hostileBytes(), async (bytes) => {
      await processMessage(deps, bob.state, bytes);
      await joinGroup(deps, { welcome: bytes, keyPackages: [dave] });
      await joinExternally(deps, { ...erin, groupInfo: bytes });
      decodeKeyPackage(bytes);
      peekGroupInfo(bytes);
      for (const read of readers) {
        try {
          decode(bytes, read);
        } catch (failure) {
          expect(failure).toBeInstanceOf(Refused);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("random bytes are refused by everything that a server reads of members", async () => {
  await fc.assert(
    fc.asyncProperty(hostileBytes(), async (bytes) => {
      await receivePublicProposal(deps, known, bytes);
      await applyPublicCommit(deps, known, bytes, 1);
      await openPublicGroup(deps, bytes, tree);
      expect((await openPublicGroup(deps, infoWithoutTree, bytes)).ok).toBe(false);
      expect((await checkPublicGroupInfo(deps, known, bytes)).ok).toBe(false);
      for (const read of [welcomeReferences, proposalIn, handshakeEpoch, privateHeader]) read(bytes);
    }),
    { numRuns: 150 },
  );
});

test("what is decoded is encoded as the same bytes", () => {
  fc.assert(
    fc.property(hostileBytes(), (bytes) => {
      let message: ReturnType<typeof readMlsMessage>;
      try {
        message = decode(bytes, readMlsMessage);
      } catch {
        return;
      }
      expect(encode(message, writeMlsMessage)).toEqual(new Uint8Array(bytes));
    }),
    { numRuns: 500 },
  );
});

describe("what is stored", () => {
  test("is the same group after reading, with late messages and a commit in flight", async () => {
    const stored = encodeGroup(bob.state);
    const again = valueOf(decodeGroup(provider, stored));
    expect(encodeGroup(again)).toEqual(stored);
    expect(ratchetTreeOf(again)).toEqual(ratchetTreeOf(bob.state));
    const { signer } = bob.identity;
    const { pending } = valueOf(await createCommit(deps, again, { signer }));
    const bytes = encodePending(pending);
    expect(encodePending(valueOf(decodePending(provider, bytes)))).toEqual(bytes);
    const own = encodeOwnKeyPackage(dave);
    expect(valueOf(decodeOwnKeyPackage(provider, own))).toEqual(dave);
  });

  test("is refused when parts of two epochs are mixed, when cut off, or of another version", async () => {
    const stored = encodeGroup(bob.state);
    const { signer } = bob.identity;
    const { pending } = valueOf(await createCommit(deps, bob.state, { signer }));
    const other = encodeGroup({ ...bob.state, ...pending.next });
    expect(decodeGroup(provider, { ...stored, messagePart: other.messagePart }).ok).toBe(false);
    for (let length = 0; length < stored.epochPart.length; length += 7) {
      expect(decodeGroup(provider, { ...stored, epochPart: stored.epochPart.subarray(0, length) }).ok).toBe(false);
    }
    for (let length = 0; length < stored.messagePart.length; length += 3) {
      expect(decodeGroup(provider, { ...stored, messagePart: stored.messagePart.subarray(0, length) }).ok).toBe(false);
    }
    const newer = { ...stored, epochPart: stored.epochPart.with(1, 2) };
    expect(decodeGroup(provider, newer)).toMatchObject({ ok: false, refusal: { reason: "unsupported" } });
  });

  test("never throws, whatever is changed in it", () => {
    const { epochPart, messagePart } = encodeGroup(bob.state);
    const change = (bytes: Uint8Array, at: number, value: number) => bytes.with(at % bytes.length, value);
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 255 }), (at, value) => {
        decodeGroup(provider, { epochPart: change(epochPart, at, value), messagePart });
        decodeGroup(provider, { epochPart, messagePart: change(messagePart, at, value) });
        decodePending(provider, change(epochPart, at, value));
        decodeOwnKeyPackage(provider, change(messagePart, at, value));
      }),
      { numRuns: 500 },
    );
  });
});
