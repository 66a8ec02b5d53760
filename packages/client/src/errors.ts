/** The one error class of the SDK: a closed set of codes, whether trying again can help, and a sentence for people. */
import { ERRORS, type ErrorCode, isErrorCode, type ShownDetail } from "@warbler/protocol";

/** What can fail on this side of the wire; the server's refusals are `ErrorCode`s of the protocol. */
export const CLIENT_ERRORS = {
  network: {
    retryable: true,
    en: "The server cannot be reached. Check the address and the connection.",
  },
  timeout: { retryable: true, en: "The server did not answer in time." },
  cancelled: { retryable: false, en: "This was cancelled." },
  closed: { retryable: false, en: "This connection was closed. Connect again." },
  "untrusted-server": {
    retryable: false,
    en: "The server's answer is not what the protocol allows. Do not trust it and tell your administrator.",
  },
  fork: {
    retryable: false,
    en: "The audit log contradicts what was seen before. Keep this client's data and tell your auditor.",
  },
  "unproven-log": {
    retryable: false,
    en: "The log's signature or proof does not verify.",
  },
  "link-invalid": {
    retryable: false,
    en: "This is not a Warbler link. Copy the whole line, including what follows the # sign.",
  },
  "wrong-fingerprint": {
    retryable: false,
    en: "The server's certificate is not the one the link names. Ask for a new link by another way.",
  },
  ambiguous: {
    retryable: false,
    en: "Several rooms have this name. Use the room's id.",
  },
  "wrong-store": {
    retryable: false,
    en: "This store belongs to another account or server.",
  },
  "store-damaged": {
    retryable: false,
    en: "The local store cannot be read: its key or its data is damaged.",
  },
  "not-joined-yet": {
    retryable: true,
    en: "This device has not joined the room's encryption yet. It will as soon as another device or the server lets it in.",
  },
  "group-broken": {
    retryable: true,
    en: "The room's encryption is being repaired. What you wrote is kept and sent afterwards.",
  },
  "unreachable-end-to-end": {
    retryable: false,
    en: "This person has no device that can join an end-to-end room yet. They have to sign in once first.",
  },
  "identity-changed": {
    retryable: false,
    en: "The identity of someone in this room has changed. Nothing is sent until you have compared and accepted it.",
  },
  "identity-stale": {
    retryable: true,
    en: "The server has not renewed the log of everybody's devices for more than a day. What you wrote is kept and sent once it has.",
  },
  "file-damaged": {
    retryable: false,
    en: "The file is not the one that was sent: a part or its checksum is wrong.",
  },
  "device-key-missing": {
    retryable: false,
    en: "This device's key is not kept here, so it can take no part in end-to-end encryption.",
  },
  "last-device": {
    retryable: false,
    en: "This is the only device on your list. Approve another one first.",
  },
  "identity-missing": {
    retryable: false,
    en: "There is no identity to compare yet: one of you has not used end-to-end encryption so far.",
  },
  "safety-number-wrong": {
    retryable: false,
    en: "This code does not belong to the two of you. Do not trust the connection; ask your administrator.",
  },
  "approval-waiting": {
    retryable: true,
    en: "The new device has not shown its number yet. Keep it open and try again.",
  },
  "approval-taken": {
    retryable: false,
    en: "Another of your devices is answering this request. Finish it there.",
  },
  "approval-number-wrong": {
    retryable: false,
    en: "The numbers differ, so the request was ended. Start again on the new device; if they differ again, someone is in between.",
  },
  "device-code-wrong": {
    retryable: false,
    en: "This is not the code of a device that signed in to your account.",
  },
  "recovery-code-incomplete": {
    retryable: false,
    en: "This is not a whole recovery code: it has eight groups of four and one more character.",
  },
  "recovery-code-mistyped": {
    retryable: false,
    en: "The recovery code has a typing error: its last character does not fit. Compare it with the paper.",
  },
  "recovery-code-wrong": {
    retryable: false,
    en: "This recovery code was never one of this account.",
  },
  "recovery-code-replaced": {
    retryable: false,
    en: "This recovery code was replaced by a newer one and opens nothing any more.",
  },
  "recovery-not-set-up": {
    retryable: false,
    en: "Recovery has not been set up for this account.",
  },
  "recovery-set-up-already": {
    retryable: false,
    en: "Recovery is set up already. Replace its code with the one you have, or start with a new root.",
  },
  "recovery-elsewhere": {
    retryable: false,
    en: "Only the device that began this account's identity can set recovery up. If it is gone, start with a new root.",
  },
  "recovery-damaged": {
    retryable: false,
    en: "What the server keeps for this recovery code does not open, or is not this account's. Tell your administrator.",
  },
  "file-too-large": { retryable: false, en: "The file is larger than 2 GB." },
} as const;

export type ClientErrorCode = keyof typeof CLIENT_ERRORS;
export type WarblerErrorCode = ErrorCode | ClientErrorCode;
/** The sentence for each code in one language: `en`, or `zh` of `@warbler/sdk/zh`. */
export type Language = (code: WarblerErrorCode) => string;

export interface WarblerErrorDetail {
  /** What was expected and what came, for developers; never contents. */
  readonly detail?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

export class WarblerError extends Error {
  override readonly name = "WarblerError";
  readonly code: WarblerErrorCode;
  /** Whether the same request may succeed later unchanged. */
  readonly retryable: boolean;
  /** One sentence for people, in the language asked for at `connect`. */
  readonly help: string;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: WarblerErrorCode, lang: Language = en, extra: WarblerErrorDetail = {}) {
    super(
      extra.detail === undefined ? en(code) : `${en(code)} (${extra.detail})`,
      extra.cause === undefined ? undefined : { cause: extra.cause },
    );
    this.code = code;
    this.retryable = rowOf(code).retryable;
    this.help = lang(code);
    this.detail = extra.detail;
    this.retryAfterMs = extra.retryAfterMs;
  }

  /** The sentence in another language than the session's. */
  helpIn(lang: Language): string {
    return lang(this.code);
  }
}

/** The details of these codes are shown to people, so each that is said here has its Chinese; what came over the wire is what it is. */
type DetailOf<Code extends WarblerErrorCode> = Code extends "bad-request" | "recovery-code-replaced"
  ? WarblerErrorDetail & { readonly detail?: ShownDetail }
  : WarblerErrorDetail;

/** Makes errors in one language; handed to every part of the SDK. */
export type Fail = <Code extends WarblerErrorCode>(code: Code, extra?: DetailOf<Code>) => WarblerError;

export function failIn(lang: Language): Fail {
  return (code, extra) => new WarblerError(code, lang, extra);
}

/** The error for a code that came over the wire: one that this version does not know counts as `internal`. */
export function errorCodeOf(code: string): ErrorCode {
  return isErrorCode(code) ? code : "internal";
}

export function en(code: WarblerErrorCode): string {
  return rowOf(code).en;
}

function rowOf(code: WarblerErrorCode): { readonly retryable: boolean; readonly en: string } {
  return isErrorCode(code) ? ERRORS[code] : CLIENT_ERRORS[code];
}
