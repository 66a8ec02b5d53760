/** The labelled operations of RFC 9420 §5: every signature, ciphertext, hash and derived secret names its use. */
import { utf8 } from "../bytes.ts";
import { Writer } from "../codec/writer.ts";
import { require } from "../refusal.ts";
import { type HpkeCiphertext, hpkeOpen, hpkeSeal } from "./hpke.ts";
import type { MlsProvider, Signer } from "./provider.ts";

const PREFIX = "MLS 1.0 ";

function labelled(label: string, content: Uint8Array): Uint8Array {
  return new Writer()
    .opaque(utf8(PREFIX + label))
    .opaque(content)
    .finish();
}

/** RFC 9420 §5.1.2 SignWithLabel. */
export async function signWithLabel(signer: Signer, label: string, content: Uint8Array): Promise<Uint8Array> {
  return signer.sign(labelled(label, content));
}

export interface LabelledSignature {
  readonly publicKey: Uint8Array;
  readonly label: string;
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
}

/** RFC 9420 §5.1.2 VerifyWithLabel; refuses as "invalid". */
export async function verifyWithLabel(provider: MlsProvider, claim: LabelledSignature): Promise<void> {
  const message = labelled(claim.label, claim.content);
  require(await provider.verify(claim.publicKey, message, claim.signature), "invalid", `a signature of ${claim.label}`);
}

/** RFC 9420 §5.1.3 EncryptWithLabel. */
export function encryptWithLabel(
  provider: MlsProvider,
  to: { readonly publicKey: Uint8Array; readonly label: string; readonly context: Uint8Array },
  plaintext: Uint8Array,
): Promise<HpkeCiphertext> {
  return hpkeSeal(provider, { publicKey: to.publicKey, info: labelled(to.label, to.context) }, plaintext);
}

/** RFC 9420 §5.1.3 DecryptWithLabel; refuses as "invalid". */
export function decryptWithLabel(
  provider: MlsProvider,
  by: {
    readonly privateKey: Uint8Array;
    readonly publicKey?: Uint8Array | undefined;
    readonly label: string;
    readonly context: Uint8Array;
  },
  ciphertext: HpkeCiphertext,
): Promise<Uint8Array> {
  const info = labelled(by.label, by.context);
  return hpkeOpen(provider, { privateKey: by.privateKey, publicKey: by.publicKey, info }, ciphertext);
}

/** RFC 9420 §5.2 RefHash. Its label stands without the prefix. */
export function refHash(provider: MlsProvider, label: string, value: Uint8Array): Uint8Array {
  return provider.hash(new Writer().opaque(utf8(label)).opaque(value).finish());
}

/** RFC 9420 §8 ExpandWithLabel. */
export function expandWithLabel(
  provider: MlsProvider,
  secret: Uint8Array,
  { label, context, sizeBytes }: { readonly label: string; readonly context: Uint8Array; readonly sizeBytes: number },
): Uint8Array {
  const info = new Writer()
    .uint16(sizeBytes)
    .opaque(utf8(PREFIX + label))
    .opaque(context)
    .finish();
  return provider.expand(secret, info, sizeBytes);
}

const NO_CONTEXT = new Uint8Array(0);

/** RFC 9420 §8 DeriveSecret. */
export function deriveSecret(provider: MlsProvider, secret: Uint8Array, label: string): Uint8Array {
  return expandWithLabel(provider, secret, { label, context: NO_CONTEXT, sizeBytes: provider.suite.hashBytes });
}
