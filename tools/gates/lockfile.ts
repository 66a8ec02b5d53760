// What package-lock.json may contain: exact, verifiable packages of the registry that the user has chosen, under
// licences that go with ours, and no install script that nobody has read.
import { z } from "zod";

const Package = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: z.union([z.string(), z.array(z.string())]).optional(),
  cpu: z.union([z.string(), z.array(z.string())]).optional(),
  libc: z.union([z.string(), z.array(z.string())]).optional(),
  hasInstallScript: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const Lockfile = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Package) });
type Package = z.infer<typeof Package>;

// MPL-2.0 asks for the changes to its own files only, and we change none.
const LICENCES = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MPL-2.0",
  "MPL 2.0",
  "Unlicense",
];
// These stay on the developer's machine: they are run, and never shipped.
const TOOL_LICENCES = [...LICENCES, "CC-BY-4.0"];
// These tell their licence only in their readme or LICENSE file, in words that the registry does not read: all are MIT.
const READ_LICENCES = ["busboy", "dicer", "humanize-number", "only", "streamsearch"].map(
  (name) => `node_modules/${name}`,
);
// Their scripts only replace a launcher by a faster one; both work without, and .npmrc turns scripts off.
const READ_INSTALL_SCRIPTS = ["node_modules/@bufbuild/buf", "node_modules/esbuild"];

/** Everything in the text of a lockfile that may not be there, one sentence each. */
export function lockfileProblems(text: string): readonly string[] {
  const { packages } = Lockfile.parse(JSON.parse(text));
  return Object.entries(packages).flatMap(([path, found]) =>
    (path.includes("node_modules/") ? installed(path, found) : declared(found)).map(
      (problem) => `${path || "package.json"} ${problem}`,
    ),
  );
}

function installed(path: string, found: Package): readonly string[] {
  if (found.link === true)
    return /^(packages|apps)\/[a-z]+$|^bench$/.test(found.resolved ?? "") ? [] : ["links elsewhere"];
  const problems: string[] = [];
  if (found.resolved !== undefined) problems.push(`names a download address (${found.resolved})`);
  if (found.integrity === undefined && !isForAnotherPlatform(found)) problems.push("has no integrity hash");
  if (found.integrity !== undefined && !found.integrity.startsWith("sha512-"))
    problems.push("has a weak integrity hash");
  if (found.hasInstallScript === true && !READ_INSTALL_SCRIPTS.includes(path)) problems.push("has an install script");
  // The registry tells no licence for a platform package that could not be fetched; it is that of its parent.
  const isKnown = isForAnotherPlatform(found) || READ_LICENCES.includes(path);
  if (found.license !== undefined || !isKnown) problems.push(...licence(found));
  return problems;
}

function declared(found: Package): readonly string[] {
  const wanted = { ...found.dependencies, ...found.devDependencies, ...found.optionalDependencies };
  return Object.entries(wanted)
    .filter(([, version]) => !/^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `wants ${name} ${version}, which is no exact version from the registry`);
}

/** Whether a lockfile made on Linux, x64, glibc may lack what the registry says of a package. */
function isForAnotherPlatform({ optional, os, cpu, libc }: Package): boolean {
  if (optional !== true || (os === undefined && cpu === undefined)) return false;
  const isOurs = [os].flat().includes("linux") && [cpu].flat().includes("x64") && ![libc].flat().includes("musl");
  return !isOurs;
}

function licence({ license = "none", dev }: Package): readonly string[] {
  const allowed = dev === true ? TOOL_LICENCES : LICENCES;
  const isAllowed = (name: string) => allowed.includes(name.trim());
  const plain = license.replace(/[()]/g, "");
  const fits = plain.includes(" AND ") ? plain.split(" AND ").every(isAllowed) : plain.split(" OR ").some(isAllowed);
  return fits ? [] : [`has the licence ${license}, which is not on the list`];
}
