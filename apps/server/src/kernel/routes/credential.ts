/** What a caller shows to be known: the token of a session, or an API token, which says so by its first letters. */
import { TOKEN_PATTERN, TOKEN_PREFIX } from "@warbler/protocol";
import type { Caller } from "../policy/policy.ts";
import type { Result } from "../result.ts";

export interface Credential {
  readonly kind: "session" | "api-token";
  readonly secret: Uint8Array;
}

const SESSION_TOKEN = /^[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;

/** Of `Authorization: Bearer …` or `DPoP …`: 32 bytes in base64url, with `wbt_` before them where it is an API token. */
export function credentialOf(header: string): Credential | undefined {
  const [, text = ""] = /^(?:Bearer|DPoP) (\S+)$/.exec(header) ?? [];
  if (SESSION_TOKEN.test(text)) return { kind: "session", secret: Buffer.from(text, "base64url") };
  return apiToken(text);
}

/** Of the socket's first frame: a session's 32 bytes, or the letters of an API token. */
export function credentialOfHello(bytes: Uint8Array): Credential | undefined {
  if (bytes.length === SECRET_BYTES) return { kind: "session", secret: bytes };
  return bytes.length > 2 * SECRET_BYTES ? undefined : apiToken(Buffer.from(bytes).toString("latin1"));
}

const apiToken = (text: string): Credential | undefined =>
  TOKEN_PATTERN.test(text)
    ? { kind: "api-token", secret: Buffer.from(text.slice(TOKEN_PREFIX.length), "base64url") }
    : undefined;

/** Whose a credential is. */
export interface Known {
  readonly caller: Caller;
  /** RFC 7638 thumbprint of the key that has to sign what is asked by it; absent where the token is enough. */
  readonly boundTo?: string;
}

/** Whose it is, or why it is nobody's; `authenticator` alone makes a caller of it. `address` is where the request came from. */
export type Identify = (credential: Credential, address: string) => Promise<Result<Known>>;
