/**
 * `npm run build --workspace packages/client`: makes `dist/`, the SDK as a package of its own (ES modules, declarations, no
 * workspace needed), checks it with publint and attw, and fails when the core outgrows its budget.
 */
import { execFile } from "node:child_process";
import { cp, glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import * as z from "zod/mini";

/** `index.ts` with all it needs, minified, after brotli at its best: 35 KB. */
export const CORE_BUDGET_BYTES = 35 * 1024;
const ENTRIES = ["index", "node/index", "testing/index"] as const;

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../..");
const dist = join(here, "dist");

/** The bundle of a program that imports the SDK by `source`, as a browser would load it. */
export async function bundleOf(source: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(here, "src"), loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    minify: true,
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

export function brotliBytes(bytes: Uint8Array): number {
  return brotliCompressSync(bytes).length;
}

async function writeModules(): Promise<void> {
  await build({
    entryPoints: ENTRIES.map((entry) => join(here, "src", `${entry}.ts`)),
    outdir: dist,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    target: "es2024",
    external: ["node:*", ...Object.keys(external)],
    logLevel: "warning",
  });
}

/** What is not bundled: the schema libraries show in the declarations, the others are native or Node's. */
const external: Readonly<Record<string, string>> = {
  "@bufbuild/protobuf": "",
  "better-sqlite3": "",
  ws: "",
  zod: "",
};

async function writeDeclarations(): Promise<void> {
  const project = join(here, "tsconfig.build.json");
  await runNode(["node_modules/@typescript/native/bin/tsc", "--project", project]);
  for await (const file of glob("types/**/*.d.ts", { cwd: dist })) await rewriteSpecifiers(join(dist, file));
}

/** Names of workspace packages become paths inside `dist/types`, and sources become what they compile to. */
async function rewriteSpecifiers(file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  const rewritten = text.replaceAll(/(from |import\()"([^"]+)"/g, (_whole, before: string, name: string) => {
    const [, packageName, path = ""] = /^@warbler\/([a-z]+)(?:\/(.*))?$/.exec(name) ?? [];
    if (packageName === undefined) return `${before}"${name.replace(/\.ts$/, ".js")}"`;
    const target = join(dist, "types", packageName, "src", path, "index.js");
    const relativePath = relative(dirname(file), target);
    return `${before}"${relativePath.startsWith(".") ? relativePath : `./${relativePath}`}"`;
  });
  await writeFile(file, rewritten);
}

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

async function writeManifest(): Promise<void> {
  const { dependencies, ...shown } = manifest.parse(JSON.parse(await readFile(join(here, "package.json"), "utf8")));
  const kept = Object.fromEntries(Object.entries(dependencies).filter(([name]) => Object.hasOwn(external, name)));
  const entry = (path: string) => ({ types: `./types/client/src/${path}.d.ts`, default: `./${path}.js` });
  const exports = { ".": entry("index"), "./node": entry("node/index"), "./testing": entry("testing/index") };
  const published = { ...shown, type: "module", sideEffects: false, exports, dependencies: kept };
  await writeFile(join(dist, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
  await cp(join(here, "README.md"), join(dist, "README.md"));
}

async function runNode(args: readonly string[]): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: repository, maxBuffer: 1 << 26 });
  if (stdout.trim() !== "") process.stdout.write(stdout);
}

async function main(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await Promise.all([writeModules(), writeDeclarations()]);
  await writeManifest();
  await runNode(["node_modules/publint/src/cli.js", dist, "--strict"]);
  await runNode(["node_modules/@arethetypeswrong/cli/dist/index.js", "--pack", dist, "--profile", "esm-only"]);
  const size = brotliBytes(await bundleOf(`export * from "./index.ts"`));
  console.log(`core: ${size} bytes brotli of ${CORE_BUDGET_BYTES}`);
  if (size > CORE_BUDGET_BYTES) throw new Error(`the core has outgrown its budget by ${size - CORE_BUDGET_BYTES} bytes`);
}

if (import.meta.main) await main();
