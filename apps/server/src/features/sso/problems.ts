/** Says what was wrong with a service from whatever was thrown while it was asked. */
import type { SsoProblem } from "@warbler/protocol";
import * as oidc from "openid-client";
import { ServiceProblem } from "./guarded-fetch.ts";

const BY_CODE: Readonly<Record<string, SsoProblem>> = {
  OAUTH_RESPONSE_IS_NOT_JSON: "not-json",
  OAUTH_PARSE_ERROR: "not-json",
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: "other-issuer",
  OAUTH_RESPONSE_IS_NOT_CONFORM: "not-found",
  OAUTH_HTTP_REQUEST_FORBIDDEN: "not-https",
  OAUTH_TIMEOUT: "too-slow",
};

export function problemOf(error: unknown): SsoProblem {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof ServiceProblem) return cause.problem;
  if (error instanceof oidc.ResponseBodyError) return "refused";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return BY_CODE[code] ?? "invalid";
}

/** The service was not there, rather than said something wrong. */
const AWAY: readonly SsoProblem[] = [
  "unreachable",
  "private-address",
  "certificate",
  "too-slow",
  "too-large",
  "redirect",
  "not-found",
  "no-secret",
];
export const isAway = (problem: SsoProblem): boolean => AWAY.includes(problem);
