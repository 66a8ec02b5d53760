/** The ways to prove who one is. Each builder makes a plain value; `connect` and `signIn` act on it. */
import type { AccountId, DeviceId } from "@warbler/protocol";
import { parseLink } from "./link.ts";

/** `verifyingKey` is Ed25519, 32 bytes; without it the SDK makes a key and keeps it in the store. */
export interface NewDevice {
  readonly name: string;
  readonly verifyingKey?: Uint8Array;
}
export type DeviceChoice = NewDevice | { readonly id: DeviceId };

export interface TokenAuth {
  readonly kind: "token";
  /** Session token in base64url. */
  readonly token: string;
  readonly account: AccountId;
  readonly device: DeviceId;
}
export interface PasswordAuth {
  readonly kind: "password";
  readonly handle: string;
  readonly password: string;
  readonly device: DeviceChoice;
}
export interface NewAccount {
  readonly handle: string;
  readonly name: string;
  readonly password: string;
  readonly device: NewDevice;
}
export interface InvitationAuth extends NewAccount {
  readonly kind: "invitation";
  readonly token: string;
}
export interface SetUpAuth extends NewAccount {
  readonly kind: "set-up";
  readonly token: string;
  readonly organisation: string;
}
export type Auth = TokenAuth | PasswordAuth | InvitationAuth | SetUpAuth;

/** Resumes a session; costs the server no password hash. */
export function token(
  sessionToken: string,
  who: { readonly account: AccountId; readonly device: DeviceId },
): TokenAuth {
  return { kind: "token", token: sessionToken, ...who };
}

export function password(handle: string, secret: string, device: DeviceChoice): PasswordAuth {
  return { kind: "password", handle, password: secret, device };
}

/** `link` is the whole invitation link or its token alone. Throws `link-invalid` for anything else. */
export function invitation(link: string, account: NewAccount): InvitationAuth {
  return { kind: "invitation", token: tokenOf(link, "join"), ...account };
}

/** `link` is the whole set-up link or its token alone. Throws `link-invalid` for anything else. */
export function setUp(link: string, account: NewAccount & { readonly organisation: string }): SetUpAuth {
  return { kind: "set-up", token: tokenOf(link, "set-up"), ...account };
}

function tokenOf(link: string, kind: "join" | "set-up"): string {
  return /^[A-Za-z0-9_-]{43}$/.test(link) ? link : parseLink(link, kind).token;
}
