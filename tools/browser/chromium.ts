// Finds the Chromium that browser tests run in, or brings one where that is possible, and says what it did.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium as playwright } from "playwright-core";
import { type Missing, orFail } from "../../packages/testkit/src/services.ts";

/** A Chromium, Chrome or Edge that runs on this machine. */
export type Chromium = { readonly path: string };

const SHELL = "chromium-headless-shell";
const NAMES = ["chromium", SHELL, "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  join(process.env["PROGRAMFILES"] ?? "", "Google", "Chrome", "Application", "chrome.exe"),
  join(process.env["PROGRAMFILES(X86)"] ?? "", "Microsoft", "Edge", "Application", "msedge.exe"),
];
const ADVICE =
  "Install one (Debian: apt-get install chromium; others: npx playwright-core install --with-deps chromium) " +
  "or set CHROMIUM_PATH.";

/**
 * The Chromium of CHROMIUM_PATH, or else the first that this machine has.
 * Throws where services are required (see packages/testkit/src/services.ts) and there is none.
 */
export function chromium(): Chromium | Missing {
  const asked = process.env["CHROMIUM_PATH"];
  if (asked !== undefined) {
    return runs(asked) ? { path: asked } : orFail(`No Chromium: CHROMIUM_PATH is ${asked}, which does not run.`);
  }
  const path = findAny();
  return path === undefined ? orFail(`No Chromium on this machine. ${ADVICE}`) : { path };
}

/**
 * Chromium's headless shell where this machine has one, which draws no window around a page and so takes about a fourth less
 * time; else `chromium`. It shows no PDF and hears and sees nothing. CHROMIUM_SHELL_PATH names another; who names a CHROMIUM_PATH gets that one.
 */
export function chromiumShell(): Chromium | Missing {
  const asked = process.env["CHROMIUM_SHELL_PATH"];
  if (asked !== undefined) {
    return runs(asked) ? { path: asked } : orFail(`No Chromium: CHROMIUM_SHELL_PATH is ${asked}, which does not run.`);
  }
  const path = process.env["CHROMIUM_PATH"] === undefined ? find([SHELL]) : undefined;
  return path === undefined ? chromium() : { path };
}

/** Like `chromium`, but first installs one if there is none: from Debian's packages as root, or Playwright's build. */
export function bringChromium(): Chromium | Missing {
  if (process.env["CHROMIUM_PATH"] === undefined && findAny() === undefined) {
    console.error("chromium: none on this machine, installing one");
    if (!installFromDebian()) run(process.execPath, ["node_modules/playwright-core/cli.js", "install", "chromium"]);
  }
  return chromium();
}

function find(names: readonly string[]): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(runs);
}

function findAny(): string | undefined {
  return find(NAMES) ?? [...PLACES, playwright.executablePath()].find(runs);
}

function runs(path: string): boolean {
  if (!existsSync(path)) return false;
  // On Windows, asking for the version opens a window instead.
  return process.platform === "win32" || spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;
}

function installFromDebian(): boolean {
  const isDebian = existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  if (!isDebian || process.getuid?.() !== 0) return false;
  const packages = ["chromium", "fonts-noto-cjk"];
  return run("apt-get", ["update"]) && run("apt-get", ["install", "-y", "--no-install-recommends", ...packages]);
}

function run(command: string, args: readonly string[]): boolean {
  console.error(`chromium: ${command} ${args.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync(command, args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", env });
  if (done.status !== 0) console.error(done.stderr.trim().split("\n").slice(-6).join("\n"));
  return done.status === 0;
}
