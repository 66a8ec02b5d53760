/** A real community's history, in both formats. The folder is `WARBLER_DATA_SETS` or `shared/data` beside the checkout. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inspect } from "./inspect.ts";
import { openZipArchive } from "./node/index.ts";
import { openExport } from "./open-export.ts";

const folder = process.env["WARBLER_DATA_SETS"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));

const FORMATS = ["slack", "mattermost"] as const;
const fileOf = (format: string) => join(folder, `ubuntu-${format}.zip`);
const isAbsent = !FORMATS.every((format) => existsSync(fileOf(format)));
if (isAbsent) console.warn(`Skipping imports of real exports: the data sets are not at ${folder}.`);

test.skipIf(isAbsent).each(FORMATS)("the whole history arrives from %s", async (format) => {
  await using archive = await openZipArchive(fileOf(format));
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
});
