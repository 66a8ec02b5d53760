import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, runNode } from "./command.ts";
import { linkProblems } from "./gates/links.ts";
import { lockfileProblems } from "./gates/lockfile.ts";
import { packageProblems } from "./gates/package.ts";
import { wordProblems } from "./gates/words.ts";

type Files = Readonly<Record<string, string>>;

/** Runs a tool in a small repository that has our rules and these files only, and returns what it complains of. */
async function complaints(files: Files, script: string, args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "warbler-check-"));
  try {
    for (const name of ["tsconfig.json", ".oxlintrc.json", ".dependency-cruiser.mjs", "tools/lint"]) {
      await cp(join(root, name), join(folder, name), { recursive: true });
    }
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { ok, output } = await runNode(script, args, folder);
    return ok ? "" : output;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("the import rules", () => {
  const cruise = (files: Files) => {
    const folders = [...new Set(Object.keys(files).map((path) => path.slice(0, path.indexOf("/"))))];
    const args = ["--config", ".dependency-cruiser.mjs", "--output-type=err", ...folders];
    return complaints(files, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", args);
  };
  const importing = (path: string) => `import type { Thing } from "${path}"; export type A = Thing;\n`;
  const THINGS: Files = {
    "packages/client/src/index.ts": "export type Thing = 1;\n",
    "apps/server/src/features/rooms/index.ts": "export type Thing = 1;\n",
    "apps/server/src/features/rooms/store.ts": "export type Thing = 1;\n",
  };
  test("what a killed build of the web client left is nobody's source", async () => {
    const left = {
      "apps/web/dist.4711/assets/a.js": 'import "./gone.js";\n',
      "apps/web/src/a.ts": "export type A = 1;\n",
    };
    expect(await cruise(left)).toBe("");
  });
  const BREACHES: Readonly<Record<string, Files>> = {
    "layers: packages/protocol": { "packages/protocol/src/a.ts": importing("../../client/src/index.ts") },
    "layers: apps/server": { "apps/server/src/a.ts": importing("../../../packages/client/src/index.ts") },
    "purity: packages/transparency": {
      "packages/transparency/src/a.ts": 'import { readFileSync } from "node:fs"; export const a = readFileSync;\n',
    },
    "purity: packages/crypto": {
      "packages/crypto/src/a.ts": 'import { WebSocket } from "ws"; export const a = WebSocket;\n',
    },
    "no cycles": {
      "packages/client/src/a.ts": 'import type { B } from "./b.ts"; export type A = B | 1;\n',
      "packages/client/src/b.ts": 'import type { A } from "./a.ts"; export type B = A | 2;\n',
    },
    "only what exists": { "packages/client/src/c.ts": importing("./gone.ts") },
    "tests are nobody's library": {
      "packages/client/src/d.ts": importing("./d.test.ts"),
      "packages/client/src/d.test.ts": "export type Thing = 1;\n",
    },
    "one package enters another by its name": {
      "apps/cli/src/a.ts": importing("../../../packages/client/src/index.ts"),
    },
    "the kernel knows no feature": { "apps/server/src/kernel/a.ts": importing("../features/rooms/index.ts") },
    "a feature reads and commits, and writes nothing itself": {
      "apps/server/src/features/devices/b.ts": importing("../../kernel/store/sqlite.ts"),
      "apps/server/src/kernel/store/sqlite.ts": "export type Thing = 1;\n",
    },
    "a feature enters another only by its index": {
      "apps/server/src/features/devices/a.ts": importing("../rooms/store.ts"),
    },
    "the server enters a feature only by its manifest or its index": {
      "apps/server/src/main.ts": importing("./features/rooms/store.ts"),
    },
    "what brings words to others goes by one file": {
      "apps/web/src/voice/a.ts":
        'import { sendingEngine } from "../platform/sending-engine.ts"; export const a = sendingEngine;\n',
      "apps/web/src/platform/sending-engine.ts": "export const sendingEngine = 1;\n",
    },
  };

  test("find a breach of each kind", async () => {
    const found = await cruise(Object.assign({}, THINGS, ...Object.values(BREACHES)));
    expect(Object.keys(BREACHES).filter((rule) => !found.includes(`error ${rule}: `))).toEqual([]);
  });

  test("let a feature enter another by its index", async () => {
    const files = { ...THINGS, "apps/server/src/features/devices/a.ts": importing("../rooms/index.ts") };
    expect(await cruise(files)).toBe("");
  });
});

describe("the lint rules", () => {
  const lint = (files: Files) =>
    complaints(files, "node_modules/oxlint/bin/oxlint", [
      "--type-aware",
      "--deny-warnings",
      "--format=unix",
      "packages",
    ]);
  const BREACHES: Readonly<Record<string, string>> = {
    "house(ambient)": "export const now = () => Date.now();",
    "house(inheritance)": "class A {}\nexport class B extends A {}",
    "house(syntax)": "export default 1;",
    "typescript(consistent-type-assertions)": "export const a = (x: unknown) => x as string;",
    "typescript(no-explicit-any)": "export const a = (x: any) => String(x);",
    "typescript(no-floating-promises)": "const wait = async () => 1;\nexport const a = () => { wait(); };",
    "typescript(no-non-null-assertion)": "export const a = (x: readonly string[]) => x[0]!;",
    "typescript(restrict-template-expressions)": "export const a = (x: { readonly secret: string }) => `${x}`;",
    "typescript(switch-exhaustiveness-check)":
      'export function a(x: "b" | "c") { switch (x) { case "b": return 1; } return 2; }',
  };

  test("refuse each thing that the house does without", async () => {
    const rules = Object.keys(BREACHES);
    const files = Object.fromEntries(
      rules.map((rule, index) => [`packages/client/src/a${index}.ts`, `${BREACHES[rule]}\n`]),
    );
    const found = (await lint(files)).split("\n");
    const isFound = (rule: string, index: number) =>
      found.some((line) => line.includes(`a${index}.ts`) && line.includes(rule));
    expect(rules.filter((rule, index) => !isFound(rule, index))).toEqual([]);
  });

  test("let a clock read the time and an error inherit", async () => {
    const files = {
      "packages/client/src/clock.ts": "export const now = () => Date.now();\n",
      "packages/client/src/refusal-error.ts": "export class RefusalError extends Error {}\n",
    };
    expect(await lint(files)).toBe("");
  });
});

test("the package gate finds a manifest and types that do not hold", async () => {
  const folder = await mkdtemp(join(tmpdir(), "warbler-package-"));
  const entry = { types: "./index.d.ts", default: "./index.js" };
  const manifest = { name: "a", version: "1.0.0", type: "module", exports: { ".": entry, "./b": "./b.js" } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "index.js"), "export const a = 1;\n");
  await writeFile(join(folder, "index.d.ts"), 'export type { A } from "./gone.js";\n');
  const found = (await packageProblems(folder)).join("\n");
  await rm(folder, { recursive: true });
  expect(found).toMatch(/publint: .*b\.js/);
  expect(found).toMatch(/attw: .*gone\.js/);
});

describe("the lockfile gate", () => {
  const lockfile = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages });
  const good = { version: "1.0.0", integrity: "sha512-x", license: "MIT" };

  test("accepts our lockfile", async () => {
    expect(lockfileProblems(await readFile(join(root, "package-lock.json"), "utf8"))).toEqual([]);
  });

  test.each<readonly [sentence: string, packages: object]>([
    ["has no integrity hash", { "node_modules/a": { ...good, integrity: undefined } }],
    [
      "has no integrity hash",
      { "node_modules/a": { ...good, integrity: undefined, optional: true, os: ["linux"], cpu: ["x64"] } },
    ],
    ["has a weak integrity hash", { "node_modules/a": { ...good, integrity: "sha1-x" } }],
    ["names a download address", { "node_modules/a": { ...good, resolved: "https://example.org/a.tgz" } }],
    ["has an install script", { "node_modules/a": { ...good, hasInstallScript: true } }],
    ["has the licence GPL-3.0", { "node_modules/a": { ...good, license: "GPL-3.0" } }],
    ["has the licence none", { "node_modules/a": { ...good, license: undefined } }],
    ["has the licence CC-BY-4.0", { "node_modules/a": { ...good, license: "CC-BY-4.0" } }],
    ["links elsewhere", { "node_modules/a": { link: true, resolved: "../a" } }],
    ["is no exact version", { "": { dependencies: { a: "git+https://example.org/a.git" } } }],
    ["is no exact version", { "": { dependencies: { a: "^1.0.0" } } }],
  ])("finds a package that %s", (sentence, packages) => {
    expect(lockfileProblems(lockfile(packages)).join("\n")).toContain(sentence);
  });

  test("lets tools have licences that shipped packages may not", () => {
    expect(lockfileProblems(lockfile({ "node_modules/a": { ...good, license: "CC-BY-4.0", dev: true } }))).toEqual([]);
  });
});

describe("the gate for words", () => {
  test.each(["see /root/notes", "`/home/alice/x`", "https://registry.npmjs.org/a", "// TODO later"])(
    "finds: %s",
    (line) => {
      expect(wordProblems("a.ts", `fine\n${line}\n`)).toHaveLength(1);
    },
  );

  test.each(["src/root/a.ts", "// TODO(#12): later", "https://example.org/work/a"])("lets through: %s", (line) => {
    expect(wordProblems("a.ts", line)).toEqual([]);
  });
});

test("the gate for links finds a document that points at nothing, and only that", () => {
  const text = "[a](there.md#part) [b](gone.md) ![c](../img.png) [d](https://example.org) [e](#here) `[f](code.md)`";
  expect(linkProblems("docs/x.md", text, (path) => path === "docs/there.md" || path === "img.png")).toEqual([
    "docs/x.md links to gone.md, which is not there",
  ]);
});
