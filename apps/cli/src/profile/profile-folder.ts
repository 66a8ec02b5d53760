/** Where a profile is when nobody says otherwise. */
import { join, resolve } from "node:path";

/** `--home`, else `WARBLER_HOME`, else the platform's folder for settings (XDG Base Directory). */
export function profileFolder(home: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const chosen = home ?? env["WARBLER_HOME"];
  if (chosen) return resolve(chosen);
  const settings = env["XDG_CONFIG_HOME"] ?? join(env["HOME"] ?? env["USERPROFILE"] ?? ".", ".config");
  return resolve(settings, "warbler");
}
