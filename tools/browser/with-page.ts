// Runs a module of ours in a real Chromium, under the strict content security policy that the product serves.
// Nothing is served by a socket: the browser's requests for the page are answered in place.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Page, chromium as playwright } from "playwright-core";
import { chromium } from "./chromium.ts";

/** Functions that a page's module exports. Arguments and results cross as JSON, so bytes travel as text. */
type Functions = { readonly [name: string]: (...args: never[]) => unknown };

/** A page that has loaded a module. */
export interface LoadedPage<Module> {
  readonly page: Page;
  /** Calls an exported function of the module in the page and waits for its result. */
  call<Name extends keyof Module & string>(name: Name, ...args: ArgsOf<Module[Name]>): Promise<ResultOf<Module[Name]>>;
}

type ArgsOf<F> = F extends (...args: infer Args) => unknown ? Args : never;
type ResultOf<F> = F extends (...args: never[]) => infer Result ? Awaited<Result> : never;

const PATH = "/browser-test/";
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join("; ");
const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "x-content-type-options": "nosniff",
};

/**
 * Bundles the module at `entry` (a file URL), loads it in a fresh browser and hands the page to `use`.
 * With `origin` the page belongs to that origin, so that the module can speak to the Warbler server there, whose
 * certificate is taken as it is. An error that the page does not catch, or a breach of the policy, fails the call.
 */
export async function withPage<Module extends Functions, Result>(
  entry: string,
  use: (loaded: LoadedPage<Module>) => Promise<Result>,
  { origin = "https://warbler.test" }: { readonly origin?: string } = {},
): Promise<Result> {
  const browserHere = chromium();
  if ("missing" in browserHere) throw new Error(browserHere.missing);
  const script = await bundle(fileURLToPath(entry));

  await using browser = await playwright.launch({ executablePath: browserHere.path });
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => /Content Security Policy/.test(line.text()) && complaints.push(line.text()));

  const html = `<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="${PATH}entry.js"></script>`;
  await page.route(`${origin}${PATH}`, (route) =>
    route.fulfill({ contentType: "text/html", headers: HEADERS, body: html }),
  );
  await page.route(`${origin}${PATH}entry.js`, (route) =>
    route.fulfill({ contentType: "text/javascript", headers: HEADERS, body: script }),
  );
  await page.goto(`${origin}${PATH}`);

  const result = await use({
    page,
    call: (name, ...args) =>
      page.evaluate(([called, given]) => Reflect.get(globalThis, "entry")[called](...given), [name, args] as const),
  });
  if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join("\n")}`);
  return result;
}

async function bundle(entryFile: string): Promise<string> {
  const contents = `import * as entry from ${JSON.stringify(entryFile)}; globalThis.entry = entry;`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(entryFile) },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2024",
    logLevel: "silent",
  });
  return outputFiles.map((file) => file.text).join("");
}
