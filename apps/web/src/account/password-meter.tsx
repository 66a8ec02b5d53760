/** How far a password is from long enough. Length is what counts; the server refuses common ones. */
import { LIMITS } from "@warbler/protocol";
import { useWords } from "../words/use-words.ts";

export function PasswordMeter({ password }: { readonly password: string }) {
  const words = useWords().account;
  const missing = LIMITS.passwordMinChars - Array.from(password).length;
  if (password === "") return words.passwordHint;
  return missing > 0 ? words.passwordMissing(missing) : words.passwordLong;
}
