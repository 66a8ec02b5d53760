/** What `trust` needs to know of this machine, and how its steps are done. */
import { execFile } from "node:child_process";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Machine, TrustStep } from "./trust-steps.ts";

export async function thisMachine(env: Readonly<Record<string, string | undefined>>): Promise<Machine> {
  const homeFolder = env["HOME"] ?? homedir();
  const folders = (env["PATH"] ?? "").split(delimiter);
  const certutils = await Promise.all(folders.map((folder) => exists(join(folder, "certutil"))));
  return {
    platform: process.platform,
    homeFolder,
    hasDebianStore: await exists("/usr/local/share/ca-certificates"),
    hasCertutil: certutils.includes(true),
    hasNssDatabase: await exists(join(homeFolder, ".pki", "nssdb", "cert9.db")),
  };
}

/** Throws what the file system or the program answers. */
export async function takeStep({ act }: TrustStep): Promise<void> {
  switch (act.kind) {
    case "write":
      await writeFile(act.path, act.text, { mode: 0o644 });
      return;
    case "remove":
      await rm(act.path, { force: true });
      return;
    case "folder":
      await mkdir(act.path, { recursive: true, mode: 0o700 });
      return;
    case "run":
      try {
        await promisify(execFile)(act.program, [...act.args]);
      } catch (error) {
        if (act.mayFail !== true) throw error;
      }
      return;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
