// Completes package-lock.json after a change of dependencies: npm leaves out the optional platform packages that it could
// not fetch where it ran, and then `npm ci` refuses the lockfile on those platforms. Each missing one gets its exact
// version and the platform that its name tells; its integrity is unknown here, which `npm run check` allows for these only.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OSES = {
  aix: "aix",
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  netbsd: "netbsd",
  openbsd: "openbsd",
  openharmony: "openharmony",
  sunos: "sunos",
  win: "win32",
  win32: "win32",
};
const CPUS = {
  aarch64: "arm64",
  arm: "arm",
  arm64: "arm64",
  armv7: "arm",
  ia32: "ia32",
  loong64: "loong64",
  mips64el: "mips64el",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  wasm32: "wasm32",
  x64: "x64",
};

const path = join(dirname(dirname(fileURLToPath(import.meta.url))), "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8"));
const missing = Object.entries(lock.packages).flatMap(([at, { dev, optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !isLocked(at, name))
    .map(([name, version]) => ({ name, version, dev })),
);
for (const { name, version, dev } of missing) lock.packages[`node_modules/${name}`] = entry(name, version, dev);

const { "": first, ...others } = lock.packages;
lock.packages = { "": first, ...Object.fromEntries(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))) };
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} platform packages added`);

/** Whether a package at `at` finds `name` in its own folder or in one of those above it. */
function isLocked(at, name) {
  for (let folder = at; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

function entry(name, version, dev) {
  const words = name.replace("unknown-", "").split(/[-/]/);
  const os = words.map((word) => OSES[word]).find(Boolean);
  const cpu = words.map((word) => CPUS[word]).find(Boolean);
  if (!/^\d+\.\d+\.\d+/.test(version) || cpu === undefined || (os === undefined && cpu !== "wasm32")) {
    throw new Error(`package-lock.json: expected an exact version and a platform in the name, got ${name}@${version}`);
  }
  return { version, cpu: [cpu], ...(dev && { dev }), optional: true, ...(os && { os: [os] }), ...libc(words, os) };
}

function libc(words, os) {
  if (os !== "linux") return {};
  if (words.some((word) => word.startsWith("musl"))) return { libc: ["musl"] };
  return words.some((word) => word.startsWith("gnu")) ? { libc: ["glibc"] } : {};
}
