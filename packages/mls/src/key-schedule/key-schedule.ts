/** The secrets of an epoch, each made of the one before it: RFC 9420 §8. */
import { EMPTY } from "../bytes.ts";
import { deriveKeyPair } from "../provider/hpke.ts";
import { deriveSecret, expandWithLabel } from "../provider/labelled.ts";
import type { KeyPair, MlsProvider } from "../provider/provider.ts";

/** Table 4 of RFC 9420 §8. The encryption secret is not kept: the secret tree takes its place. */
export interface EpochSecrets {
  readonly senderDataSecret: Uint8Array;
  readonly exporterSecret: Uint8Array;
  readonly externalSecret: Uint8Array;
  readonly confirmationKey: Uint8Array;
  readonly membershipKey: Uint8Array;
  readonly resumptionPsk: Uint8Array;
  readonly epochAuthenticator: Uint8Array;
  readonly initSecret: Uint8Array;
}

export interface JoinerInput {
  readonly initSecret: Uint8Array;
  readonly commitSecret: Uint8Array;
  /** Encoded, of the new epoch. */
  readonly groupContext: Uint8Array;
}

export function deriveJoinerSecret(
  provider: MlsProvider,
  { initSecret, commitSecret, groupContext }: JoinerInput,
): Uint8Array {
  const secret = provider.extract(initSecret, commitSecret);
  return expandWithLabel(provider, secret, {
    label: "joiner",
    context: groupContext,
    sizeBytes: provider.suite.hashBytes,
  });
}

export interface MemberInput {
  readonly joinerSecret: Uint8Array;
  readonly pskSecret: Uint8Array;
}

export function deriveWelcomeSecret(provider: MlsProvider, { joinerSecret, pskSecret }: MemberInput): Uint8Array {
  return deriveSecret(provider, provider.extract(joinerSecret, pskSecret), "welcome");
}

/** RFC 9420 §12.4.3.1: what the GroupInfo of a Welcome is encrypted with. */
export function welcomeKeyAndNonce(provider: MlsProvider, welcomeSecret: Uint8Array) {
  const { keyBytes, nonceBytes } = provider.suite;
  return {
    key: expandWithLabel(provider, welcomeSecret, { label: "key", context: EMPTY, sizeBytes: keyBytes }),
    nonce: expandWithLabel(provider, welcomeSecret, { label: "nonce", context: EMPTY, sizeBytes: nonceBytes }),
  };
}

export function deriveEpochSecret(
  provider: MlsProvider,
  { joinerSecret, pskSecret }: MemberInput,
  groupContext: Uint8Array,
): Uint8Array {
  return expandWithLabel(provider, provider.extract(joinerSecret, pskSecret), {
    label: "epoch",
    context: groupContext,
    sizeBytes: provider.suite.hashBytes,
  });
}

export function deriveEpochSecrets(
  provider: MlsProvider,
  epochSecret: Uint8Array,
): { readonly secrets: EpochSecrets; readonly encryptionSecret: Uint8Array } {
  const derive = (label: string) => deriveSecret(provider, epochSecret, label);
  const secrets = {
    senderDataSecret: derive("sender data"),
    exporterSecret: derive("exporter"),
    externalSecret: derive("external"),
    confirmationKey: derive("confirm"),
    membershipKey: derive("membership"),
    resumptionPsk: derive("resumption"),
    epochAuthenticator: derive("authentication"),
    initSecret: derive("init"),
  };
  return { secrets, encryptionSecret: derive("encryption") };
}

/** RFC 9420 §8.3: the key pair that those who join from outside encrypt to. */
export function externalKeyPair(provider: MlsProvider, externalSecret: Uint8Array): Promise<KeyPair> {
  return deriveKeyPair(provider, externalSecret);
}

/** RFC 9420 §8.5 MLS-Exporter. */
export function mlsExporter(
  provider: MlsProvider,
  exporterSecret: Uint8Array,
  { label, context, sizeBytes }: { readonly label: string; readonly context: Uint8Array; readonly sizeBytes: number },
): Uint8Array {
  const secret = deriveSecret(provider, exporterSecret, label);
  return expandWithLabel(provider, secret, { label: "exported", context: provider.hash(context), sizeBytes });
}

/** Every secret of an epoch that is given up. */
export function secretsOfEpoch(secrets: EpochSecrets): readonly Uint8Array[] {
  const { senderDataSecret, exporterSecret, externalSecret, confirmationKey, membershipKey } = secrets;
  const { resumptionPsk, epochAuthenticator, initSecret } = secrets;
  const used = [senderDataSecret, exporterSecret, externalSecret, confirmationKey, membershipKey];
  return [...used, resumptionPsk, epochAuthenticator, initSecret];
}
