/** How any failure ends the command: its exit code, and a sentence for people or an object for programs. */
import { ImportRefusal } from "@warbler/imports";
import { isErrorCode } from "@warbler/protocol";
import { type CLIENT_ERRORS, WarblerError, type WarblerErrorCode } from "@warbler/sdk";
import { CliFailure, type FailureReport } from "./cli-failure.ts";
import { EXIT_OF_ERROR, type ExitName } from "./exit-codes.ts";
import { importRefusalText } from "./words/import-refusals.ts";
import { detailIn, type Language, sentencesIn, type Words } from "./words/index.ts";

const EXIT_OF_CLIENT_ERROR: Readonly<Record<keyof typeof CLIENT_ERRORS, ExitName>> = {
  network: "unreachable",
  timeout: "unreachable",
  cancelled: "interrupted",
  closed: "unreachable",
  "untrusted-server": "untrusted",
  fork: "untrusted",
  "unproven-log": "untrusted",
  "link-invalid": "usage",
  "wrong-fingerprint": "untrusted",
  ambiguous: "ambiguous",
  "wrong-store": "bad-input",
  "store-damaged": "bad-input",
  "not-joined-yet": "unreachable",
  "group-broken": "unreachable",
  "unreachable-end-to-end": "refused",
  "identity-changed": "untrusted",
  "identity-stale": "untrusted",
  "file-damaged": "bad-input",
  "device-key-missing": "refused",
  "last-device": "refused",
  "identity-missing": "refused",
  "safety-number-wrong": "unproven",
  "approval-waiting": "refused",
  "approval-taken": "refused",
  "approval-number-wrong": "unproven",
  "device-code-wrong": "unproven",
  "recovery-code-incomplete": "usage",
  "recovery-code-mistyped": "usage",
  "recovery-code-wrong": "refused",
  "recovery-code-replaced": "refused",
  "recovery-not-set-up": "refused",
  "recovery-set-up-already": "refused",
  "recovery-elsewhere": "refused",
  "recovery-damaged": "untrusted",
  "file-too-large": "bad-input",
};

/** What to do, where the SDK's sentence does not say it in terms of this command. */
const HELP: Partial<Record<WarblerErrorCode, (words: Words) => string>> = {
  network: (words) => words.errors.networkHelp,
  timeout: (words) => words.errors.networkHelp,
  "signed-out": (words) => words.errors.signedOutHelp,
  "invalid-dpop-proof": (words) => words.errors.signedOutHelp,
  fork: (words) => words.errors.forkHelp,
  "approval-needed": (words) => words.commands.approvals.neededHelp,
  "wrong-fingerprint": (words) => words.commands.login.wrongCaHelp,
};

export function failureReport(error: unknown, words: Words, language: Language): FailureReport {
  if (error instanceof CliFailure) return error.report;
  if (isCertificateRefusal(error)) {
    const { untrusted: message, untrustedHelp: help } = words.commands.login;
    return { exit: "untrusted", code: "untrusted-certificate", message, help };
  }
  if (error instanceof WarblerError) {
    const { code } = error;
    const help = HELP[code]?.(words) ?? detailIn(language, error);
    return {
      exit: exitOf(code),
      code,
      message: error.helpIn(sentencesIn(language)),
      ...(help !== undefined && { help }),
    };
  }
  if (error instanceof ImportRefusal)
    return { exit: "bad-input", code: error.code, message: importRefusalText(error, language) };
  const file = unreadableFile(error);
  if (file !== undefined) return { exit: "bad-input", code: "bad-input", message: words.errors.noFile(file) };
  if (error instanceof Error && error.name === "AbortError") {
    return { exit: "interrupted", code: "interrupted", message: words.errors.interrupted };
  }
  const message = error instanceof Error ? `${words.errors.internal} ${error.message}` : words.errors.internal;
  return { exit: "failed", code: "internal", message };
}

function exitOf(code: WarblerErrorCode): ExitName {
  return isErrorCode(code) ? EXIT_OF_ERROR[code] : EXIT_OF_CLIENT_ERROR[code];
}

/** The file that the system would not open, in a failure that no command expected more closely. */
function unreadableFile(error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error && "path" in error) || typeof error.path !== "string")
    return undefined;
  return /^E(NOENT|ACCES|PERM|ISDIR|NOTDIR)$/.test(String(error.code)) ? error.path : undefined;
}

/** OpenSSL's verification errors, wherever in the chain of causes. */
function isCertificateRefusal(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const code = "code" in at && typeof at.code === "string" ? at.code : "";
    if (/^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET|VERIFY)|ERR_TLS_CERT)/.test(code)) return true;
  }
  return false;
}
