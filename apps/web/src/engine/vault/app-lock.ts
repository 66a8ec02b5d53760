/**
 * The app lock. While it is set, the vault's key lies in this browser only wrapped under a secret that the person gives anew:
 * 32 bytes that one passkey gives for one salt, or a password through Argon2id. So the lock is a key and not a curtain.
 */
import { base64urlFromBytes, bytesFromBase64url } from "@warbler/protocol";
import * as z from "zod/mini";
import { openValue, sealValue } from "./value-cipher.ts";

const bytes = z.codec(z.string(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(bytesFromBase64url(text) ?? []),
  encode: (value) => base64urlFromBytes(value),
});

export const appLock = z.object({
  means: z.enum(["passkey", "password"]),
  salt: bytes,
  /** Which passkey it is. */
  credential: z.optional(bytes),
  wrapped: bytes,
});
export type AppLock = z.infer<typeof appLock>;

export type LockSecret =
  | { readonly means: "passkey"; readonly secret: Uint8Array<ArrayBuffer> }
  | { readonly means: "password"; readonly password: string };

export interface NewLock {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly secret: LockSecret;
  readonly credential?: Uint8Array<ArrayBuffer>;
}

const KEY_BYTES = 32;
const PLACE = "warbler app lock 1";
/** Above the least that OWASP names (19 MiB, 2 passes); about a second in a worker. */
const ARGON2 = { m: 32 * 1024, t: 2, p: 1, dkLen: KEY_BYTES } as const;

/** A new key for the vault, and what is kept of it: nothing that opens without the secret. */
export async function makeLock({ salt, secret, credential }: NewLock): Promise<{ lock: AppLock; key: CryptoKey }> {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const wrapped = await sealValue(await wrappingKey(secret, salt), PLACE, raw);
  const key = await vaultKeyOf(raw);
  return { key, lock: { means: secret.means, salt, wrapped, ...(credential !== undefined && { credential }) } };
}

/** Undefined for any other secret than the one it was made with. */
export async function openLock(lock: AppLock, secret: LockSecret): Promise<CryptoKey | undefined> {
  if (lock.means !== secret.means) return undefined;
  const raw = await openValue(await wrappingKey(secret, lock.salt), PLACE, new Uint8Array(lock.wrapped));
  return raw === undefined ? undefined : vaultKeyOf(raw);
}

/** As every key of a vault, it cannot be read out; the bytes it was made of are overwritten. */
async function vaultKeyOf(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  return key;
}

async function wrappingKey(secret: LockSecret, salt: Uint8Array): Promise<CryptoKey> {
  const strong = secret.means === "passkey" ? secret.secret : await stretched(secret.password, salt);
  const input = await crypto.subtle.importKey("raw", strong, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(PLACE);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(salt), info };
  return crypto.subtle.deriveKey(derivation, input, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Two ways to type one password are one: a phone and a computer may compose characters differently. */
async function stretched(password: string, salt: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { argon2idAsync } = await import("@noble/hashes/argon2.js");
  return new Uint8Array(await argon2idAsync(password.normalize("NFKC"), salt, ARGON2));
}
