/** The cipher suites of RFC 9420 §17.1 that this package runs, with the sizes that RFC 9180 and RFC 5869 give them. */

export type CipherSuiteId = 1 | 2 | 3 | 7;

export interface CipherSuite {
  readonly id: CipherSuiteId;
  readonly name: string;
  readonly hash: "sha256" | "sha384";
  /** KDF.Nh. */
  readonly hashBytes: number;
  readonly aead: "aes-128-gcm" | "aes-256-gcm" | "chacha20-poly1305";
  /** AEAD.Nk. */
  readonly keyBytes: number;
  /** AEAD.Nn. */
  readonly nonceBytes: number;
  readonly curve: "x25519" | "p256" | "p384";
  readonly signature: "ed25519" | "p256" | "p384";
  /** RFC 9180 §7: the identifiers that bind a key to its algorithms. */
  readonly hpke: {
    readonly kem: number;
    readonly kdf: number;
    readonly aead: number;
    readonly kemHash: "sha256" | "sha384";
  };
  /** RFC 9180 §7.1: Nsk. */
  readonly privateKeyBytes: number;
  /** RFC 9180 §7.1: Npk. */
  readonly publicKeyBytes: number;
}

const SHA256 = { hash: "sha256", hashBytes: 32 } as const;
const X25519 = { curve: "x25519", privateKeyBytes: 32, publicKeyBytes: 32 } as const;
const P256 = { curve: "p256", privateKeyBytes: 32, publicKeyBytes: 65 } as const;
const P384 = { curve: "p384", privateKeyBytes: 48, publicKeyBytes: 97 } as const;

export const CIPHER_SUITES: Readonly<Record<CipherSuiteId, CipherSuite>> = {
  1: {
    id: 1,
    name: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
    ...SHA256,
    ...X25519,
    aead: "aes-128-gcm",
    keyBytes: 16,
    nonceBytes: 12,
    signature: "ed25519",
    hpke: { kem: 0x0020, kdf: 0x0001, aead: 0x0001, kemHash: "sha256" },
  },
  2: {
    id: 2,
    name: "MLS_128_DHKEMP256_AES128GCM_SHA256_P256",
    ...SHA256,
    ...P256,
    aead: "aes-128-gcm",
    keyBytes: 16,
    nonceBytes: 12,
    signature: "p256",
    hpke: { kem: 0x0010, kdf: 0x0001, aead: 0x0001, kemHash: "sha256" },
  },
  3: {
    id: 3,
    name: "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519",
    ...SHA256,
    ...X25519,
    aead: "chacha20-poly1305",
    keyBytes: 32,
    nonceBytes: 12,
    signature: "ed25519",
    hpke: { kem: 0x0020, kdf: 0x0001, aead: 0x0003, kemHash: "sha256" },
  },
  7: {
    id: 7,
    name: "MLS_256_DHKEMP384_AES256GCM_SHA384_P384",
    hash: "sha384",
    hashBytes: 48,
    ...P384,
    aead: "aes-256-gcm",
    keyBytes: 32,
    nonceBytes: 12,
    signature: "p384",
    hpke: { kem: 0x0011, kdf: 0x0002, aead: 0x0002, kemHash: "sha384" },
  },
};

/** Undefined for a suite that this package does not run. */
export function cipherSuite(id: number): CipherSuite | undefined {
  return id === 1 || id === 2 || id === 3 || id === 7 ? CIPHER_SUITES[id] : undefined;
}
