/** Single sign-on: the secret that stays where a sign-in began, and what comes back with a browser. */
import { base64urlFromBytes, bytesFromBase64url, type SsoReturn } from "@warbler/protocol";

/** `challenge` is what the server is told of the secret. */
export interface SsoSecret {
  readonly secret: string;
  readonly challenge: string;
}

export async function newSsoSecret(): Promise<SsoSecret> {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const digest = await crypto.subtle.digest("SHA-256", secret);
  return { secret: base64urlFromBytes(secret), challenge: base64urlFromBytes(new Uint8Array(digest)) };
}

/** What the service said, as it stands in an address; undefined where it is not an answer to `state`. */
export function ssoReturnFrom(
  said: URLSearchParams,
  { state, secret }: { readonly state: string; readonly secret: string },
): SsoReturn | undefined {
  if (said.get("state") !== state) return undefined;
  const [code, error, iss] = ["code", "error", "iss"].map((name) => said.get(name) ?? undefined);
  return {
    state,
    secret,
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error }),
    ...(iss !== undefined && { iss }),
  };
}

/** What somebody pasted: the answer of a service as a page showed it, in one word. */
export function pastedSsoAnswer(text: string): URLSearchParams {
  const bytes = bytesFromBase64url(text.trim());
  return new URLSearchParams(bytes === undefined ? "" : new TextDecoder().decode(bytes));
}
