/** The primitives of a cipher suite by node:crypto, synchronous. For servers, the command line and tests. */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  type KeyObject,
  randomFillSync,
  sign,
  verify,
} from "node:crypto";
import { verifyingKeyFromBytes } from "@warbler/crypto/identity";
import { concat } from "../bytes.ts";
import { CIPHER_SUITES, type CipherSuite, type CipherSuiteId } from "./cipher-suite.ts";
import { nodeKeyDerivation, plain } from "./node-hkdf.ts";
import type { AeadInput, KeyPair, MlsProvider, Signer } from "./provider.ts";

export interface NodeProviderOptions {
  /** Fills and returns fresh bytes; the system's generator unless a test gives a seeded one. */
  readonly randomBytes?: (sizeBytes: number) => Uint8Array;
}

export function nodeProvider(suiteId: CipherSuiteId, options: NodeProviderOptions = {}): MlsProvider {
  const suite = CIPHER_SUITES[suiteId];
  const randomBytes = options.randomBytes ?? systemRandomBytes;
  return {
    suite,
    randomBytes,
    ...nodeKeyDerivation(suite),
    ...aead(suite),
    ...(suite.signature === "ed25519" ? ed25519(randomBytes) : ecdsa(suite, suite.signature)),
    ...(suite.curve === "x25519" ? x25519() : ecdh(suite.curve)),
  };
}

function systemRandomBytes(sizeBytes: number): Uint8Array {
  return randomFillSync(new Uint8Array(sizeBytes));
}

const TAG_BYTES = 16;

function aead(suite: CipherSuite): Pick<MlsProvider, "seal" | "open"> {
  return {
    // A key object takes a third of the time that a key in bytes does.
    seal: ({ key: bytes, nonce, additionalData }: AeadInput, plaintext) => {
      const key = createSecretKey(bytes);
      const cipher =
        suite.aead === "chacha20-poly1305"
          ? createCipheriv(suite.aead, key, nonce, { authTagLength: TAG_BYTES })
          : createCipheriv(suite.aead, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData, { plaintextLength: plaintext.length });
      return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
    },
    open: ({ key: bytes, nonce, additionalData }: AeadInput, ciphertext) => {
      if (ciphertext.length < TAG_BYTES) return undefined;
      const key = createSecretKey(bytes);
      const end = ciphertext.length - TAG_BYTES;
      const decipher =
        suite.aead === "chacha20-poly1305"
          ? createDecipheriv(suite.aead, key, nonce, { authTagLength: TAG_BYTES })
          : createDecipheriv(suite.aead, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(additionalData, { plaintextLength: end });
      decipher.setAuthTag(ciphertext.subarray(end));
      return orUndefined(() => concat(decipher.update(ciphertext.subarray(0, end)), decipher.final()));
    },
  };
}

/** What `use` makes, or `undefined` where the platform refuses a key, a point or a tag. */
function orUndefined<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

// RFC 8410 §7 and §4: PKCS #8 and SubjectPublicKeyInfo of the 32 bytes that follow.
const PKCS8 = {
  ed25519: Buffer.from("302e020100300506032b657004220420", "hex"),
  x25519: Buffer.from("302e020100300506032b656e04220420", "hex"),
};
const SPKI = {
  ed25519: Buffer.from("302a300506032b6570032100", "hex"),
  x25519: Buffer.from("302a300506032b656e032100", "hex"),
};

type Curve25519 = keyof typeof SPKI;

function privateKeyObject(kind: Curve25519, bytes: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8[kind], bytes]), format: "der", type: "pkcs8" });
}

function publicKeyObject(kind: Curve25519, bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI[kind], bytes]), format: "der", type: "spki" });
}

function publicBytesOf(privateKey: KeyObject): Uint8Array {
  // A tenth of the cost of exporting DER.
  const { x = "" } = privateKey.export({ format: "jwk" });
  return plain(Buffer.from(x, "base64url"));
}

function ed25519(randomBytes: MlsProvider["randomBytes"]): Signatures {
  const verifyingKeys = cached((bytes) =>
    verifyingKeyFromBytes(bytes) === undefined ? undefined : publicKeyObject("ed25519", bytes),
  );
  return {
    verify: (publicKey, message, signature) => {
      const key = verifyingKeys(publicKey);
      return key !== undefined && orUndefined(() => verify(null, message, key, signature)) === true;
    },
    generateSignatureKeyPair: () => {
      const privateKey = randomBytes(32);
      return { privateKey, publicKey: publicBytesOf(privateKeyObject("ed25519", privateKey)) };
    },
    signerFromKeyPair: ({ privateKey, publicKey }) => {
      const key = privateKeyObject("ed25519", privateKey);
      return { publicKey, sign: (message) => plain(sign(null, message, key)) };
    },
  };
}

type Signatures = Pick<MlsProvider, "verify" | "generateSignatureKeyPair" | "signerFromKeyPair">;

const CURVES = {
  p256: { jwk: "P-256", openssl: "prime256v1", digest: "sha256" },
  p384: { jwk: "P-384", openssl: "secp384r1", digest: "sha384" },
} as const;

/** ECDSA with signatures in DER, as RFC 9420 §17.1 takes them from TLS 1.3. */
function ecdsa(suite: CipherSuite, curve: keyof typeof CURVES): Signatures {
  const { jwk, openssl, digest } = CURVES[curve];
  const coordinates = (publicKey: Uint8Array) => {
    const half = (publicKey.length - 1) / 2;
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
    return { x: text(publicKey.subarray(1, 1 + half)), y: text(publicKey.subarray(1 + half)) };
  };
  const verifyingKeys = cached((bytes) => {
    if (bytes.length !== suite.publicKeyBytes || bytes[0] !== 4) return undefined;
    return createPublicKey({ key: { kty: "EC", crv: jwk, ...coordinates(bytes) }, format: "jwk" });
  });
  return {
    verify: (publicKey, message, signature) => {
      const key = verifyingKeys(publicKey);
      return key !== undefined && orUndefined(() => verify(digest, message, key, signature)) === true;
    },
    generateSignatureKeyPair: (): KeyPair => {
      const pair = createECDH(openssl);
      const publicKey = new Uint8Array(pair.generateKeys());
      const privateKey = new Uint8Array(suite.privateKeyBytes);
      const scalar = pair.getPrivateKey();
      privateKey.set(scalar, privateKey.length - scalar.length);
      return { privateKey, publicKey };
    },
    signerFromKeyPair: ({ privateKey, publicKey }): Signer => {
      const d = Buffer.from(privateKey).toString("base64url");
      const key = createPrivateKey({ key: { kty: "EC", crv: jwk, d, ...coordinates(publicKey) }, format: "jwk" });
      return { publicKey, sign: (message) => plain(sign(digest, message, key)) };
    },
  };
}

function x25519(): Pick<MlsProvider, "publicKeyOf" | "sharedSecret"> {
  // A key of the tree is used in many epochs, and reading it costs as much as using it.
  const privateKeys = cached((bytes) => privateKeyObject("x25519", bytes));
  const publicKeys = cached((bytes) => publicKeyObject("x25519", bytes));
  return {
    publicKeyOf: (bytes) => {
      const privateKey = privateKeys(bytes);
      return privateKey && publicBytesOf(privateKey);
    },
    // OpenSSL refuses an outcome of zeros.
    sharedSecret: (privateBytes, publicBytes) => {
      const privateKey = privateKeys(privateBytes);
      const publicKey = publicKeys(publicBytes);
      if (privateKey === undefined || publicKey === undefined) return undefined;
      return orUndefined(() => plain(diffieHellman({ privateKey, publicKey })));
    },
  };
}

function ecdh(curve: keyof typeof CURVES): Pick<MlsProvider, "publicKeyOf" | "sharedSecret"> {
  const pairFrom = (privateKey: Uint8Array) => {
    const pair = createECDH(CURVES[curve].openssl);
    pair.setPrivateKey(privateKey);
    return pair;
  };
  return {
    publicKeyOf: (privateKey) => orUndefined(() => new Uint8Array(pairFrom(privateKey).getPublicKey())),
    sharedSecret: (privateKey, publicKey) =>
      publicKey[0] === 4 ? orUndefined(() => plain(pairFrom(privateKey).computeSecret(publicKey))) : undefined,
  };
}

/** Remembers the key object of the very bytes a leaf node holds: the same member signs again and again. */
function cached(make: (bytes: Uint8Array) => KeyObject | undefined): (bytes: Uint8Array) => KeyObject | undefined {
  const keys = new WeakMap<Uint8Array, KeyObject>();
  return (bytes) => {
    const known = keys.get(bytes);
    if (known !== undefined) return known;
    const key = orUndefined(() => make(bytes));
    if (key !== undefined) keys.set(bytes, key);
    return key;
  };
}
