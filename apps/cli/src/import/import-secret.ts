/** A secret of the profile that the keys of imported files are derived from; made when it is first needed. */
import { randomBytes } from "node:crypto";
import { base64urlFromBytes, bytesFromBase64url } from "@warbler/protocol";
import type { Profile } from "../profile/profile.ts";

const NAME = "import-secret";
const BYTES = 32;

export async function importSecret(profile: Pick<Profile, "read" | "write">): Promise<Uint8Array> {
  const kept = bytesFromBase64url((await profile.read(NAME)) ?? "");
  if (kept?.length === BYTES) return kept;
  const made = new Uint8Array(randomBytes(BYTES));
  await profile.write(NAME, base64urlFromBytes(made));
  return made;
}
