// The SDK as others would install it: built, then looked at by publint (is the manifest true?) and by attw (do types and
// modules resolve the same way, for bundlers and for Node?).
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { checkPackage, Package } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root, runNode } from "../command.ts";

/** The package is made of ES modules only, so these two ways of finding it are not offered. */
const NOT_OFFERED: ReadonlySet<string> = new Set(["node10", "node16-cjs"]);

export async function sdkPackageProblems(): Promise<readonly string[]> {
  const built = await runNode("packages/client/build.ts", []);
  return built.ok ? packageProblems(join(root, "packages/client/dist")) : [built.output];
}

/** What is wrong with the package in `folder`. */
export async function packageProblems(folder: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const linted = await publint({ pkgDir: folder, strict: true, pack: false });
  const files: Record<string, Uint8Array> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[`/node_modules/${manifest.name}/${relative(folder, path)}`] = await readFile(path);
  }
  const checked = await checkPackage(new Package(files, manifest.name, manifest.version));
  const wrong = checked.types === false ? ["has no types"] : checked.problems.filter(isOffered).map(inWords);
  return [...linted.messages.map((message) => `publint: ${formatMessage(message, manifest)}`), ...wrong];
}

function isOffered(problem: object): boolean {
  const kind = "resolutionKind" in problem ? problem.resolutionKind : "";
  const option = "resolutionOption" in problem ? problem.resolutionOption : "";
  return !NOT_OFFERED.has(String(kind)) && !NOT_OFFERED.has(String(option));
}

const inWords = (problem: { readonly kind: string }): string => `attw: ${JSON.stringify(problem)}`;
