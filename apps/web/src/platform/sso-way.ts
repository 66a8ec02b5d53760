/**
 * The way to a sign-in service and back, in this tab. The secret of whoever begins stays in the tab, so that what comes back can be ended
 * here alone; the answer is read from behind the `#`, once.
 */
import type { SsoBegun, SsoReturn } from "@warbler/protocol";
import { newSsoSecret, type SsoSecret, ssoReturnFrom } from "@warbler/sdk";
import * as z from "zod/mini";
import { behindLink } from "./location.ts";

const SSO_PURPOSES = ["sign-in", "link", "prove", "test"] as const;
export type SsoPurpose = (typeof SSO_PURPOSES)[number];

const KEY = "warbler-sso";
const underWay = z.object({
  purpose: z.enum(SSO_PURPOSES),
  state: z.string(),
  secret: z.string(),
  /** Where one was in this client. */
  from: z.string(),
});

/** What came back from a service to this tab. */
export type CameBack =
  | { readonly kind: "answer"; readonly purpose: SsoPurpose; readonly back: SsoReturn; readonly from: string }
  /** To be pasted into a program on another machine. */
  | { readonly kind: "code"; readonly code: string }
  /** Too late, or begun elsewhere. */
  | { readonly kind: "stranger" };

/** Leaves this page for the service. */
export async function goToService(
  purpose: SsoPurpose,
  begin: (challenge: SsoSecret["challenge"]) => Promise<SsoBegun>,
): Promise<void> {
  const { secret, challenge } = await newSsoSecret();
  const { url, state } = await begin(challenge);
  // The server has looked at it; a script's address would still be no place to go.
  if (URL.parse(url)?.protocol !== "https:") throw new Error("expected an https address");
  const from = location.pathname + location.search;
  sessionStorage.setItem(KEY, JSON.stringify({ purpose, state, secret, from }));
  location.assign(url);
}

/** Once for each page: what the tab kept is used up. */
export const cameBack: CameBack | undefined = location.pathname === "/sso" ? takeBack() : undefined;

function takeBack(): CameBack {
  const code = behindLink.get("paste");
  if (code !== null) return { kind: "code", code };
  const kept = underWay.safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? "null"));
  sessionStorage.removeItem(KEY);
  const back = kept.success ? ssoReturnFrom(behindLink, kept.data) : undefined;
  if (!kept.success || back === undefined) return { kind: "stranger" };
  return { kind: "answer", purpose: kept.data.purpose, back, from: kept.data.from };
}
