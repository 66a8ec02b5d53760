// Builds the web client when it is missing, or is not the one that its sources would give. Plain JavaScript, like launch.mjs,
// which calls this before it starts a server.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alone, isAlive } from "./alone.mjs";

/** Everything that the bundle is made from. */
const SOURCES = [
  "apps/web/build.ts",
  "apps/web/emoji-plugin.ts",
  "apps/web/index.html",
  "apps/web/public",
  "apps/web/pure-list-plugin.ts",
  "apps/web/src",
  "package-lock.json",
  "packages/client/src",
  "packages/crypto/src",
  "packages/imports/src",
  "packages/mls/src",
  "packages/protocol/src",
  "packages/transparency/src",
];
const stampOf = (root) => join(root, "apps/web/dist/.built-from");

/**
 * `node` is the path of a Node >= 24. A server without its web client still serves everybody else, so a build that fails is
 * told and ends nothing.
 */
export function freshenWebClient(root, node) {
  removeAbandonedBuilds(root);
  const digest = digestOf(root);
  const isFresh = () => existsSync(stampOf(root)) && readFileSync(stampOf(root), "utf8") === digest;
  if (isFresh()) return;
  const lock = join(root, "apps/web/dist.lock");
  const sayWaiting = () => console.error("warbler: another command builds the web client; waiting for it …");
  alone(lock, () => isFresh() || buildWebClient(root, node, digest), sayWaiting);
}

/** What builds left that were killed; each is named after its process. */
export function removeAbandonedBuilds(root) {
  const web = join(root, "apps/web");
  for (const name of existsSync(web) ? readdirSync(web) : []) {
    const [, pid] = /^dist\.(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(web, name), { recursive: true, force: true });
  }
}

function buildWebClient(root, node, digest) {
  console.error("warbler: building the web client …");
  const startedAtMs = Date.now();
  const done = spawnSync(node, [join(root, "apps/web/build.ts")], { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status !== 0) return console.error("warbler: the web client could not be built; its message is above.");
  writeFileSync(stampOf(root), digest);
  console.error(`warbler: built in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
}

function digestOf(root) {
  const hash = createHash("sha256");
  for (const source of SOURCES) for (const path of filesUnder(join(root, source))) hash.update(readFileSync(path));
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}
