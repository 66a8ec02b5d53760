/** A refusal the caller should handle is a value; what should never happen is thrown. */
import type { ErrorCode, ShownDetail } from "@warbler/protocol";

export interface Refusal {
  readonly code: ErrorCode;
  /** Says what was expected and what came; carries ids, never contents. */
  readonly detail?: string;
  readonly retryAfterMs?: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** What is not well formed is shown to people as it is said here, so it has its Chinese; other details are for developers. */
type DetailOf<Code extends ErrorCode> = "bad-request" extends Code ? ShownDetail : string;

export const refuse = <Code extends ErrorCode>(
  code: Code,
  detail?: DetailOf<Code>,
  retryAfterMs?: number,
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code, ...(detail !== undefined && { detail }), ...(retryAfterMs !== undefined && { retryAfterMs }) },
});
