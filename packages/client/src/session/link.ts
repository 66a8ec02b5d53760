/** One-time links: the secret and the certificate's fingerprint stand behind the `#`, which browsers never send. */
import { WarblerError } from "../errors.ts";

export interface Link {
  readonly kind: "set-up" | "join" | "recover";
  /** Scheme, host and port. */
  readonly origin: string;
  /** 32 bytes in base64url. */
  readonly token: string;
  /** SHA-256 of the local CA's certificate (DER) in base64url; absent with a publicly trusted certificate. */
  readonly fingerprint?: string;
}

const KINDS = ["set-up", "join", "recover"] as const;
const HASH = /^[A-Za-z0-9_-]{43}$/;

/** Throws `link-invalid` for anything but a whole `https` link of the kind asked for. */
export function parseLink(text: string, expected?: Link["kind"]): Link {
  const url = URL.parse(text.trim());
  const kind = KINDS.find((one) => url?.pathname === `/${one}`);
  if (url === null || kind === undefined || url.protocol !== "https:") throw new WarblerError("link-invalid");
  const behind = new URLSearchParams(url.hash.slice(1));
  const token = behind.get("t") ?? "";
  const fingerprint = behind.get("ca") ?? undefined;
  const wellFormed = HASH.test(token) && (fingerprint === undefined || HASH.test(fingerprint));
  if (!wellFormed || (expected !== undefined && expected !== kind)) throw new WarblerError("link-invalid");
  return { kind, origin: url.origin, token, ...(fingerprint !== undefined && { fingerprint }) };
}
