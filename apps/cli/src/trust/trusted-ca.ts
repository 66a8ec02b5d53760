/** The one certificate authority that is trusted beside the machine's own for a server. */
import { readFile } from "node:fs/promises";
import { CliFailure } from "../cli-failure.ts";
import type { Profile } from "../profile/profile.ts";
import type { Words } from "../words/index.ts";
import { caCertificate } from "./certificate.ts";

/** In PEM: what the file holds, else what the profile pinned; undefined where neither is. */
export async function trustedCa(
  file: string | undefined,
  { words, profile }: { readonly words: Words; readonly profile: Profile },
): Promise<string | undefined> {
  if (file === undefined) return profile.ca();
  const pem = caCertificate(await readFile(file, "utf8").catch(() => ""))?.pem;
  if (pem !== undefined) return pem;
  throw new CliFailure("bad-input", { code: "bad-certificate", message: words.commands.login.badCa });
}
