/** What `trust` needs to know of this machine, and how its steps are done. */
import { execFile } from "node:child_process";
import { rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Machine, Person, TrustStep } from "./trust-steps.ts";

type Env = Readonly<Record<string, string | undefined>>;

const DEBIAN_FOLDER = "/usr/local/share/ca-certificates";

export async function thisMachine(env: Env): Promise<Machine> {
  const person = process.getuid?.() === 0 ? await personBehindSudo(env) : undefined;
  const homeFolder = person?.homeFolder ?? env["HOME"] ?? homedir();
  const folders = (env["PATH"] ?? "").split(delimiter);
  const certutils = await Promise.all(folders.map((folder) => exists(join(folder, "certutil"))));
  return {
    platform: process.platform,
    homeFolder,
    ...(person !== undefined && { person }),
    debianFolder: (await exists(DEBIAN_FOLDER)) ? DEBIAN_FOLDER : undefined,
    hasCertutil: certutils.includes(true),
    hasNssDatabase: await exists(join(homeFolder, ".pki", "nssdb", "cert9.db")),
  };
}

/** Who called `sudo`, whose `HOME` is root's then; undefined where nobody did. */
export async function personBehindSudo(env: Env): Promise<Person | undefined> {
  const name = env["SUDO_USER"];
  if (!name || name === "root") return undefined;
  const told = await promisify(execFile)("getent", ["passwd", name], { env: { ...env } }).catch(() => undefined);
  // passwd(5): name, password, uid, gid, comment, home, shell.
  const [, , uid = "", gid = "", , homeFolder = ""] = (told?.stdout ?? "").trim().split(":");
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid) || homeFolder === "") return undefined;
  return { uid: Number(uid), gid: Number(gid), homeFolder };
}

export interface Taken {
  readonly done: readonly string[];
  readonly failed: readonly { readonly step: string; readonly needsRights: boolean }[];
}

/** Each list in its order, up to the first step that fails: what follows it rests on it. One list does not stop the others. */
export async function takeSteps(lists: readonly (readonly TrustStep[])[], env: Env): Promise<Taken> {
  const done: string[] = [];
  const failed: { step: string; needsRights: boolean }[] = [];
  for (const steps of lists) {
    for (const step of steps) {
      try {
        await takeStep(step, env);
        done.push(step.says);
      } catch (error) {
        const needsRights = error instanceof Error && /EACCES|EPERM|denied/i.test(error.message);
        failed.push({ step: step.says, needsRights });
        break;
      }
    }
  }
  return { done, failed };
}

/** Throws what the file system or the program answers. */
async function takeStep({ act }: TrustStep, env: Env): Promise<void> {
  switch (act.kind) {
    case "write":
      await writeFile(act.path, act.text, { mode: 0o644 });
      return;
    case "remove":
      await rm(act.path, { force: true });
      return;
    case "run": {
      const { program, args, input, person, mayFail } = act;
      const as = person === undefined ? {} : { uid: person.uid, gid: person.gid };
      const home = person === undefined ? {} : { HOME: person.homeFolder };
      const running = promisify(execFile)(program, [...args], { env: { ...env, ...home }, ...as });
      // A program that ends without reading is judged by how it ended.
      running.child.stdin?.on("error", () => undefined).end(input ?? "");
      await running.catch((error: unknown) => {
        if (mayFail !== true) throw error;
      });
      return;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
