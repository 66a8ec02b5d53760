/** Every exit code of `warbler`, in one table: `docs/cli.md` is generated from it. A number is never given a new meaning. */
import type { ErrorCode } from "@warbler/protocol";

export const EXIT_CODES = {
  ok: { number: 0, en: "Done. `tail`, which runs until Ctrl+C, ends with this too." },
  failed: { number: 1, en: "Something unforeseen; it is worth reporting." },
  usage: { number: 2, en: "The command line is not understood, or a value in it is not allowed." },
  "signed-out": { number: 3, en: "Nobody is signed in with this profile, or sign-in was refused." },
  forbidden: { number: 4, en: "You may not do this." },
  "not-found": { number: 5, en: "No such room, person, message or file that you may see." },
  refused: { number: 6, en: "The server understood and refused; the sentence says why." },
  unreachable: { number: 7, en: "The server does not answer, or is too busy." },
  untrusted: { number: 8, en: "The server's certificate or its log is not the one expected: nothing was sent to it." },
  unproven: { number: 9, en: "`audit verify` or `audit proof --verify` found something that does not hold." },
  "bad-input": { number: 10, en: "A file or standard input is missing, unreadable, damaged or hostile." },
  unhealthy: { number: 11, en: "`doctor` found something that must be mended." },
  partly: { number: 12, en: "Done in part: some records were refused; the report lists them." },
  interrupted: { number: 130, en: "Ended by Ctrl+C before it was done." },
} as const satisfies Record<string, { number: number; en: string }>;

export type ExitName = keyof typeof EXIT_CODES;

/** How each refusal of the server ends the command. */
export const EXIT_OF_ERROR: Readonly<Record<ErrorCode, ExitName>> = {
  "bad-request": "usage",
  "body-too-large": "refused",
  "not-found": "not-found",
  "method-not-allowed": "failed",
  "signed-out": "signed-out",
  "sign-in-failed": "signed-out",
  forbidden: "forbidden",
  "permission-changed": "refused",
  "rate-limited": "unreachable",
  "already-set-up": "refused",
  "set-up-link-invalid": "refused",
  "invitation-invalid": "refused",
  "handle-taken": "refused",
  "password-too-short": "refused",
  "password-too-long": "refused",
  "password-too-common": "refused",
  "last-owner": "refused",
  "too-many": "refused",
  "level-not-offered": "refused",
  "wrong-level": "refused",
  "id-reused": "refused",
  "target-missing": "not-found",
  "not-author": "forbidden",
  erased: "refused",
  "attachment-incomplete": "refused",
  "chunk-mismatch": "refused",
  "import-mismatch": "refused",
  "protocol-version": "refused",
  replayed: "refused",
  overloaded: "unreachable",
  "plain-http": "usage",
  stopping: "unreachable",
  internal: "refused",
};
