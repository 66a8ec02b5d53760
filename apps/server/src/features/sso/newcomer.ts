/** Names for somebody new, from what a service says: made to fit the rules for names here, and free. */
import { acceptRequest, LIMITS } from "@warbler/protocol";
import type { JoinRules } from "../accounts/index.ts";
import type { Claims } from "./claims.ts";

const { handle: handleRule, name: nameRule } = acceptRequest.shape;

const localPart = (text: string | undefined) => text?.split("@")[0];

/** The part of `text` that a sign-in name may have. */
function handleFrom(text: string | undefined): string | undefined {
  const folded = (text ?? "").normalize("NFKC").toLowerCase();
  const kept = folded.replace(/[^\p{Ll}\p{Lo}\p{N}._-]/gu, "").slice(0, LIMITS.handleChars - 8);
  const made = handleRule.safeParse(kept.replace(/^[._-]+|[._-]+$/g, ""));
  return made.success ? made.data : undefined;
}

/** The first that nobody has: the name itself, then with a number. */
export async function freeHandle(
  { username, email, name }: Claims,
  isTaken: JoinRules["isTaken"],
): Promise<string | undefined> {
  const wanted = handleFrom(localPart(username)) ?? handleFrom(localPart(email)) ?? handleFrom(name) ?? "person";
  for (let n = 1; n <= 1_000; n++) {
    const handle = n === 1 ? wanted : `${wanted}${n}`;
    if (!(await isTaken(handle))) return handle;
  }
  return undefined;
}

/** The name that people read; the sign-in name where the service has none that may be shown. */
export function nameFrom({ name }: Claims, handle: string): string {
  const made = nameRule.safeParse((name ?? "").trim().slice(0, LIMITS.displayNameChars));
  return made.success ? made.data : handle;
}
