/** What a service says of a person, and what follows from it here. */
import type { Service } from "./services.ts";

export interface Claims {
  readonly subject: string;
  /** The service's own session. */
  readonly sid: string | undefined;
  /** Whom the directory of the organisation may know by it. */
  readonly externalId: string | undefined;
  readonly name: string | undefined;
  readonly username: string | undefined;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly acr: string | undefined;
  readonly amr: readonly string[];
}

type Said = Readonly<Record<string, unknown>>;
const SHOWN_CHARS = 320;

const textOf = (said: Said | undefined, name: string): string | undefined => {
  const value = said?.[name];
  return typeof value === "string" && value !== "" && value.length <= SHOWN_CHARS ? value : undefined;
};

/** `more` is of the userinfo endpoint: who signed in, and how, only the signed ID token says. */
export function claimsOf(
  { externalIdClaim }: Pick<Service, "externalIdClaim">,
  idToken: Said & { readonly sub: string },
  more: Said | undefined,
): Claims {
  const { amr } = idToken;
  // Address and whether it was verified are of one source, or the one would vouch for the other's.
  const mail = textOf(idToken, "email") === undefined ? more : idToken;
  return {
    subject: idToken.sub,
    sid: textOf(idToken, "sid"),
    externalId: textOf(idToken, externalIdClaim),
    name: textOf(idToken, "name") ?? textOf(more, "name"),
    username: textOf(idToken, "preferred_username") ?? textOf(more, "preferred_username"),
    email: textOf(mail, "email"),
    emailVerified: mail?.["email_verified"] === true,
    acr: textOf(idToken, "acr"),
    amr: Array.isArray(amr) ? amr.filter((one) => typeof one === "string").slice(0, 20) : [],
  };
}

/** Whether they signed in there as the organisation asks. */
export const isAsRequired = ({ requiredAcr, requiredAmr }: Service, { acr, amr }: Claims): boolean =>
  (requiredAcr.length === 0 || (acr !== undefined && requiredAcr.includes(acr))) &&
  (requiredAmr.length === 0 || requiredAmr.some((one) => amr.includes(one)));

/** Whether that was by two factors, by the words that the organisation takes for it. */
export const isTwofold = ({ factorAcr, factorAmr }: Service, { acr, amr }: Claims): boolean =>
  (acr !== undefined && factorAcr.includes(acr)) || factorAmr.some((one) => amr.includes(one));

/** Whether somebody of whom nothing is known here may come in: by an address that the service has verified, never by another. */
export function mayJoin({ joining, domains }: Service, { email, emailVerified }: Claims): boolean {
  if (joining !== "domain" || !emailVerified || email === undefined) return false;
  const parts = email.split("@");
  const [local = "", domain = ""] = parts;
  return parts.length === 2 && local !== "" && domains.includes(domain.toLowerCase());
}

/** What the service calls the person, for themselves to see. */
export const shownOf = ({ email, username, name, subject }: Claims): string => email ?? username ?? name ?? subject;
