// Starts a program of this repository on a machine that may have nothing but npm and some Node since 18: installs what
// package-lock.json names when that has changed, finds Node >= 24, and hands on signals and the exit code.
// Plain JavaScript, because an old Node must be able to read it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { alone } from "./alone.mjs";
import { freshenWebClient } from "./web-client.mjs";

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Says which packages are installed. */
const STAMP = join(root, "node_modules", ".installed");
const SERVER = "apps/server/src/main.ts";
const WANTED_MAJOR = 24;
const ORPHAN_CHECK_MS = 250;
// Older releases make npm leave out platform packages whose `engines` they do not satisfy, without a word.
const OLDEST_INSTALLER = [20, 19];

/**
 * Runs `program` (relative to the repository) with `args` in the folder `cwd`, and ends this process as it ends.
 * What it has to say goes to standard error, so that a program's output stays clean.
 */
export function launch(program, args, cwd) {
  installOnce();
  const node = findNode();
  if (node === undefined) {
    fail(
      `Node ${WANTED_MAJOR} or newer is needed; this is ${process.version}, and npm has no build of it for ` +
        `${process.platform}-${process.arch}. See https://nodejs.org/`,
    );
  }
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, "node_modules", ".cache", "compiled"),
  };
  if (program === SERVER || args.includes("serve")) freshenWebClient(root, node);
  const child = spawn(node, [join(root, program), ...args], { cwd, stdio: "inherit", env });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to the whole group: passing it on would deliver it twice, and twice can mean "at once".
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  // npm runs scripts through a shell that dies of a signal without passing it on: notice that the parent is gone.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), ORPHAN_CHECK_MS).unref();
  child.on("error", (error) => fail(`${node} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** Two commands at once, in a folder whose packages are not there yet, install them once. */
function installOnce() {
  if (isInstalled()) return;
  const sayWaiting = () => console.error("warbler: another command installs the packages; waiting for it …");
  alone(join(root, ".installing"), () => isInstalled() || install(), sayWaiting);
}

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === wantedPackages();
}

function wantedPackages() {
  const lockfile = readFileSync(join(root, "package-lock.json"));
  return `${createHash("sha256").update(lockfile).digest("hex")} ${process.platform}-${process.arch}`;
}

function install() {
  console.error("warbler: installing packages (about 150 MB, only when package-lock.json has changed) …");
  const startedAtMs = Date.now();
  rmSync(STAMP, { force: true });
  if (isOlderThan(process.version, OLDEST_INSTALLER)) {
    npm(process.execPath, ["ci", "--omit=dev"]);
    npm(findNode() ?? process.execPath, ["ci"]);
  } else {
    npm(process.execPath, ["ci"]);
  }
  writeFileSync(STAMP, wantedPackages());
  console.error(`warbler: installed in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
}

function npm(node, args) {
  // npx puts its own file there, and other package managers theirs.
  const started = process.env.npm_execpath ?? "";
  const script = ["npm-cli.js", "npx-cli.js"].includes(basename(started)) ? join(dirname(started), "npm-cli.js") : "";
  const all = [...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
  const done = existsSync(script)
    ? spawnSync(node, [script, ...all], options)
    : spawnSync("npm", all, { ...options, env, shell: process.platform === "win32" });
  if (done.error) fail(`npm could not be started: ${done.error.message}`);
  if (done.status !== 0) fail("npm could not install the packages; its message is above.");
}

function findNode() {
  const os = process.platform === "win32" ? "win" : process.platform;
  const prefix = os === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const file = os === "win" ? "node.exe" : "node";
  const packaged = join(root, "node_modules", `${prefix}-${os}-${process.arch}`, "bin", file);
  return [process.env.npm_node_execpath, process.execPath, packaged].find(isNewEnough);
}

function isNewEnough(path) {
  if (!path || !existsSync(path)) return false;
  const version =
    path === process.execPath ? process.version : spawnSync(path, ["--version"], { encoding: "utf8" }).stdout;
  return /^v\d+\./.test(version ?? "") && !isOlderThan(version, [WANTED_MAJOR, 0]);
}

function isOlderThan(version, [major, minor]) {
  const [, hasMajor, hasMinor] = /^v(\d+)\.(\d+)/.exec(version).map(Number);
  return hasMajor < major || (hasMajor === major && hasMinor < minor);
}

function fail(message) {
  console.error(`warbler: ${message}`);
  process.exit(1);
}
