/** `warbler audit mirror FOLDER`: keeps a server's whole log in a folder, checked, so that `audit verify FOLDER` needs no server. */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { verifyWhole } from "./audit-verify.ts";

export function addAuditMirror(
  audit: Command,
  deps: Pick<CliDeps, "words" | "output" | "session" | "terminal" | "profile">,
): void {
  const { words, output } = deps;
  const said = words.commands.audit;
  audit
    .command("mirror")
    .description(said.mirrorSays)
    .argument("<folder>", said.folder)
    .argument("[where]", said.where)
    .option("--key <key>", said.key)
    .option("--ca <file>", words.commands.login.ca)
    .action(async (folder: string, where: string | undefined, options: { key?: string; ca?: string }) => {
      await makeEmpty(folder, deps);
      const place = async (path: string) => {
        const file = join(folder, path);
        await mkdir(dirname(file), { recursive: true });
        return file;
      };
      const keep = async (path: string, bytes: Uint8Array) => writeFile(await place(path), bytes);
      const { source, verifierKey, note, verified, tiles } = await verifyWhole(where, options, deps, keep);
      // Last: a folder without a checkpoint is no log, however far its tiles came.
      await writeFile(await place("checkpoint"), note);
      const { size, origin } = verified;
      await output.result({ folder, source: source.name, origin, size, key: verifierKey, tiles }, [
        said.mirrored(size, folder),
        said.verifyMirror(folder, verifierKey),
        ...(options.key === undefined ? [said.keyUnpinned] : []),
      ]);
    });
}

/** Two states of a log must not mix: one that was rewritten would overwrite what proves it. */
async function makeEmpty(folder: string, { words }: Pick<CliDeps, "words">): Promise<void> {
  const there = await mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => readdir(folder),
    (cause: unknown) => {
      const message = words.errors.cannotWrite(folder);
      throw new CliFailure("bad-input", { code: "bad-input", message }, { cause });
    },
  );
  if (there.length === 0) return;
  throw new CliFailure("bad-input", { code: "exists", message: words.commands.audit.notEmpty(folder) });
}
