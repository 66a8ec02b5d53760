// `npm run generate`: writes the files that are made from others and committed. With `--check` it writes nothing, names
// those that are out of date, and fails if there are any.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, run } from "./command.ts";
import { cssModuleTypes } from "./css-modules.ts";

/** A generated file: its path in the repository, and its whole text. */
type Generated = { readonly path: string; readonly text: string };

const WIRE = "packages/protocol/src/wire";
/** What the server knows of itself (access matrix, data map, audit vocabulary), and the page of the command line. */
const PAGES = ["apps/server/src/generate.ts", "apps/cli/src/generate.ts"];

/** Encoders and decoders of the socket's frames, from the .proto files. */
async function wireCode(): Promise<readonly Generated[]> {
  const folder = await mkdtemp(join(tmpdir(), "warbler-wire-"));
  try {
    const { ok, output } = await run("buf", ["generate", "--output", folder], join(root, WIRE));
    if (!ok) throw new Error(`buf generate failed in ${WIRE}:\n${output}`);
    const names = await readdir(join(folder, "generated"));
    return await Promise.all(
      names.map(async (name) => ({
        path: `${WIRE}/generated/${name}`,
        text: await readFile(join(folder, "generated", name), "utf8"),
      })),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pages(of: string): Promise<readonly Generated[]> {
  const made: { generate(): readonly Generated[] | Promise<readonly Generated[]> } = await import(
    pathToFileURL(join(root, of)).href
  );
  return made.generate();
}

async function isStale({ path, text }: Generated): Promise<boolean> {
  return !existsSync(join(root, path)) || (await readFile(join(root, path), "utf8")) !== text;
}

const files = (await Promise.all([wireCode(), cssModuleTypes(), ...PAGES.map(pages)])).flat();
const stale: Generated[] = [];
for (const file of files) if (await isStale(file)) stale.push(file);

if (process.argv.includes("--check")) {
  for (const { path } of stale) console.log(`${path} is out of date: run npm run generate`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const { path, text } of stale) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  console.log(`${files.length} generated files, ${stale.length} of them changed`);
}
