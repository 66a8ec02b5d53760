/** The rules that a leaf must keep wherever it appears: RFC 9420 §7.3. Who it claims to be is the application's to check. */
import { credentialType } from "../messages/credential.ts";
import {
  type Extension,
  isDefaultExtension,
  type RequiredCapabilities,
  requiredCapabilitiesOf,
} from "../messages/extension.ts";
import { type LeafNode, type LeafNodeSource, type LeafPosition, leafNodeTbs } from "../messages/leaf-node.ts";
import { MLS10 } from "../messages/protocol-version.ts";
import { verifyWithLabel } from "../provider/labelled.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { require } from "../refusal.ts";

/** What a group asks of each of its leaves. */
export interface LeafRequirements {
  readonly cipherSuite: number;
  /** Types in the GroupContext. */
  readonly extensions: readonly number[];
  readonly required: RequiredCapabilities | undefined;
}

export function requirementsOf(context: {
  readonly cipherSuite: number;
  readonly extensions: readonly Extension[];
}): LeafRequirements {
  return {
    cipherSuite: context.cipherSuite,
    extensions: context.extensions.map(({ type }) => type),
    required: requiredCapabilitiesOf(context.extensions),
  };
}

/** RFC 9420 §7.2: these proposal types need not be listed. */
const isDefaultProposal = (type: number) => type >= 1 && type <= 7;

/** Whether a leaf's member understands what the group uses, and whether the leaf is true to its own claims. */
export function checkCapabilities(leaf: LeafNode, requirements: LeafRequirements): void {
  const { capabilities } = leaf;
  const supports = (type: number) => isDefaultExtension(type) || capabilities.extensions.includes(type);
  require(capabilities.versions.includes(MLS10), "invalid", "a leaf that supports mls10");
  require(capabilities.cipherSuites.includes(requirements.cipherSuite), "invalid", "a leaf that supports the suite");
  require(leaf.extensions.every(({ type }) => supports(type)), "invalid", "a leaf that supports its own extensions");
  require(requirements.extensions.every(supports), "invalid", "a leaf that supports the group's extensions");
  const ownType = credentialType(leaf.credential);
  require(capabilities.credentials.includes(ownType), "invalid", "a leaf that supports its own credential");
  // RFC 9420 §11.1.
  const { required } = requirements;
  if (required === undefined) return;
  const hasAll =
    required.extensions.every(supports) &&
    required.proposals.every((type) => isDefaultProposal(type) || capabilities.proposals.includes(type)) &&
    required.credentials.every((type) => capabilities.credentials.includes(type));
  require(hasAll, "invalid", "a leaf with the required capabilities");
}

/** Refuses as "invalid" a leaf that its own key did not sign for this place. */
export function verifyLeafSignature(provider: MlsProvider, leaf: LeafNode, position: LeafPosition): Promise<void> {
  return verifyWithLabel(provider, {
    publicKey: leaf.signatureKey,
    label: "LeafNodeTBS",
    content: leafNodeTbs(leaf.source.kind, leaf.encodedContent, position),
    signature: leaf.signature,
  });
}

export function checkSource(leaf: LeafNode, kind: LeafNodeSource["kind"]): void {
  require(leaf.source.kind === kind, "invalid", `a leaf from ${kind}, got one from ${leaf.source.kind}`);
}

/** RFC 9420 §7.2: without a time, the lifetime is not checked. */
export function checkLifetime(leaf: LeafNode, nowMs: number | undefined): void {
  if (nowMs === undefined || leaf.source.kind !== "key_package") return;
  const now = BigInt(Math.floor(nowMs / 1000));
  const { notBefore, notAfter } = leaf.source.lifetime;
  require(notBefore <= now && now <= notAfter, "invalid", "a key package within its lifetime");
}
