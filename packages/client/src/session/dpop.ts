/** The key that a session is bound to, and the proofs that a request comes from whoever holds it (RFC 9449). Loaded with the first call. */
import { base64urlFromBytes } from "@warbler/protocol";
import type { Platform } from "../platform/platform.ts";

/** ES256 is what browsers and Node both have (RFC 7518 §3.4). */
const KIND = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/** A `storable` one can be read out, for programs that keep it in a file; any other never leaves the machine's key store. */
export function newSessionKey(kind: "storable" | "unreadable" = "unreadable"): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(KIND, kind === "storable", ["sign", "verify"]);
}

export interface Signed {
  readonly method: string;
  /** With or without its query, which is not signed. */
  readonly url: string;
  readonly token: string | undefined;
  /** The server's; without one it asks for a proof with it. */
  readonly nonce: string | undefined;
}

export async function proofOf(
  { privateKey, publicKey }: CryptoKeyPair,
  { method, url, token, nonce }: Signed,
  { nowMs, randomBytes }: Pick<Platform, "nowMs" | "randomBytes">,
): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const head = encoded({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } });
  const claims = {
    jti: base64urlFromBytes(randomBytes(16)),
    htm: method,
    htu: url.split("?")[0],
    iat: Math.floor(nowMs() / 1_000),
    ...(token !== undefined && { ath: base64urlFromBytes(await sha256(token)) }),
    ...(nonce !== undefined && { nonce }),
  };
  const signed = `${head}.${encoded(claims)}`;
  const signature = await crypto.subtle.sign(SIGNATURE, privateKey, new TextEncoder().encode(signed));
  return `${signed}.${base64urlFromBytes(new Uint8Array(signature))}`;
}

interface Opened {
  readonly url: string;
  readonly token: string;
  /** What the server says first on it. */
  readonly nonce: Promise<string>;
  readonly ended: Promise<unknown>;
  readonly platform: Platform;
}

/** Of a socket; empty where it ends before it has begun. */
export async function proofOfHello(
  key: CryptoKeyPair,
  { url, token, nonce, ended, platform }: Opened,
): Promise<string> {
  const told = await Promise.race([nonce, ended.then(() => undefined)]);
  if (told === undefined) return "";
  // RFC 9449 §4.2: the address of the request that became the socket.
  return proofOf(key, { method: "GET", url: url.replace(/^ws/, "http"), token, nonce: told }, platform);
}

const encoded = (part: object): string => base64urlFromBytes(new TextEncoder().encode(JSON.stringify(part)));

const sha256 = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
