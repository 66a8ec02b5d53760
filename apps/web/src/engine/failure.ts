/** Refusals as they cross from the engine to the page. */
import { CLIENT_ERRORS, WarblerError } from "@warbler/sdk";
import type { Failure } from "./engine-api.ts";

/** Anything else than a refusal is a broken invariant of ours: it is told as such, without its words. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof WarblerError)) return { code: "internal", retryable: false, ...UNEXPECTED };
  const { code, retryable, retryAfterMs } = error;
  const words = { en: error.helpIn("en"), zh: error.helpIn("zh") };
  return { code, retryable, ...words, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

export function failureOfCode(code: string): Failure {
  const known = Object.keys(CLIENT_ERRORS).includes(code);
  return { code, retryable: !known, ...UNEXPECTED };
}

const UNEXPECTED = {
  en: "Something went wrong in this window. Reload it; nothing that was sent is lost.",
  zh: "此窗口出现错误。请刷新页面，已发送的内容不会丢失。",
};
