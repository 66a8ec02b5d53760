/**
 * `npm run build --workspace packages/client`: makes `dist/`, the SDK as a package of its own (ES modules, declarations, no
 * workspace needed), and fails when the core outgrows its budget.
 */
import { execFile } from "node:child_process";
import { cp, glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import * as z from "zod/mini";

/** All that a program loads at once, minified, after brotli: 35 KB. */
export const CORE_BUDGET_BYTES = 35_000;
/** What is loaded when it is first used: files, proofs, keys, end-to-end rooms, the key that a session is bound to. */
export const LATER_BUDGET_BYTES = 126 * 1024;
const ENTRIES = ["index", "access/index", "admin/index", "node/index", "testing/index", "zh"] as const;

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../..");
const dist = join(here, "dist");

/** Loading a package of this workspace does nothing by itself, so what is not used of it can be left out. */
const ourPackagesArePure: Plugin = {
  name: "our packages are pure",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@warbler\// }, async ({ path, pluginData, ...from }) => {
      if (pluginData === "resolving") return undefined;
      const { errors, path: found } = await resolve(path, { ...from, pluginData: "resolving" });
      return errors.length > 0 ? { errors } : { path: found, sideEffects: false };
    });
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, async ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      sideEffects: false,
    }));
  },
};

export interface Bundle {
  /** What is loaded before the program's first line runs. */
  readonly initial: string;
  /** Bytes of it after brotli. */
  readonly initialBytes: number;
  /** As above for what is loaded when it is first used. */
  readonly laterBytes: number;
}

/** The bundle of a program that imports the SDK by `source`, as a browser would load it. */
export async function bundleOf(source: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: join(here, "src"), loader: "ts" },
    outdir: dist,
    bundle: true,
    plugins: [ourPackagesArePure],
    splitting: true,
    metafile: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    minify: true,
    charset: "utf8",
    write: false,
    logLevel: "silent",
  });
  const [entry] = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint === "<stdin>");
  const initial = new Set<string>();
  const follow = (path: string) => {
    if (initial.has(path)) return;
    initial.add(path);
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === "import-statement") follow(next);
  };
  if (entry !== undefined) follow(entry[0]);
  const isInitial = (path: string) => [...initial].some((one) => path.endsWith(basename(one)));
  const textOf = (wanted: boolean) =>
    outputFiles.flatMap(({ path, text }) => (isInitial(path) === wanted ? [text] : [])).join("\n");
  // Names of chunks hold hashes of what is in them, which compress well or badly by chance.
  const bytesOf = (text: string) => brotliCompressSync(text.replaceAll(/-[A-Z0-9]{8}\.js/g, ".js")).length;
  return { initial: textOf(true), initialBytes: bytesOf(textOf(true)), laterBytes: bytesOf(textOf(false)) };
}

async function writeModules(): Promise<void> {
  await build({
    entryPoints: ENTRIES.map((entry) => join(here, "src", `${entry}.ts`)),
    outdir: dist,
    bundle: true,
    plugins: [ourPackagesArePure],
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    target: "es2024",
    external: ["node:*", ...EXTERNAL],
    logLevel: "warning",
  });
}

/** Left to whoever installs the package: libraries that other parts of a program use as well, and native ones. */
const EXTERNAL: ReadonlySet<string> = new Set(["@bufbuild/protobuf", "@noble/hashes", "better-sqlite3", "ws", "zod"]);

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
  const kept = Object.fromEntries(Object.entries(dependencies).filter(([name]) => EXTERNAL.has(name)));
  const entry = (path: string) => ({ types: `./types/client/src/${path}.d.ts`, default: `./${path}.js` });
  const exports = {
    ".": entry("index"),
    "./access": entry("access/index"),
    "./admin": entry("admin/index"),
    "./node": entry("node/index"),
    "./testing": entry("testing/index"),
    "./zh": entry("zh"),
  };
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
  const { initialBytes, laterBytes } = await bundleOf('export * from "./index.ts"');
  console.log(
    `core: ${initialBytes} bytes brotli of ${CORE_BUDGET_BYTES}; ${laterBytes} more when files, proofs and keys are used`,
  );
  if (initialBytes > CORE_BUDGET_BYTES)
    throw new Error(`expected at most ${CORE_BUDGET_BYTES} bytes, got ${initialBytes}`);
}

if (import.meta.main) await main();
