/**
 * WebCrypto answered at once by node:crypto, its keys and random bytes from a seed where one is given: nothing waits for
 * another thread, so a run in virtual time depends on its seed alone and costs a fraction.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  KeyObject,
  sign,
  verify,
  type webcrypto,
} from "node:crypto";

import { cheapSignature, isCheapSignature } from "../../../mls/src/testing/cheap-crypto.ts";

type Bytes = Uint8Array | ArrayBuffer;
type Named = string | { readonly name: string };
interface AesGcm {
  readonly iv: Uint8Array;
  readonly additionalData?: Uint8Array;
}

type CryptoKey = webcrypto.CryptoKey;
type Usages = webcrypto.KeyUsage[];
type ImportArguments = readonly [
  Exclude<webcrypto.KeyFormat, "jwk">,
  webcrypto.BufferSource,
  webcrypto.AlgorithmIdentifier,
  isExtractable: boolean,
  Usages,
];
type GenerateArguments = readonly [Named, isExtractable: boolean, Usages];

const TAG_BYTES = 16;
const MOST_RANDOM_BYTES = 65_536;
// RFC 8410 §7: PKCS #8 of the 32 bytes that follow.
const PKCS8: ReadonlyMap<string, Buffer> = new Map([
  ["Ed25519", Buffer.from("302e020100300506032b657004220420", "hex")],
  ["X25519", Buffer.from("302e020100300506032b656e04220420", "hex")],
]);

const objects = new WeakMap<CryptoKey, KeyObject>();
const publicBytes = new WeakMap<CryptoKey, Uint8Array>();
let signatures: "real" | "cheap" = "real";
let randomBytes: ((count: number) => Uint8Array) | undefined;

/** Until the answer is called. For a test file: others share its thread. */
export function directWebCrypto(): () => void {
  const { getRandomValues } = crypto;
  const { subtle } = crypto;
  const names = [...Object.keys(METHODS), "importKey", "generateKey"];
  const originals = names.map((method) => [method, Reflect.get(subtle, method)] as const);
  const importKey: webcrypto.SubtleCrypto["importKey"] = subtle.importKey.bind(subtle);
  for (const [method, answer] of Object.entries(METHODS))
    Reflect.set(subtle, method, async (...args: unknown[]) => Reflect.apply(answer, undefined, args));
  Reflect.set(subtle, "importKey", async (...[format, data, algorithm, isExtractable, usages]: ImportArguments) => {
    const key = KeyObject.from(await importKey(format, data, algorithm, true, usages));
    return kept(key, key.toCryptoKey(algorithm, isExtractable, usages));
  });
  Reflect.set(subtle, "generateKey", async (...args: GenerateArguments) => generated(args));
  Reflect.set(crypto, "getRandomValues", (into: Uint8Array) => {
    if (randomBytes === undefined || into.byteLength > MOST_RANDOM_BYTES)
      return Reflect.apply(getRandomValues, crypto, [into]);
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(randomBytes(into.byteLength));
    return into;
  });
  return () => {
    seedWebCrypto(undefined);
    for (const [method, original] of originals) Reflect.set(subtle, method, original);
    Reflect.set(crypto, "getRandomValues", getRandomValues);
  };
}

/** From here on: where keys and random bytes come from, and what a signature is. */
export function seedWebCrypto(random: typeof randomBytes, kind: typeof signatures = "real"): void {
  randomBytes = random;
  signatures = kind;
}

/** For a `VirtualClock`: resolves when no promise has anything left to do. A task runs after all that promises set off. */
export async function settledPromises(): Promise<void> {
  for (let task = 0; task < 2; task++) await new Promise((resolve) => setImmediate(resolve));
}

const METHODS = {
  digest: (algorithm: Named, data: Bytes) =>
    plain(createHash(nameOf(algorithm).replace("-", "")).update(of(data)).digest()),
  sign: (_algorithm: Named, key: CryptoKey, data: Bytes) =>
    signatures === "cheap"
      ? cheapSignature(publicBytesOf(key), of(data)).buffer
      : isOfP256(key)
        ? plain(sign("sha256", of(data), { key: objectOf(key), dsaEncoding: "ieee-p1363" }))
        : plain(sign(null, of(data), objectOf(key))),
  exportKey: (format: "jwk" | "raw", key: CryptoKey) =>
    format === "jwk" ? objectOf(key).export({ format }) : plain(publicBytesOf(key)),
  verify: (_algorithm: Named, key: CryptoKey, signature: Bytes, data: Bytes) =>
    signatures === "cheap"
      ? isCheapSignature(publicBytesOf(key), of(data), of(signature))
      : verify(null, of(data), objectOf(key), of(signature)),
  encrypt: ({ iv, additionalData }: AesGcm, key: CryptoKey, data: Bytes) => {
    const cipher = createCipheriv(aesOf(key), objectOf(key), iv, { authTagLength: TAG_BYTES });
    if (additionalData !== undefined) cipher.setAAD(additionalData);
    return plain(Buffer.concat([cipher.update(of(data)), cipher.final(), cipher.getAuthTag()]));
  },
  decrypt: ({ iv, additionalData }: AesGcm, key: CryptoKey, data: Bytes) => {
    const bytes = of(data);
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(aesOf(key), objectOf(key), iv, { authTagLength: TAG_BYTES });
    if (additionalData !== undefined) decipher.setAAD(additionalData);
    decipher.setAuthTag(bytes.subarray(end));
    return plain(Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]));
  },
  deriveBits: ({ public: theirs }: { readonly public: CryptoKey }, key: CryptoKey) =>
    plain(diffieHellman({ privateKey: objectOf(key), publicKey: objectOf(theirs) })),
};

function generated([algorithm, isExtractable, usages]: GenerateArguments): webcrypto.CryptoKeyPair {
  const privateKey = newPrivateKey(nameOf(algorithm));
  const publicKey = createPublicKey(privateKey);
  const isOfPublic = (usage: webcrypto.KeyUsage) => usage === "verify";
  return {
    privateKey: kept(
      privateKey,
      privateKey.toCryptoKey(
        algorithm,
        isExtractable,
        usages.filter((one) => !isOfPublic(one)),
      ),
    ),
    publicKey: kept(publicKey, publicKey.toCryptoKey(algorithm, true, usages.filter(isOfPublic))),
  };
}

function newPrivateKey(name: string): KeyObject {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  if (name === "ECDSA") {
    const pair = createECDH("prime256v1");
    pair.setPrivateKey(secret);
    // The point, uncompressed: a byte that says so, and two numbers.
    const point = pair.getPublicKey();
    const text = (part: Uint8Array) => Buffer.from(part).toString("base64url");
    const numbers = { d: text(secret), x: text(point.subarray(1, 33)), y: text(point.subarray(33)) };
    return createPrivateKey({ key: { kty: "EC", crv: "P-256", ...numbers }, format: "jwk" });
  }
  const prefix = PKCS8.get(name);
  if (prefix === undefined) throw new Error(`expected P-256 or a curve of RFC 8410, got ${name}`);
  return createPrivateKey({ key: Buffer.concat([prefix, secret]), format: "der", type: "pkcs8" });
}

function kept(object: KeyObject, key: CryptoKey): CryptoKey {
  objects.set(key, object);
  return key;
}

/** Of either half. */
function publicBytesOf(key: CryptoKey): Uint8Array {
  const known = publicBytes.get(key);
  if (known !== undefined) return known;
  const bytes = Buffer.from(objectOf(key).export({ format: "jwk" }).x ?? "", "base64url");
  publicBytes.set(key, bytes);
  return bytes;
}

function objectOf(key: CryptoKey): KeyObject {
  const object = objects.get(key);
  if (object === undefined) throw new Error("expected a key that was made since WebCrypto answers at once");
  return object;
}

const isOfP256 = (key: CryptoKey): boolean => key.algorithm.name === "ECDSA";
const nameOf = (algorithm: Named) => (typeof algorithm === "string" ? algorithm : algorithm.name);
const of = (bytes: Bytes) => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
const plain = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

function aesOf(key: CryptoKey): "aes-128-gcm" | "aes-256-gcm" {
  return Reflect.get(key.algorithm, "length") === 128 ? "aes-128-gcm" : "aes-256-gcm";
}
