/** Making and checking key packages: RFC 9420 §10. */
import { equalBytes } from "../bytes.ts";
import { decode } from "../codec/reader.ts";
import { encodeMlsMessage, readMlsMessage } from "../framing/mls-message.ts";
import type { Credential } from "../messages/credential.ts";
import { CREDENTIAL_TYPE } from "../messages/credential.ts";
import { EXTENSION_TYPE, type Extension, LAST_RESORT_EXTENSION } from "../messages/extension.ts";
import { type KeyPackage, keyPackage, keyPackageRef, keyPackageTbs } from "../messages/key-package.ts";
import {
  type Capabilities,
  encodeLeafContent,
  type LeafNode,
  type LeafNodeContent,
  type LeafPosition,
  leafNode,
  leafNodeTbs,
} from "../messages/leaf-node.ts";
import { MLS10 } from "../messages/protocol-version.ts";
import type { CipherSuite } from "../provider/cipher-suite.ts";
import { generateKeyPair } from "../provider/hpke.ts";
import { signWithLabel, verifyWithLabel } from "../provider/labelled.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import { attempt, attemptSync, type Result, refuse, require } from "../refusal.ts";
import { checkCapabilities, checkLifetime, checkSource, verifyLeafSignature } from "../tree/validate-leaf.ts";
import { requireSuite } from "./group-state.ts";

/** What this software understands, and what the application adds to it. */
export function capabilitiesFor(suite: CipherSuite, added: Partial<Capabilities> = {}): Capabilities {
  return {
    versions: [MLS10],
    cipherSuites: [suite.id, ...(added.cipherSuites ?? [])],
    extensions: [EXTENSION_TYPE.lastResort, ...(added.extensions ?? [])],
    proposals: added.proposals ?? [],
    credentials: [CREDENTIAL_TYPE.basic, ...(added.credentials ?? [])],
  };
}

/** Who a leaf speaks for. */
export interface Identity {
  readonly signer: Signer;
  readonly credential: Credential;
  readonly capabilities: Capabilities;
  /** Of the leaf. */
  readonly extensions?: readonly Extension[] | undefined;
}

export interface NewKeyPackage extends Identity {
  /** Milliseconds since 1970; written in whole seconds. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly isLastResort?: boolean | undefined;
}

/** A key package of ours with what opens the Welcome that answers it. To be wiped when used, unless it is a last resort. */
export interface OwnKeyPackage {
  readonly keyPackage: KeyPackage;
  /** RFC 9420 §5.2 KeyPackageRef: how a Welcome names it. */
  readonly reference: Uint8Array;
  /** To be published: an encoded MLSMessage. */
  readonly message: Uint8Array;
  readonly initPrivateKey: Uint8Array;
  readonly encryptionPrivateKey: Uint8Array;
}

export async function createKeyPackage(provider: MlsProvider, input: NewKeyPackage): Promise<OwnKeyPackage> {
  const init = await generateKeyPair(provider);
  const encryption = await generateKeyPair(provider);
  const seconds = (timeMs: number) => BigInt(Math.floor(timeMs / 1000));
  const lifetime = { notBefore: seconds(input.notBeforeMs), notAfter: seconds(input.notAfterMs) };
  const leaf = await signedLeaf(
    input.signer,
    {
      encryptionKey: encryption.publicKey,
      signatureKey: input.signer.publicKey,
      credential: input.credential,
      capabilities: input.capabilities,
      source: { kind: "key_package", lifetime },
      extensions: input.extensions ?? [],
    },
    NOWHERE,
  );
  const content = {
    version: MLS10,
    cipherSuite: provider.suite.id,
    initKey: init.publicKey,
    leafNode: leaf,
    extensions: input.isLastResort === true ? [LAST_RESORT_EXTENSION] : [],
  };
  const made = keyPackage(content, await signWithLabel(input.signer, LABEL, keyPackageTbs(content)));
  return ownKeyPackage(provider, made, { init: init.privateKey, encryption: encryption.privateKey });
}

export function ownKeyPackage(
  provider: MlsProvider,
  made: KeyPackage,
  privateKeys: { readonly init: Uint8Array; readonly encryption: Uint8Array },
): OwnKeyPackage {
  return {
    keyPackage: made,
    reference: keyPackageRef(provider, made),
    message: encodeMlsMessage({ kind: "keyPackage", message: made }),
    initPrivateKey: privateKeys.init,
    encryptionPrivateKey: privateKeys.encryption,
  };
}

const LABEL = "KeyPackageTBS";
const NOWHERE: LeafPosition = { groupId: new Uint8Array(0), leafIndex: 0 };

/** Signs a leaf for its place (RFC 9420 §7.2). */
export async function signedLeaf(signer: Signer, content: LeafNodeContent, position: LeafPosition): Promise<LeafNode> {
  const encoded = encodeLeafContent(content);
  const signature = await signWithLabel(signer, "LeafNodeTBS", leafNodeTbs(content.source.kind, encoded, position));
  return leafNode(content, encoded, signature);
}

/** Reads a published key package; it is checked when it is used, or by `checkKeyPackage`. */
export function decodeKeyPackage(bytes: Uint8Array): Result<KeyPackage> {
  return attemptSync(() => {
    const { kind, message } = decode(bytes, readMlsMessage);
    return kind === "keyPackage" ? message : refuse("malformed", "a key package");
  });
}

/** Whether a key package may be added: its rules and both signatures (RFC 9420 §10.1). The credential is not checked. */
export function checkKeyPackage(
  provider: MlsProvider,
  candidate: KeyPackage,
  nowMs: number | undefined,
): Promise<Result<KeyPackage>> {
  return attempt(async () => {
    await verifyKeyPackage(provider, candidate, nowMs);
    return candidate;
  });
}

export async function verifyKeyPackage(
  provider: MlsProvider,
  candidate: KeyPackage,
  nowMs: number | undefined,
): Promise<void> {
  const leaf = candidate.leafNode;
  require(candidate.version === MLS10, "unsupported", "protocol version mls10");
  requireSuite(provider, candidate.cipherSuite);
  checkSource(leaf, "key_package");
  checkLifetime(leaf, nowMs);
  checkCapabilities(leaf, { cipherSuite: candidate.cipherSuite, extensions: [], required: undefined });
  require(!equalBytes(candidate.initKey, leaf.encryptionKey), "invalid", "an init key of its own");
  await verifyLeafSignature(provider, leaf, NOWHERE);
  await verifyWithLabel(provider, {
    publicKey: leaf.signatureKey,
    label: LABEL,
    content: keyPackageTbs(candidate),
    signature: candidate.signature,
  });
}
