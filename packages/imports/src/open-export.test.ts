import { expect, test } from "vitest";
import { openExport } from "./open-export.ts";
import { allOf, type Contents, memoryArchive, refusalOf } from "./testing/memory-archive.ts";

const slack: Contents = {
  "users.json": [],
  "channels.json": [{ id: "C1", name: "general" }],
  "general/2024-01-01.json": [{ user: "U1", text: "hi", ts: "1.0" }],
};
const mattermost: Contents = { "import.jsonl": [{ type: "version", version: 1 }] };
const inFolder = (folder: string, contents: Contents) =>
  Object.fromEntries(Object.entries(contents).map(([name, content]) => [`${folder}/${name}`, content]));

test("both formats are recognised, in a folder too, and beside what macOS leaves", async () => {
  for (const contents of [slack, mattermost]) {
    const format = contents === slack ? "slack" : "mattermost";
    for (const written of [
      contents,
      inFolder("my export", contents),
      { ...contents, ...inFolder("__MACOSX", contents), ".DS_Store": "" },
    ]) {
      expect((await openExport(memoryArchive(written))).format).toBe(format);
    }
  }
});

test("an export in a folder finds its messages", async () => {
  const reader = await openExport(memoryArchive(inFolder("my export", slack)));
  expect(await allOf(reader.messages())).toHaveLength(1);
});

test("an archive with both is opened as the one asked for, and refused without a word", async () => {
  const both = memoryArchive({ ...slack, ...mattermost });
  expect((await openExport(both, { format: "slack" })).format).toBe("slack");
  expect((await openExport(both, { format: "mattermost" })).format).toBe("mattermost");
  expect((await refusalOf(() => openExport(both))).code).toBe("ambiguous-format");
});

test("two exports of one format are refused", async () => {
  const twice = { ...inFolder("a", slack), ...inFolder("b", slack) };
  expect((await refusalOf(() => openExport(memoryArchive(twice)))).code).toBe("ambiguous-format");
});

test("anything else is refused", async () => {
  for (const contents of [{}, { "readme.txt": "hello" }]) {
    expect((await refusalOf(() => openExport(memoryArchive(contents)))).code).toBe("unknown-format");
  }
  expect((await refusalOf(() => openExport(memoryArchive(slack), { format: "mattermost" }))).code).toBe(
    "unknown-format",
  );
});
