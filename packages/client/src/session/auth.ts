/** The ways to prove who one is. Each builder makes a plain value; `connect` and `signIn` act on it. */
import type {
  AccountId,
  DeviceId,
  PasskeyAssertion,
  PasskeyRequest,
  PersonProof,
  ProofAsk,
  SsoReturn,
} from "@warbler/protocol";
import { type Link, parseLink } from "./link.ts";

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
  /** What the session is bound to, where it is. */
  readonly key?: CryptoKeyPair;
}
/** A bot's: whose it is, the server tells. */
export interface ApiTokenAuth {
  readonly kind: "api-token";
  readonly token: string;
}
export interface PasswordAuth {
  readonly kind: "password";
  readonly handle: string;
  readonly password: string;
  readonly device: DeviceChoice;
}
export interface PasskeyAuth {
  readonly kind: "passkey";
  readonly device: DeviceChoice;
  /** Has a passkey answer the server's challenge: `navigator.credentials.get`, in a browser. */
  readonly sign: (request: PasskeyRequest) => Promise<PasskeyAssertion>;
}
export interface SsoAuth {
  readonly kind: "sso";
  /** What came back from the service, with the secret of whoever began. */
  readonly back: SsoReturn;
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
/** By a recovery link that is open: the password becomes this one, and all that was there before it goes. */
export interface RecoveryLinkAuth {
  readonly kind: "recovery-link";
  readonly token: string;
  readonly password: string;
  readonly device: DeviceChoice;
}
export type Auth =
  | TokenAuth
  | ApiTokenAuth
  | PasswordAuth
  | PasskeyAuth
  | SsoAuth
  | InvitationAuth
  | SetUpAuth
  | RecoveryLinkAuth;

/** Why somebody is to prove who they are: to get in, or for an act that needs a fresh proof. */
export interface ProofReason {
  readonly purpose: "sign-in" | "sensitive-act";
  /** The answer before was not right. */
  readonly wasWrong: boolean;
}
/** Gives one of the proofs that are asked for, or undefined to give up. Asked again as long as the answer is wrong. */
export type Prove = (ask: ProofAsk, reason: ProofReason) => Promise<PersonProof | undefined>;

/** Acts as the bot that an API token (`wbt_…`) was made for. */
export function token(apiToken: string): ApiTokenAuth;
/** Resumes a session, by the key that it is bound to; costs the server no password hash. */
export function token(sessionToken: string, who: Pick<TokenAuth, "account" | "device" | "key">): TokenAuth;
export function token(text: string, who?: Pick<TokenAuth, "account" | "device" | "key">): TokenAuth | ApiTokenAuth {
  return who === undefined ? { kind: "api-token", token: text } : { kind: "token", token: text, ...who };
}

export function password(handle: string, secret: string, device: DeviceChoice): PasswordAuth {
  return { kind: "password", handle, password: secret, device };
}

/** Signs in by a passkey alone: it knows whose it is. */
export function passkey(device: DeviceChoice, sign: PasskeyAuth["sign"]): PasskeyAuth {
  return { kind: "passkey", device, sign };
}

/** Signs in by a service: `doorOf` tells the way there. */
export function sso(back: SsoReturn, device: DeviceChoice): SsoAuth {
  return { kind: "sso", back, device };
}

/** `link` is the whole invitation link or its token alone. Throws `link-invalid` for anything else. */
export function invitation(link: string, account: NewAccount): InvitationAuth {
  return { kind: "invitation", token: tokenOf(link, "join"), ...account };
}

/** `link` is the whole set-up link or its token alone. Throws `link-invalid` for anything else. */
export function setUp(link: string, account: NewAccount & { readonly organisation: string }): SetUpAuth {
  return { kind: "set-up", token: tokenOf(link, "set-up"), ...account };
}

/** `link` is the whole recovery link or its token alone. Throws `link-invalid` for anything else. */
export function recoveryLink(link: string, secret: string, device: DeviceChoice): RecoveryLinkAuth {
  return { kind: "recovery-link", token: tokenOf(link, "recover"), password: secret, device };
}

function tokenOf(link: string, kind: Link["kind"]): string {
  return /^[A-Za-z0-9_-]{43}$/.test(link) ? link : parseLink(link, kind).token;
}
