/**
 * Builds the web client into `dist`: files named after their content, each beside its brotli, and `files.json`, which
 * tells the server what there is. Run by `npm start` when sources changed, and by the tests.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build, type Plugin } from "vite";
import { slimEmoji } from "./emoji-plugin.ts";
import { withoutMarkup } from "./markup-plugin.ts";
import { pureLists } from "./pure-list-plugin.ts";

/** What the server serves: `files` under their own path, and the document under each of `pages`. */
interface WebManifest {
  readonly pages: readonly string[];
  readonly files: readonly WebFile[];
}
interface WebFile {
  readonly path: string;
  readonly type: string;
  /** Named after its content, so that it never changes. */
  readonly immutable: boolean;
  /** Whether `<path>.br` lies beside it. */
  readonly brotli: boolean;
}

const ROOT = import.meta.dirname;
/** A path ending in `/*` stands for everything under it. */
const PAGES = [
  "/",
  "/sign-in",
  "/set-up",
  "/join",
  "/recover",
  "/sso",
  "/rooms/*",
  "/settings",
  "/settings/*",
  "/admin",
  "/admin/*",
];
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};
const SELDOM = /^(pinyin-matcher|emoji-data)/;
/** What starts the engine, in a script of its own that runs before the page's. */
const FIRST = /src\/(?:platform\/(?:running-engine|tabs|engine-link|frames|trusted-scripts)|engine\/messages)\.ts/;
const COMPRESSED = [".html", ".js", ".css", ".svg", ".wasm", ".json", ".webmanifest"];

/** Builds into a folder of its own first, so that a running server never sees half a client. */
async function buildWeb(): Promise<void> {
  const folder = join(ROOT, "dist");
  const fresh = `${folder}.${process.pid}`;
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    plugins: [slimEmoji, pureLists, withoutMarkup, startEngineFirst],
    css: { modules: { localsConvention: "camelCaseOnly" } },
    worker: {
      format: "es",
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // Whoever opens a room waits for the engine, which would wait for each of its files.
              { name: "worker", tags: ["$initial"] },
            ],
          },
        },
      },
    },
    build: {
      outDir: fresh,
      target: "es2024",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 800,
      sourcemap: false,
      // Marks for servers that render React: this client has none.
      rolldownOptions: {
        input: {
          index: join(ROOT, "index.html"),
          start: join(ROOT, "src/platform/running-engine.ts"),
          "service-worker": join(ROOT, "src/service-worker.ts"),
        },
        output: {
          // What the document needs at once is one file: forty small ones compress a tenth worse.
          codeSplitting: {
            groups: [
              { name: "start", test: FIRST, priority: 1 },
              { name: "index", tags: ["$initial"], test: (id) => !id.includes("service-worker") },
            ],
          },
          // A service worker speaks for the paths below its own.
          entryFileNames: ({ name }) => (name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js"),
        },
        onLog: (level, log, tell) => log.code === "MODULE_LEVEL_DIRECTIVE" || tell(level, log),
      },
    },
  });
  await fillServiceWorker(fresh);
  const manifest: WebManifest = { pages: PAGES, files: await describe(fresh) };
  await writeFile(join(fresh, "files.json"), JSON.stringify(manifest));
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
}

/** The document loads this script anyway, as a part of the page's: here it is run at once. */
const startEngineFirst: Plugin = {
  name: "start-engine-first",
  transformIndexHtml: {
    order: "post",
    handler: (html) => {
      const preload = /<link rel="modulepreload"[^>]*href="(\/assets\/start-[^"]+)"[^>]*>\s*/;
      const [tag, path] = preload.exec(html) ?? [];
      if (tag === undefined) throw new Error("expected the document to load the script that starts the engine");
      return html
        .replace(tag, "")
        .replace("<script", `<script type="module" async crossorigin src="${path}"></script>$&`);
    },
  },
};

/** Tells the service worker what to keep: everything but what is seldom used and large, which is kept once it was used. */
async function fillServiceWorker(folder: string): Promise<void> {
  const script = join(folder, "service-worker.js");
  const assets = await readdir(join(folder, "assets"));
  const kept = assets.filter((name) => !SELDOM.test(name)).map((name) => `/assets/${name}`);
  const files = JSON.stringify([...kept.sort(), "/icon.svg", "/icon-unread.svg", "/manifest.webmanifest"]);
  const build = createHash("sha256")
    .update(files)
    .update(await readFile(join(folder, "index.html")))
    .digest("hex");
  const text = await readFile(script, "utf8");
  await writeFile(script, `const FILES=${files},BUILD="${build.slice(0, 16)}";\n${text}`);
}

async function describe(folder: string): Promise<readonly WebFile[]> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    found.sort().map(async (file) => {
      const path = `/${relative(folder, file).split(sep).join("/")}`;
      const extension = extname(file);
      const brotli = COMPRESSED.includes(extension);
      if (brotli) await writeFile(`${file}.br`, compressed(await readFile(file)));
      const type = TYPES[extension] ?? "application/octet-stream";
      return { path, type, immutable: path.startsWith("/assets/"), brotli };
    }),
  );
}

function compressed(bytes: Buffer): Buffer {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > 600_000 ? 9 : 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

// Vite and React ask for this word, and whoever starts this may have set another one.
process.env["NODE_ENV"] = "production";
await buildWeb();
