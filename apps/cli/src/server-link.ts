/** What `warbler login` takes: a set-up link, an invitation link, a recovery link, or the address of a server. */

export interface ServerLink {
  readonly kind: "set-up" | "join" | "recover" | "server";
  /** Scheme, host and port. */
  readonly origin: string;
  /** One-time token in base64url; absent for `server`. */
  readonly token?: string;
  /** SHA-256 of the local CA's certificate (DER) in base64url; absent where the certificate is publicly trusted. */
  readonly fingerprint?: string;
}

export type LinkFlaw = "not-url" | "plain-http" | "incomplete";

const ONE_TIME = ["set-up", "join", "recover"] as const;
const HASH = /^[A-Za-z0-9_-]{43}$/;

export function parseServerLink(text: string): ServerLink | { readonly flaw: LinkFlaw } {
  // Without a scheme, `localhost:8443` would count as one.
  const whole = text.includes("://") ? text.trim() : `https://${text.trim()}`;
  const url = URL.parse(whole);
  if (url === null || url.hostname === "" || url.username !== "" || url.password !== "") return { flaw: "not-url" };
  if (url.protocol === "http:") return { flaw: "plain-http" };
  if (url.protocol !== "https:") return { flaw: "not-url" };
  const said = new URLSearchParams(url.hash.slice(1));
  const fingerprint = said.get("ca") ?? undefined;
  const token = said.get("t") ?? undefined;
  if (fingerprint !== undefined && !HASH.test(fingerprint)) return { flaw: "incomplete" };
  const pin = fingerprint === undefined ? {} : { fingerprint };
  const kind = ONE_TIME.find((page) => url.pathname === `/${page}`);
  if (kind !== undefined) {
    if (token === undefined || !HASH.test(token)) return { flaw: "incomplete" };
    return { kind, origin: url.origin, token, ...pin };
  }
  return url.pathname === "/" ? { kind: "server", origin: url.origin, ...pin } : { flaw: "not-url" };
}
