/** Refusals as they cross from the engine to the page. */
import { CLIENT_ERRORS, en, type Language, WarblerError } from "@warbler/sdk";
import type { Failure } from "./engine-api.ts";

/** Anything else than a refusal is a broken invariant of ours: it is told as such, without its words. */
export async function failureOf(error: unknown): Promise<Failure> {
  if (!(error instanceof WarblerError)) return { code: "internal", retryable: false, ...UNEXPECTED };
  const { code, retryable, retryAfterMs } = error;
  const words = { en: error.helpIn(en), zh: error.helpIn(await chinese()) };
  return { code, retryable, ...words, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Loaded after what somebody waits for. Where there is no network before it is, English has to do. */
export async function chinese(): Promise<Language> {
  try {
    return (await import("@warbler/sdk/zh")).zh;
  } catch {
    return en;
  }
}

export function failureOfCode(code: string): Failure {
  const known = Object.keys(CLIENT_ERRORS).includes(code);
  return { code, retryable: !known, ...UNEXPECTED };
}

const UNEXPECTED = {
  en: "Something went wrong in this window. Reload it; nothing that was sent is lost.",
  zh: "此窗口出现错误。请刷新页面，已发送的内容不会丢失。",
};
