/**
 * The closed set of refusals. HTTP problem details (RFC 9457), socket errors and the CLI's words all come from this
 * table and its Chinese sentences (`errors-zh.ts`); `status` is the HTTP status, `retryable` says whether the same request may succeed later unchanged.
 */
export const ERRORS = {
  "bad-request": { status: 400, retryable: false, en: "The request is not well formed." },
  "body-too-large": {
    status: 413,
    retryable: false,
    en: "The request is larger than allowed.",
  },
  "not-found": {
    status: 404,
    retryable: false,
    en: "There is nothing here that you may see.",
  },
  "method-not-allowed": {
    status: 405,
    retryable: false,
    en: "This address does not answer that method.",
  },
  "signed-out": {
    status: 401,
    retryable: false,
    en: "Sign in first: the session is missing, ended or expired.",
  },
  "invalid-dpop-proof": {
    status: 401,
    retryable: false,
    en: "The request lacks the session's key. Sign in again.",
  },
  "sign-in-failed": {
    status: 401,
    retryable: false,
    en: "The name or the password is wrong.",
  },
  "proof-wrong": {
    status: 401,
    retryable: false,
    en: "The code or the passkey is wrong or used.",
  },
  "proof-needed": {
    status: 403,
    retryable: false,
    en: "Prove again that it is you first.",
  },
  "proof-over": {
    status: 410,
    retryable: false,
    en: "This took too long. Start again.",
  },
  "factor-required": {
    status: 409,
    retryable: false,
    en: "The organisation asks for a second factor.",
  },
  "password-depends": {
    status: 409,
    retryable: false,
    en: "Choose a longer password first.",
  },
  "sso-failed": {
    status: 401,
    retryable: false,
    en: "The sign-in service did not confirm who you are. Start again.",
  },
  "sso-unknown": {
    status: 403,
    retryable: false,
    en: "No account here belongs to this sign-in. Sign in another way and link it, or ask for an invitation.",
  },
  "sso-unreachable": {
    status: 502,
    retryable: true,
    en: "The sign-in service cannot be reached or does not answer as it must. Other ways to sign in still work.",
  },
  "sso-required": {
    status: 403,
    retryable: false,
    en: "The organisation asks you to sign in by its sign-in service.",
  },
  "sso-linked-already": {
    status: 409,
    retryable: false,
    en: "This sign-in belongs to another account.",
  },
  "sso-untested": {
    status: 409,
    retryable: false,
    en: "Sign in by this service once as a test before switching it on.",
  },
  "last-way-in": {
    status: 409,
    retryable: false,
    en: "Somebody could not get in any more. Set up another way in first.",
  },
  forbidden: {
    status: 403,
    retryable: false,
    en: "You do not have permission to do this.",
  },
  "filter-invalid": {
    status: 400,
    retryable: false,
    en: "The filter is not understood.",
  },
  "path-invalid": {
    status: 400,
    retryable: false,
    en: "The path names nothing that can be changed.",
  },
  "version-differs": {
    status: 412,
    retryable: false,
    en: "It was changed since: read it again.",
  },
  "not-supported": {
    status: 501,
    retryable: false,
    en: "This server does not do that.",
  },
  "name-taken": {
    status: 409,
    retryable: false,
    en: "Another one has this name already.",
  },
  "token-scope": {
    status: 403,
    retryable: false,
    en: "This token was not made for that.",
  },
  suspended: {
    status: 403,
    retryable: false,
    en: "This account is suspended.",
  },
  "policy-refused": {
    status: 409,
    retryable: false,
    en: "The policy does not allow this change.",
  },
  "officers-by-hand": {
    status: 409,
    retryable: false,
    en: "Groups of a directory give no officer's role here: give it to each person by hand.",
  },
  "stale-policy": {
    status: 409,
    retryable: false,
    en: "Somebody else changed the policy first.",
  },
  "approval-needed": {
    status: 409,
    retryable: false,
    en: "Others must approve this first.",
  },
  "passkey-needed": {
    status: 409,
    retryable: false,
    en: "A passkey older than the request is needed, in the browser.",
  },
  "review-over": {
    status: 409,
    retryable: false,
    en: "This review is over.",
  },
  "already-decided": {
    status: 409,
    retryable: false,
    en: "Another reviewer has decided this already.",
  },
  tampered: {
    status: 409,
    retryable: false,
    en: "What is stored of this was changed from outside the server. It was recorded.",
  },
  "own-access": {
    status: 403,
    retryable: false,
    en: "Nobody reviews their own access, nor what they gave.",
  },
  "permission-changed": {
    status: 409,
    retryable: true,
    en: "Your permission changed meanwhile. Try again.",
  },
  "rate-limited": {
    status: 429,
    retryable: true,
    en: "Too much at once. Wait a little and try again.",
  },
  "already-set-up": {
    status: 409,
    retryable: false,
    en: "This organisation is already set up.",
  },
  "set-up-link-invalid": {
    status: 403,
    retryable: false,
    en: "The set-up link is wrong, used or expired. Restart the server to print a new one.",
  },
  "invitation-invalid": {
    status: 403,
    retryable: false,
    en: "The invitation is wrong, used or expired. Ask for a new one.",
  },
  "access-link-invalid": {
    status: 403,
    retryable: false,
    en: "The recovery link is wrong, used, refused, withdrawn or expired. Ask for a new one.",
  },
  "access-number-wrong": {
    status: 409,
    retryable: false,
    en: "This is not the number that the page of the link shows.",
  },
  "access-link-waiting": {
    status: 409,
    retryable: false,
    en: "The recovery link cannot be used yet.",
  },
  "handle-taken": { status: 409, retryable: false, en: "This sign-in name is taken." },
  "password-too-short": {
    status: 422,
    retryable: false,
    en: "Use more characters; a short sentence is easiest.",
  },
  "password-too-long": {
    status: 422,
    retryable: false,
    en: "The password is longer than 1,024 bytes.",
  },
  "password-too-common": {
    status: 422,
    retryable: false,
    en: "This password is easy to guess, or on a list of stolen ones. Choose another.",
  },
  "last-owner": {
    status: 409,
    retryable: false,
    en: "Someone must keep this role. Name another one first.",
  },
  "too-many": { status: 409, retryable: false, en: "The limit of such things is reached." },
  "level-not-offered": {
    status: 422,
    retryable: false,
    en: "This server cannot make rooms of that protection level yet.",
  },
  "wrong-level": {
    status: 409,
    retryable: false,
    en: "The room's protection level does not allow this.",
  },
  "id-reused": {
    status: 409,
    retryable: false,
    en: "This id was already used with other content.",
  },
  "stale-epoch": {
    status: 409,
    retryable: false,
    en: "The room's keys have changed. Catch up, then try again.",
  },
  "commit-first": {
    status: 409,
    retryable: true,
    en: "Someone must be removed from the room's keys first.",
  },
  "commit-invalid": {
    status: 422,
    retryable: false,
    en: "This change of the room's keys is not valid.",
  },
  "commit-forbidden": {
    status: 403,
    retryable: false,
    en: "Your role in the room does not allow this change.",
  },
  "group-missing": {
    status: 409,
    retryable: false,
    en: "The room's end-to-end group has not been set up yet.",
  },
  "not-in-group": {
    status: 409,
    retryable: false,
    en: "This device is not in the room's end-to-end group.",
  },
  "room-succeeded": {
    status: 409,
    retryable: false,
    en: "The conversation continues in another room.",
  },
  "identity-invalid": {
    status: 422,
    retryable: false,
    en: "The list of devices is not signed as it must be.",
  },
  "stale-identity": {
    status: 409,
    retryable: false,
    en: "Another of your devices changed the list of devices first. Catch up, then try again.",
  },
  "device-unlisted": {
    status: 409,
    retryable: false,
    en: "This device is not on the person's signed list of devices. Approve it first.",
  },
  "key-package-invalid": {
    status: 422,
    retryable: false,
    en: "A key package is damaged, expired or not this device's.",
  },
  "stale-keychain": {
    status: 409,
    retryable: false,
    en: "Another of your devices wrote to the keychain first. Catch up, then try again.",
  },
  "stale-recovery": {
    status: 409,
    retryable: false,
    en: "Another of your devices changed the recovery secret first. Look at it again.",
  },
  "approval-over": {
    status: 410,
    retryable: false,
    en: "This device approval has expired or was answered. Start again.",
  },
  "target-missing": {
    status: 409,
    retryable: false,
    en: "The message this refers to is not there.",
  },
  "already-reported": {
    status: 409,
    retryable: false,
    en: "You have reported this message already.",
  },
  "urgent-already": {
    status: 409,
    retryable: false,
    en: "They were called to it already.",
  },
  "recall-over": {
    status: 409,
    retryable: false,
    en: "The time in which this message could be taken back or changed is over.",
  },
  "not-author": { status: 403, retryable: false, en: "Only the author may do this." },
  erased: {
    status: 410,
    retryable: false,
    en: "This was erased: its key no longer exists.",
  },
  "attachment-incomplete": {
    status: 409,
    retryable: true,
    en: "Parts of the file have not arrived yet.",
  },
  "chunk-mismatch": {
    status: 422,
    retryable: false,
    en: "The part of the file is not what was announced.",
  },
  "import-mismatch": {
    status: 409,
    retryable: false,
    en: "The batch does not belong to this import.",
  },
  "protocol-version": {
    status: 400,
    retryable: false,
    en: "This client and this server speak different versions.",
  },
  replayed: {
    status: 409,
    retryable: false,
    en: "The request number was already used on this connection.",
  },
  overloaded: {
    status: 503,
    retryable: true,
    en: "The server is busy. Try again shortly.",
  },
  "plain-http": {
    status: 426,
    retryable: false,
    en: "This port speaks HTTPS only. Use https://.",
  },
  stopping: { status: 503, retryable: true, en: "The server is restarting." },
  internal: {
    status: 500,
    retryable: true,
    en: "Something went wrong on the server; it was recorded.",
  },
} as const satisfies Record<string, { status: number; retryable: boolean; en: string }>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
