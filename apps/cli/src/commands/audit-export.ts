/** `warbler audit export FILE`: what one may read of the log, as a file with proofs, and the check of such a file without a server. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { FACT_KINDS } from "@warbler/protocol";
import { exportAudit, verifyAuditExport } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { findPerson } from "../session/find.ts";
import { oneOf } from "../usage.ts";
import { timeOption } from "./search.ts";

interface ExportOptions {
  readonly reason: string;
  readonly kind?: string;
  readonly person?: string;
  readonly after?: number;
  readonly before?: number;
}

export function addAuditExport(audit: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, session } = deps;
  const said = words.commands.audit;
  audit
    .command("export")
    .description(said.exportSays)
    .argument("<file>", said.exportFile)
    .requiredOption("--reason <text>", said.reason)
    .option("--kind <kind>", said.kind, oneOf(words, FACT_KINDS))
    .option("--person <person>", said.person)
    .option("--after <time>", words.commands.search.after, timeOption(words))
    .option("--before <time>", words.commands.search.before, timeOption(words))
    .action(async (file: string, { reason, kind, person, after, before }: ExportOptions) => {
      await using me = await session.open();
      const about = person === undefined ? undefined : await findPerson(me, person, words);
      const made = await exportAudit(me, {
        reason,
        ...(about !== undefined && { account: about.id }),
        ...(kind !== undefined && { kind }),
        ...(after !== undefined && { afterMs: after }),
        ...(before !== undefined && { beforeMs: before }),
      });
      // What it holds is about people: for its owner alone.
      await writeFile(file, `${JSON.stringify(made, undefined, 1)}\n`, { mode: 0o600 });
      const { facts, more } = made;
      const lines = [said.exported(facts.length, file), said.exportVerify(file)];
      await printDone({ file, facts: facts.length, more }, more ? [...lines, said.exportMore] : lines, deps);
    });
}

/** Undefined where there is no such file. */
export async function exportIn(file: string): Promise<unknown> {
  if ((await stat(file).catch(() => undefined))?.isFile() !== true) return undefined;
  try {
    const json: unknown = JSON.parse(await readFile(file, "utf8"));
    return json;
  } catch {
    return null;
  }
}

export async function verifyExport(
  json: unknown,
  { key, file }: { readonly key: string | undefined; readonly file: string },
  { words, output }: Pick<CliDeps, "words" | "output">,
): Promise<void> {
  const said = words.commands.audit;
  const told = typeof json === "object" && json !== null && "verifierKey" in json ? json.verifierKey : undefined;
  const used = key ?? (typeof told === "string" ? told : "");
  const checked = await verifyAuditExport(json, used);
  if (!checked.ok) {
    const message = checked.fault === "malformed" ? said.badExport : said.exportBroken(checked.leaf, checked.position);
    throw new CliFailure("unproven", { code: "export-broken", message });
  }
  const { proven, erased, treeSize } = checked;
  await output.result({ ok: true, file, proven, erased, size: treeSize, key: used }, [
    said.exportHolds(proven, treeSize),
    ...(erased > 0 ? [said.exportErased(erased)] : []),
    said.exportWhole,
    ...(key === undefined ? [said.keyUnpinned] : []),
  ]);
}
