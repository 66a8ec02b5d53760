/** A real community's history, in both formats. The folder is `WARBLER_DATA_SETS` or `shared/data` beside the checkout. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inspect } from "./inspect.ts";
import { openZipArchive } from "./node/index.ts";
import { openExport } from "./open-export.ts";

const folder = process.env["WARBLER_DATA_SETS"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));

for (const format of ["slack", "mattermost"] as const) {
  const file = join(folder, `ubuntu-${format}.zip`);
  const name = `the whole history arrives from ${format}`;
  if (existsSync(file)) test(name, () => checkWhole(file, format));
  else test.skip(`${name} (skipped: the data set is not at ${folder})`);
}

async function checkWhole(file: string, format: string): Promise<void> {
  await using archive = await openZipArchive(file);
  const reader = await openExport(archive);
  expect(await inspect(reader)).toMatchObject({
    format,
    people: 15_731,
    unlistedPeople: 0,
    channels: 1,
    messages: 196_127,
    replies: 50_555,
    threads: 5_739,
    skipped: [],
  });
  const ids = new Set<string>();
  for await (const { sourceId, threadRootSourceId } of reader.messages()) {
    if (threadRootSourceId !== undefined && !ids.has(threadRootSourceId))
      throw new Error(`expected ${threadRootSourceId} before its reply`);
    ids.add(sourceId);
  }
  expect(ids.size).toBe(196_127);
}
