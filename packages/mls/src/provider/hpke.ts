/** Hybrid public key encryption, base mode (RFC 9180 §5), with DHKEM (§4.1) over the provider's primitives. */
import { concat, EMPTY, utf8 } from "../bytes.ts";
import { Writer } from "../codec/writer.ts";
import { present, refuse } from "../refusal.ts";
import type { CipherSuite } from "./cipher-suite.ts";
import type { KeyPair, MlsProvider } from "./provider.ts";

export interface HpkeCiphertext {
  readonly kemOutput: Uint8Array;
  readonly ciphertext: Uint8Array;
}

interface HpkeContext {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

/** RFC 9180 §4.1 SealBase: one message to `publicKey`. */
export async function hpkeSeal(
  provider: MlsProvider,
  to: { readonly publicKey: Uint8Array; readonly info: Uint8Array },
  plaintext: Uint8Array,
): Promise<HpkeCiphertext> {
  const { sharedSecret, kemOutput } = await encapsulate(provider, to.publicKey);
  const { key, nonce } = keySchedule(provider, sharedSecret, to.info);
  return { kemOutput, ciphertext: await provider.seal({ key, nonce, additionalData: EMPTY }, plaintext) };
}

/** Refuses as "invalid" whatever was not sealed for this key and info. */
export async function hpkeOpen(
  provider: MlsProvider,
  by: { readonly privateKey: Uint8Array; readonly publicKey?: Uint8Array | undefined; readonly info: Uint8Array },
  { kemOutput, ciphertext }: HpkeCiphertext,
): Promise<Uint8Array> {
  const sharedSecret = await decapsulate(provider, by, kemOutput);
  const { key, nonce } = keySchedule(provider, sharedSecret, by.info);
  const plaintext = await provider.open({ key, nonce, additionalData: EMPTY }, ciphertext);
  return present(plaintext, "invalid", "a ciphertext for this key");
}

/** RFC 9420 §8.3: a secret that only the holder of `publicKey`'s other half can also export. */
export async function hpkeExportTo(
  provider: MlsProvider,
  publicKey: Uint8Array,
  exportLabel: string,
): Promise<{ readonly kemOutput: Uint8Array; readonly secret: Uint8Array }> {
  const { sharedSecret, kemOutput } = await encapsulate(provider, publicKey);
  return { kemOutput, secret: exportSecret(provider, sharedSecret, exportLabel) };
}

export async function hpkeExportFrom(
  provider: MlsProvider,
  pair: KeyPair,
  { kemOutput, exportLabel }: { readonly kemOutput: Uint8Array; readonly exportLabel: string },
): Promise<Uint8Array> {
  return exportSecret(provider, await decapsulate(provider, pair, kemOutput), exportLabel);
}

/** RFC 9180 §7.1.3 DeriveKeyPair. */
export async function deriveKeyPair(provider: MlsProvider, inputKeyMaterial: Uint8Array): Promise<KeyPair> {
  const { suite } = provider;
  const id = kemSuiteId(suite);
  const prk = labeledExtract(provider, id, { salt: EMPTY, label: "dkp_prk", inputKeyMaterial });
  if (suite.curve === "x25519") {
    const privateKey = labeledExpand(provider, id, { prk, label: "sk", info: EMPTY, sizeBytes: suite.privateKeyBytes });
    return pairOf(privateKey, await provider.publicKeyOf(privateKey));
  }
  for (let counter = 0; counter < 256; counter++) {
    const info = Uint8Array.of(counter);
    const privateKey = labeledExpand(provider, id, { prk, label: "candidate", info, sizeBytes: suite.privateKeyBytes });
    const publicKey = await provider.publicKeyOf(privateKey);
    if (publicKey !== undefined) return { privateKey, publicKey };
  }
  return refuse("invalid", "a key pair within 256 attempts");
}

export function generateKeyPair(provider: MlsProvider): Promise<KeyPair> {
  return deriveKeyPair(provider, provider.randomBytes(provider.suite.privateKeyBytes));
}

function pairOf(privateKey: Uint8Array, publicKey: Uint8Array | undefined): KeyPair {
  return { privateKey, publicKey: present(publicKey, "invalid", "a private key of the curve") };
}

/** RFC 9180 §4.1 Encap. */
async function encapsulate(provider: MlsProvider, publicKey: Uint8Array) {
  const ephemeral = await generateKeyPair(provider);
  const dh = present(
    await provider.sharedSecret(ephemeral.privateKey, publicKey),
    "invalid",
    "a public key of the curve",
  );
  const kemOutput = ephemeral.publicKey;
  return { kemOutput, sharedSecret: extractAndExpand(provider, dh, concat(kemOutput, publicKey)) };
}

/** RFC 9180 §4.1 Decap. */
async function decapsulate(
  provider: MlsProvider,
  by: { readonly privateKey: Uint8Array; readonly publicKey?: Uint8Array | undefined },
  kemOutput: Uint8Array,
): Promise<Uint8Array> {
  const dh = present(await provider.sharedSecret(by.privateKey, kemOutput), "invalid", "a KEM output of the curve");
  const publicKey = by.publicKey ?? (await provider.publicKeyOf(by.privateKey));
  return extractAndExpand(provider, dh, concat(kemOutput, present(publicKey, "invalid", "a private key of the curve")));
}

function extractAndExpand(provider: MlsProvider, dh: Uint8Array, kemContext: Uint8Array): Uint8Array {
  const id = kemSuiteId(provider.suite);
  const prk = labeledExtract(provider, id, { salt: EMPTY, label: "eae_prk", inputKeyMaterial: dh });
  const sizeBytes = provider.suite.hashBytes;
  return labeledExpand(provider, id, { prk, label: "shared_secret", info: kemContext, sizeBytes });
}

/** RFC 9180 §5.1, base mode: no pre-shared key. */
function keySchedule(provider: MlsProvider, sharedSecret: Uint8Array, info: Uint8Array): HpkeContext {
  const { suite } = provider;
  const id = hpkeSuiteId(suite);
  const pskIdHash = labeledExtract(provider, id, { salt: EMPTY, label: "psk_id_hash", inputKeyMaterial: EMPTY });
  const infoHash = labeledExtract(provider, id, { salt: EMPTY, label: "info_hash", inputKeyMaterial: info });
  const context = concat(MODE_BASE, pskIdHash, infoHash);
  const prk = labeledExtract(provider, id, { salt: sharedSecret, label: "secret", inputKeyMaterial: EMPTY });
  const derive = (label: string, sizeBytes: number) =>
    labeledExpand(provider, id, { prk, label, info: context, sizeBytes });
  return {
    key: derive("key", suite.keyBytes),
    nonce: derive("base_nonce", suite.nonceBytes),
    exporterSecret: derive("exp", suite.hashBytes),
  };
}

/** RFC 9180 §5.3. */
function exportSecret(provider: MlsProvider, sharedSecret: Uint8Array, exportLabel: string): Uint8Array {
  const { exporterSecret: prk } = keySchedule(provider, sharedSecret, EMPTY);
  const sizeBytes = provider.suite.hashBytes;
  return labeledExpand(provider, hpkeSuiteId(provider.suite), {
    prk,
    label: "sec",
    info: utf8(exportLabel),
    sizeBytes,
  });
}

const MODE_BASE = Uint8Array.of(0);
const VERSION = utf8("HPKE-v1");

function kemSuiteId({ hpke }: CipherSuite): Uint8Array {
  return new Writer().fixed(utf8("KEM")).uint16(hpke.kem).finish();
}

function hpkeSuiteId({ hpke }: CipherSuite): Uint8Array {
  return new Writer().fixed(utf8("HPKE")).uint16(hpke.kem).uint16(hpke.kdf).uint16(hpke.aead).finish();
}

interface LabeledExtract {
  readonly salt: Uint8Array;
  readonly label: string;
  readonly inputKeyMaterial: Uint8Array;
}

// RFC 9180 §4. In the suites of RFC 9420 the KEM's hash is also the KDF's.
function labeledExtract(provider: MlsProvider, id: Uint8Array, input: LabeledExtract): Uint8Array {
  return provider.extract(input.salt, concat(VERSION, id, utf8(input.label), input.inputKeyMaterial));
}

interface LabeledExpand {
  readonly prk: Uint8Array;
  readonly label: string;
  readonly info: Uint8Array;
  readonly sizeBytes: number;
}

function labeledExpand(provider: MlsProvider, id: Uint8Array, input: LabeledExpand): Uint8Array {
  const size = Uint8Array.of(input.sizeBytes >> 8, input.sizeBytes & 0xff);
  const info = concat(size, VERSION, id, utf8(input.label), input.info);
  return provider.expand(input.prk, info, input.sizeBytes);
}
