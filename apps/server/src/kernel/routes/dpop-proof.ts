/**
 * One DPoP proof (RFC 9449): a short JWT by which a client shows with a request that it holds a key. What is checked here needs no
 * memory; whether the nonce is current and the proof new is for who asked for it.
 */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import * as z from "zod/mini";

/** A request that a proof is to be of. */
export interface Proven {
  /** Of HTTP, in capitals. */
  readonly method: string;
  /** Scheme, host, port and path; what follows a `?` does not count (RFC 9449 §4.2, `htu`). */
  readonly url: string;
  /** The token that goes with it, as it is written; absent where a session is only asked for. */
  readonly token?: string;
}

export interface Proof {
  /** Of the public key, RFC 7638: SHA-256 in base64url. */
  readonly thumbprint: string;
  readonly jti: string;
  readonly nonce: string | undefined;
}

/** Three times what our own clients send. */
const MOST_CHARS = 2_048;
const JWS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/;

const coordinate = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
const jwk = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: coordinate,
  y: coordinate,
  // RFC 9449 §4.3, 7: whoever sends a private key along has given it away.
  d: z.optional(z.never()),
});
const header = z.object({
  typ: z.literal("dpop+jwt"),
  alg: z.literal("ES256"),
  jwk,
  // RFC 7515 §4.1.11: no extension is understood here.
  crit: z.optional(z.never()),
});
const claims = z.object({
  jti: z.string().check(z.minLength(1), z.maxLength(128)),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.optional(z.string()),
  nonce: z.optional(z.string().check(z.maxLength(64))),
});
type Jwk = z.output<typeof jwk>;

/** Undefined for what proves nothing of this request; which check failed is nobody's to know. */
export function readProof(text: string, { method, url, token }: Proven): Proof | undefined {
  if (text.length > MOST_CHARS) return undefined;
  const [, head = "", body = "", signature = ""] = JWS.exec(text) ?? [];
  const said = parsed(header, head);
  const claimed = parsed(claims, body);
  if (said === undefined || claimed === undefined) return undefined;
  const { htm, htu, ath, jti, nonce } = claimed;
  if (htm !== method || normalised(htu) !== normalised(url)) return undefined;
  if (ath !== (token === undefined ? undefined : sha256(token))) return undefined;
  const key = publicKey(said.jwk);
  if (key === undefined) return undefined;
  const signed = Buffer.from(`${head}.${body}`);
  const how = { key, dsaEncoding: "ieee-p1363" } as const;
  if (!verify("sha256", signed, how, Buffer.from(signature, "base64url"))) return undefined;
  return { thumbprint: thumbprintOf(said.jwk), jti, nonce };
}

/** RFC 7638 §3: the required members alone, in the order of the alphabet. */
const thumbprintOf = ({ crv, kty, x, y }: Jwk): string => sha256(JSON.stringify({ crv, kty, x, y }));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

function parsed<S extends z.ZodMiniType>(schema: S, part: string): z.output<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(part, "base64url").toString())).data;
  } catch {
    return undefined;
  }
}

/** Undefined where the numbers are no point of the curve. */
function publicKey({ kty, crv, x, y }: Jwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
  } catch {
    return undefined;
  }
}

/** As RFC 3986 §6.2 makes equal addresses the same text. Something that is no address is itself. */
function normalised(address: string): string {
  const url = URL.parse(address);
  return url === null ? address : `${url.origin}${url.pathname}`;
}
