// Builds the web client when it is missing, or is not the one that its sources would give. Plain JavaScript, like launch.mjs,
// which calls this before it starts a server.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Everything that the bundle is made from. */
const SOURCES = [
  "apps/web/build.ts",
  "apps/web/index.html",
  "apps/web/public",
  "apps/web/src",
  "package-lock.json",
  "packages/client/src",
  "packages/crypto/src",
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
  const digest = digestOf(root);
  if (existsSync(stampOf(root)) && readFileSync(stampOf(root), "utf8") === digest) return;
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
