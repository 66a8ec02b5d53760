/**
 * The keys of messages: RFC 9420 §9. A tree of secrets with two ratchets at each leaf, grown only where a message needs
 * it. Each step returns a new tree in which what was used is gone; the old one is not changed, so that a forged message
 * moves nothing. What is gone is handed back to be wiped.
 */
import { EMPTY, utf8 } from "../bytes.ts";
import { MLS_LIMITS } from "../limits.ts";
import { expandWithLabel } from "../provider/labelled.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { present, refuse, require } from "../refusal.ts";
import { isBelow, left, nodeOfLeaf, nodeWidth, parent, right, root } from "../tree/tree-math.ts";

export interface MessageKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

export interface Ratchet {
  /** Of `generation`, the next one to be used. */
  readonly secret: Uint8Array;
  readonly generation: number;
  /** Keys of messages that have not come yet, by generation. */
  readonly skipped: ReadonlyMap<number, MessageKey>;
}

/** Handshake messages and application messages have ratchets of their own (RFC 9420 §9.1). */
export type RatchetKind = "handshake" | "application";

export type LeafRatchets = Readonly<Record<RatchetKind, Ratchet>>;

export interface SecretTree {
  readonly leafCount: number;
  /** By node index: the secrets of subtrees in which no ratchet has been started. */
  readonly nodes: readonly (Uint8Array | undefined)[];
  /** By leaf index. */
  readonly ratchets: readonly (LeafRatchets | undefined)[];
}

export interface RatchetPlace {
  readonly leafIndex: number;
  readonly kind: RatchetKind;
}

export interface KeyStep extends MessageKey {
  readonly generation: number;
  readonly tree: SecretTree;
  readonly consumed: readonly Uint8Array[];
}

export function createSecretTree(leafCount: number, encryptionSecret: Uint8Array): SecretTree {
  const nodes: (Uint8Array | undefined)[] = Array.from({ length: nodeWidth(leafCount) }, () => undefined);
  nodes[root(leafCount)] = encryptionSecret;
  return { leafCount, nodes, ratchets: Array.from({ length: leafCount }, () => undefined) };
}

/** The key for the next message that this member sends. */
export function nextSendingKey(provider: MlsProvider, tree: SecretTree, place: RatchetPlace): KeyStep {
  const started = startRatchets(provider, tree, place.leafIndex);
  const ratchet = started.ratchets[place.kind];
  return step(provider, { ...started, place }, ratchet.generation);
}

/** The key for a message that was received; refuses a generation that was used, dropped, or is too far ahead. */
export function receivingKey(
  provider: MlsProvider,
  tree: SecretTree,
  { generation, ...place }: RatchetPlace & { readonly generation: number },
): KeyStep {
  require(place.leafIndex < tree.leafCount, "not-a-member", "a sender within the tree");
  const started = startRatchets(provider, tree, place.leafIndex);
  const ratchet = started.ratchets[place.kind];
  if (generation < ratchet.generation) return takeSkipped({ ...started, place }, generation);
  const ahead = generation - ratchet.generation;
  require(ahead <= MLS_LIMITS.forwardSteps, "too-far-ahead", `at most ${MLS_LIMITS.forwardSteps} messages ahead`);
  return step(provider, { ...started, place }, generation);
}

interface Started {
  readonly tree: SecretTree;
  readonly ratchets: LeafRatchets;
  readonly consumed: readonly Uint8Array[];
  readonly place: RatchetPlace;
}

function takeSkipped({ tree, ratchets, consumed, place }: Started, generation: number): KeyStep {
  const ratchet = ratchets[place.kind];
  const found = present(ratchet.skipped.get(generation), "key-consumed", `an unused key of generation ${generation}`);
  const skipped = new Map(ratchet.skipped);
  skipped.delete(generation);
  const changed = withRatchet(tree, { ratchets, place }, { ...ratchet, skipped });
  return { ...found, generation, tree: changed, consumed: [...consumed, found.key, found.nonce] };
}

/** Moves the ratchet beyond `generation`, keeping the keys it passes. */
function step(provider: MlsProvider, { tree, ratchets, consumed, place }: Started, generation: number): KeyStep {
  const ratchet = ratchets[place.kind];
  const gone = [...consumed];
  const passed: [number, MessageKey][] = [];
  let { secret } = ratchet;
  for (let at = ratchet.generation; at < generation; at++) {
    // Keys that would be dropped at once are not made.
    if (generation - at <= MLS_LIMITS.skippedKeys) passed.push([at, messageKey(provider, secret, at)]);
    gone.push(secret);
    secret = nextSecret(provider, secret, at);
  }
  // The generations ascend, so the first are the oldest.
  const { kept, dropped } = keepLatest(passed.length === 0 ? [] : [...ratchet.skipped, ...passed]);
  gone.push(...dropped);
  const used = messageKey(provider, secret, generation);
  gone.push(secret, used.key, used.nonce);
  const next = {
    secret: nextSecret(provider, secret, generation),
    generation: generation + 1,
    skipped: passed.length === 0 ? ratchet.skipped : kept,
  };
  return { ...used, generation, tree: withRatchet(tree, { ratchets, place }, next), consumed: gone };
}

function keepLatest(all: readonly (readonly [number, MessageKey])[]) {
  const tooMany = Math.max(0, all.length - MLS_LIMITS.skippedKeys);
  return {
    kept: new Map(all.slice(tooMany)),
    dropped: all.slice(0, tooMany).flatMap(([, { key, nonce }]) => [key, nonce]),
  };
}

function withRatchet(
  tree: SecretTree,
  { ratchets, place }: Pick<Started, "ratchets" | "place">,
  ratchet: Ratchet,
): SecretTree {
  const all = tree.ratchets.slice();
  all[place.leafIndex] = { ...ratchets, [place.kind]: ratchet };
  return { ...tree, ratchets: all };
}

// RFC 9420 §9.1 DeriveTreeSecret.
export function deriveTreeSecret(
  provider: MlsProvider,
  secret: Uint8Array,
  { label, generation, sizeBytes }: { readonly label: string; readonly generation: number; readonly sizeBytes: number },
): Uint8Array {
  const context = Uint8Array.of(generation >>> 24, generation >>> 16, generation >>> 8, generation);
  return expandWithLabel(provider, secret, { label, context, sizeBytes });
}

function messageKey(provider: MlsProvider, secret: Uint8Array, generation: number): MessageKey {
  const { keyBytes, nonceBytes } = provider.suite;
  return {
    key: deriveTreeSecret(provider, secret, { label: "key", generation, sizeBytes: keyBytes }),
    nonce: deriveTreeSecret(provider, secret, { label: "nonce", generation, sizeBytes: nonceBytes }),
  };
}

function nextSecret(provider: MlsProvider, secret: Uint8Array, generation: number): Uint8Array {
  return deriveTreeSecret(provider, secret, { label: "secret", generation, sizeBytes: provider.suite.hashBytes });
}

const LEFT = utf8("left");
const RIGHT = utf8("right");

/** Grows the tree down to the leaf, unless it has its ratchets already (RFC 9420 §9). */
function startRatchets(
  provider: MlsProvider,
  tree: SecretTree,
  leafIndex: number,
): { readonly tree: SecretTree; readonly ratchets: LeafRatchets; readonly consumed: readonly Uint8Array[] } {
  const running = tree.ratchets[leafIndex];
  if (running !== undefined) return { tree, ratchets: running, consumed: [] };
  const nodes = tree.nodes.slice();
  const leaf = nodeOfLeaf(leafIndex);
  let at = leaf;
  while (nodes[at] === undefined) {
    if (at === root(tree.leafCount)) refuse("key-consumed", "a secret above the leaf");
    at = parent(at);
  }
  const consumed: Uint8Array[] = [];
  const sizeBytes = provider.suite.hashBytes;
  let secret = present(nodes[at], "key-consumed", "a secret above the leaf");
  for (; at !== leaf; ) {
    const [leftSecret, rightSecret] = [LEFT, RIGHT].map((context) =>
      expandWithLabel(provider, secret, { label: "tree", context, sizeBytes }),
    );
    nodes[at] = undefined;
    consumed.push(secret);
    const [goLeft, below, beside] = isBelow(leaf, left(at))
      ? [leftSecret, left(at), right(at)]
      : [rightSecret, right(at), left(at)];
    nodes[beside] = goLeft === leftSecret ? rightSecret : leftSecret;
    secret = present(goLeft, "invalid", "a secret of a child");
    at = below;
  }
  nodes[leaf] = undefined;
  consumed.push(secret);
  const start = (kind: RatchetKind): Ratchet => ({
    secret: expandWithLabel(provider, secret, { label: kind, context: EMPTY, sizeBytes }),
    generation: 0,
    skipped: new Map(),
  });
  const ratchets = { handshake: start("handshake"), application: start("application") };
  const all = tree.ratchets.slice();
  all[leafIndex] = ratchets;
  return { tree: { ...tree, nodes, ratchets: all }, ratchets, consumed };
}

/** Every secret of a tree that is given up. */
export function secretsOfTree(tree: SecretTree): readonly Uint8Array[] {
  const ofRatchet = ({ secret, skipped }: Ratchet) => [
    secret,
    ...[...skipped.values()].flatMap(({ key, nonce }) => [key, nonce]),
  ];
  const present = (secret: Uint8Array | undefined) => (secret === undefined ? [] : [secret]);
  return [
    ...tree.nodes.flatMap(present),
    ...tree.ratchets.flatMap((each) =>
      each === undefined ? [] : [...ofRatchet(each.handshake), ...ofRatchet(each.application)],
    ),
  ];
}

/** RFC 9420 §6.3.2: what hides the sender of a PrivateMessage. */
export function senderDataKey(provider: MlsProvider, senderDataSecret: Uint8Array, ciphertext: Uint8Array): MessageKey {
  const context = ciphertext.subarray(0, provider.suite.hashBytes);
  const { keyBytes, nonceBytes } = provider.suite;
  return {
    key: expandWithLabel(provider, senderDataSecret, { label: "key", context, sizeBytes: keyBytes }),
    nonce: expandWithLabel(provider, senderDataSecret, { label: "nonce", context, sizeBytes: nonceBytes }),
  };
}
