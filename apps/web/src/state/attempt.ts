/** The owner of what a click begins and nobody waits for: what is refused is told in words. */
import { failureText } from "../chat/failure-text.ts";
import { langNow } from "../words/use-words.ts";
import { toast } from "./toasts.ts";

export function attempt(work: Promise<unknown>): void {
  work.catch((error: unknown) => toast(failureText(error, langNow()), "problem"));
}

/** For what is told in another way when it fails, or does not matter then. */
export function inSilence(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
