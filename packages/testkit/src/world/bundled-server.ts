/** The server's program in three files: it starts in less than half the time that its thousand modules take. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { threadId } from "node:worker_threads";
import { build } from "esbuild";

const ROOT = new URL("../../../../", import.meta.url).pathname;
const SERVER = join(ROOT, "apps/server/src");
const THREADS = ["kernel/writer/worker.ts", "kernel/store/checkpoint-worker.ts"];
/** From here Node finds the packages with machine code, which stay out. */
const FOLDER = join(ROOT, "node_modules/.cache/server");
const NATIVE = ["better-sqlite3", "@node-rs/argon2", "pg-native"];
/** Packages of before there were modules ask for Node's own parts by `require`. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export interface ServerProgram {
  readonly main: string;
  /** What the server finds by where it lies, and must be told here. */
  readonly settings: { readonly WARBLER_WEB: string };
}

let bundled: Promise<ServerProgram> | undefined;

/** Of the sources as they are at the first call in this thread. */
export function bundledServer(): Promise<ServerProgram> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<ServerProgram> {
  const { outputFiles } = await build({
    entryPoints: ["main.ts", ...THREADS].map((path) => join(SERVER, path)),
    entryNames: "[name]",
    outdir: FOLDER,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    minifyWhitespace: true,
    minifySyntax: true,
    external: NATIVE,
    banner: { js: REQUIRE },
    logLevel: "error",
    write: false,
  });
  await mkdir(FOLDER, { recursive: true });
  for (const { path, text } of outputFiles) {
    // A thread is started by the name of its source.
    const linked = THREADS.map((thread) => basename(thread, ".ts")).reduce(
      (sofar, thread) => sofar.replaceAll(`"./${thread}.ts"`, `"./${thread}.mjs"`),
      text,
    );
    // Other threads of these tests write the same at this moment.
    const fresh = `${path}.${process.pid}-${threadId}`;
    await writeFile(fresh, linked);
    await rename(fresh, path);
  }
  return { main: join(FOLDER, "main.mjs"), settings: { WARBLER_WEB: join(ROOT, "apps/web/dist") } };
}
