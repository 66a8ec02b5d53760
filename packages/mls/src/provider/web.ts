/**
 * The primitives of a cipher suite in browsers: WebCrypto where it has them, audited JavaScript (@noble) where it lacks
 * them. Hashing and key derivation are JavaScript throughout, because a group makes thousands of tiny calls at once.
 */
import { gcm } from "@noble/ciphers/aes.js";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { p256, p384 } from "@noble/curves/nist.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha384 } from "@noble/hashes/sha2.js";
import { verifyingKeyFromBytes } from "@warbler/crypto/identity";
import { concat, type MaybePromise } from "../bytes.ts";
import { CIPHER_SUITES, type CipherSuite, type CipherSuiteId } from "./cipher-suite.ts";
import type { MlsProvider, Signer } from "./provider.ts";

export interface WebProviderOptions {
  /** Fills and returns fresh bytes; the platform's generator unless a test gives a seeded one. */
  readonly randomBytes?: (sizeBytes: number) => Uint8Array;
  /** Leaves WebCrypto aside, as on a platform that lacks everything. */
  readonly onlyJavaScript?: boolean;
}

export async function webProvider(suiteId: CipherSuiteId, options: WebProviderOptions = {}): Promise<MlsProvider> {
  const suite = CIPHER_SUITES[suiteId];
  const randomBytes = options.randomBytes ?? platformRandomBytes;
  const mayUse = options.onlyJavaScript !== true;
  const hash = suite.hash === "sha256" ? sha256 : sha384;
  return {
    suite,
    randomBytes,
    hash: (message) => hash(message),
    mac: (key, message) => hmac(hash, key, message),
    extract: (salt, inputKeyMaterial) => extract(hash, inputKeyMaterial, salt),
    expand: (prk, info, sizeBytes) => expand(hash, prk, info, sizeBytes),
    ...(mayUse && suite.aead !== "chacha20-poly1305" ? platformAesGcm : portableAead(suite)),
    ...(suite.signature !== "ed25519"
      ? portableEcdsa(suite.signature, randomBytes)
      : mayUse && (await platformHas("Ed25519"))
        ? platformEd25519(randomBytes)
        : portableEd25519(randomBytes)),
    ...(suite.curve !== "x25519"
      ? portableEcdh(suite.curve)
      : mayUse && (await platformHas("X25519"))
        ? platformX25519
        : portableX25519),
  };
}

/** A signer whose key the platform keeps, such as a device's non-extractable Ed25519 key. */
export function signerFromCryptoKey(signingKey: CryptoKey, publicKey: Uint8Array): Signer {
  return { publicKey, sign: async (message) => bytesOf(await crypto.subtle.sign("Ed25519", signingKey, own(message))) };
}

type Aead = Pick<MlsProvider, "seal" | "open">;
type Signatures = Pick<MlsProvider, "verify" | "generateSignatureKeyPair" | "signerFromKeyPair">;
type DiffieHellman = Pick<MlsProvider, "publicKeyOf" | "sharedSecret">;

function platformRandomBytes(sizeBytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(sizeBytes));
}

async function platformHas(algorithm: "Ed25519" | "X25519"): Promise<boolean> {
  const usages: KeyUsage[] = algorithm === "Ed25519" ? ["sign", "verify"] : ["deriveBits"];
  return (await orUndefined(() => crypto.subtle.generateKey(algorithm, false, usages))) !== undefined;
}

/** WebCrypto takes only bytes whose memory nobody shares. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function bytesOf(buffer: ArrayBuffer): Uint8Array {
  return new Uint8Array(buffer);
}

/** What `use` makes, or `undefined` where the platform refuses a key, a point or a tag. */
async function orUndefined<T>(use: () => MaybePromise<T>): Promise<T | undefined> {
  try {
    return await use();
  } catch {
    return undefined;
  }
}

function orUndefinedSync<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

const platformAesGcm: Aead = {
  seal: async ({ key, nonce, additionalData }, plaintext) => {
    const imported = await crypto.subtle.importKey("raw", own(key), "AES-GCM", false, ["encrypt"]);
    const parameters = { name: "AES-GCM", iv: own(nonce), additionalData: own(additionalData) };
    return bytesOf(await crypto.subtle.encrypt(parameters, imported, own(plaintext)));
  },
  open: async ({ key, nonce, additionalData }, ciphertext) => {
    const imported = await crypto.subtle.importKey("raw", own(key), "AES-GCM", false, ["decrypt"]);
    const parameters = { name: "AES-GCM", iv: own(nonce), additionalData: own(additionalData) };
    return orUndefined(async () => bytesOf(await crypto.subtle.decrypt(parameters, imported, own(ciphertext))));
  },
};

function portableAead(suite: CipherSuite): Aead {
  const cipher = suite.aead === "chacha20-poly1305" ? chacha20poly1305 : gcm;
  return {
    seal: ({ key, nonce, additionalData }, plaintext) => cipher(key, nonce, additionalData).encrypt(plaintext),
    open: ({ key, nonce, additionalData }, ciphertext) =>
      orUndefinedSync(() => cipher(key, nonce, additionalData).decrypt(ciphertext)),
  };
}

// RFC 8410 §7: PKCS #8 of the 32 bytes that follow; the last byte but two of the identifier names the curve.
const pkcs8 = (curveByte: number, privateKey: Uint8Array) =>
  own(concat(Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, curveByte, 4, 0x22, 4, 0x20), privateKey));
const X25519_BYTE = 0x6e;
const ED25519_BYTE = 0x70;

function platformEd25519(randomBytes: MlsProvider["randomBytes"]): Signatures {
  const keys = new WeakMap<Uint8Array, CryptoKey>();
  return {
    verify: async (publicKey, message, signature) => {
      const accepted = await orUndefined(async () => {
        const key = keys.get(publicKey) ?? (await importVerifyingKey(publicKey));
        if (key === undefined) return false;
        keys.set(publicKey, key);
        return crypto.subtle.verify("Ed25519", key, own(signature), own(message));
      });
      return accepted === true;
    },
    generateSignatureKeyPair: async () => {
      const privateKey = randomBytes(32);
      return { privateKey, publicKey: ed25519.getPublicKey(privateKey) };
    },
    signerFromKeyPair: async ({ privateKey, publicKey }) =>
      signerFromCryptoKey(
        await crypto.subtle.importKey("pkcs8", pkcs8(ED25519_BYTE, privateKey), "Ed25519", false, ["sign"]),
        publicKey,
      ),
  };
}

async function importVerifyingKey(bytes: Uint8Array): Promise<CryptoKey | undefined> {
  if (verifyingKeyFromBytes(bytes) === undefined) return undefined;
  return crypto.subtle.importKey("raw", own(bytes), "Ed25519", false, ["verify"]);
}

function portableEd25519(randomBytes: MlsProvider["randomBytes"]): Signatures {
  return {
    verify: (publicKey, message, signature) =>
      verifyingKeyFromBytes(publicKey) !== undefined &&
      orUndefinedSync(() => ed25519.verify(signature, message, publicKey, { zip215: false })) === true,
    generateSignatureKeyPair: () => {
      const privateKey = randomBytes(32);
      return { privateKey, publicKey: ed25519.getPublicKey(privateKey) };
    },
    signerFromKeyPair: ({ privateKey, publicKey }) => ({
      publicKey,
      sign: (message) => ed25519.sign(message, privateKey),
    }),
  };
}

/** ECDSA with signatures in DER, as RFC 9420 §17.1 takes them from TLS 1.3. */
function portableEcdsa(curve: "p256" | "p384", randomBytes: MlsProvider["randomBytes"]): Signatures {
  const ecdsa = curve === "p256" ? p256 : p384;
  const der = { format: "der", lowS: false } as const;
  return {
    verify: (publicKey, message, signature) =>
      publicKey[0] === 4 && orUndefinedSync(() => ecdsa.verify(signature, message, publicKey, der)) === true,
    generateSignatureKeyPair: () => {
      const privateKey = ecdsa.utils.randomSecretKey(randomBytes(curve === "p256" ? 48 : 72));
      return { privateKey, publicKey: ecdsa.getPublicKey(privateKey, false) };
    },
    signerFromKeyPair: ({ privateKey, publicKey }) => ({
      publicKey,
      sign: (message) => ecdsa.sign(message, privateKey, der),
    }),
  };
}

const X25519 = "X25519";

const platformX25519: DiffieHellman = {
  publicKeyOf: (privateKey) =>
    orUndefined(async () => {
      const key = await crypto.subtle.importKey("pkcs8", pkcs8(X25519_BYTE, privateKey), X25519, true, ["deriveBits"]);
      const { x = "" } = await crypto.subtle.exportKey("jwk", key);
      return Uint8Array.from(atob(x.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
    }),
  // The platform refuses an outcome of zeros.
  sharedSecret: (privateKey, publicKey) =>
    orUndefined(async () => {
      const ours = await crypto.subtle.importKey("pkcs8", pkcs8(X25519_BYTE, privateKey), X25519, false, [
        "deriveBits",
      ]);
      const theirs = await crypto.subtle.importKey("raw", own(publicKey), X25519, false, []);
      return bytesOf(await crypto.subtle.deriveBits({ name: X25519, public: theirs }, ours, 256));
    }),
};

const portableX25519: DiffieHellman = {
  publicKeyOf: (privateKey) => orUndefinedSync(() => x25519.getPublicKey(privateKey)),
  sharedSecret: (privateKey, publicKey) => orUndefinedSync(() => x25519.getSharedSecret(privateKey, publicKey)),
};

function portableEcdh(curve: "p256" | "p384"): DiffieHellman {
  const group = curve === "p256" ? p256 : p384;
  return {
    publicKeyOf: (privateKey) => orUndefinedSync(() => group.getPublicKey(privateKey, false)),
    // RFC 9180 §7.1.4: the x coordinate alone, without the byte that tells the form.
    sharedSecret: (privateKey, publicKey) =>
      publicKey[0] === 4
        ? orUndefinedSync(() => group.getSharedSecret(privateKey, publicKey, true).slice(1))
        : undefined,
  };
}
