// Types for the CSS modules of the web client: the class names that each file really has, so that a wrong one is an error.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { root } from "./command.ts";

const SOURCE = "apps/web/src";
const TARGET = `${SOURCE}/generated/css-modules.d.ts`;

export async function cssModuleTypes(): Promise<{ readonly path: string; readonly text: string }> {
  const entries = await readdir(join(root, SOURCE), { recursive: true });
  const paths = entries.filter((path) => path.endsWith(".module.css")).sort();
  const blocks = await Promise.all(
    paths.map(async (path) => {
      const css = await readFile(join(root, SOURCE, path), "utf8");
      return moduleOf(`*/${basename(path)}`, classNames(css));
    }),
  );
  const worker = 'declare module "*?worker&url" {\n  const url: string;\n  export default url;\n}\n';
  return {
    path: TARGET,
    text: [`// Made by \`npm run generate\` from the CSS modules.\n`, ...blocks, worker].join("\n"),
  };
}

function moduleOf(pattern: string, names: readonly string[]): string {
  const members = names.map((name) => `    readonly ${name}: string;`).join("\n");
  return `declare module "${pattern}" {\n  const css: {\n${members}\n  };\n  export default css;\n}\n`;
}

function classNames(css: string): readonly string[] {
  const bare = css.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/:global\([^)]*\)+/g, "");
  return [...new Set([...bare.matchAll(/\.([a-z][A-Za-z0-9]*)/g)].map(([, name]) => name ?? ""))].sort();
}
