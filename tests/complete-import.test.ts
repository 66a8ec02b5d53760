/**
 * A real community's export into a sealed room of the real server, twice. Of its 196,127 messages the first so many, unless
 * `WARBLER_IMPORT_MESSAGES=200000` asks for all; of its people always all.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ExportReader, type Message, openExport } from "@warbler/imports";
import { runImport, sealedTarget, survey } from "@warbler/imports/bring-in";
import { openZipArchive } from "@warbler/imports/node";
import { openWorld } from "@warbler/testkit";
import { expect, test } from "vitest";

const MESSAGES = Number(process.env["WARBLER_IMPORT_MESSAGES"] ?? "5000");
const PEOPLE = 15_731;

const folder = process.env["WARBLER_DATA_SETS"] ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const FORMATS = ["slack", "mattermost"] as const;
const fileOf = (format: string) => join(folder, `ubuntu-${format}.zip`);
const isAbsent = !FORMATS.every((format) => existsSync(fileOf(format)));
if (isAbsent) console.warn(`Skipping imports of real exports into a server: the data sets are not at ${folder}.`);

const LONG = { timeout: 600_000 };

test.skipIf(isAbsent).each(FORMATS)("a second import of the same export from %s adds nothing", LONG, async (format) => {
  await using world = await openWorld();
  const { client: me } = await world.owner();
  await using archive = await openZipArchive(fileOf(format));
  const whole = await openExport(archive);
  const first: Message[] = [];
  for await (const message of whole.messages()) if (first.push(message) === MESSAGES) break;
  const reader: ExportReader = {
    ...{ format: whole.format, skippedOnOpening: [], people: () => whole.people(), channels: () => whole.channels() },
    async *messages() {
      yield* first;
    },
  };
  const { signal } = new AbortController();
  const source = { format, archive, reader, survey: await survey(reader, signal), name: "ubuntu", roomPrefix: "" };
  const state = { cursor: async () => undefined, advance: async () => {} };
  const bringIn = async () => {
    const { id } = await me.api("startImport", { format, source: source.name });
    const clock = { sleep: async () => {} };
    const target = sealedTarget(id, { me, source, secret: new Uint8Array(32), clock, signal, skip: () => {} });
    const imported = await runImport(source, { target, state, signal, onProgress: () => {} });
    await me.api("completeImport", undefined, { import: id });
    return imported;
  };
  const once = await bringIn();
  expect(once).toMatchObject({ peopleAdded: PEOPLE, repeated: 0 });
  expect(once.added).toBeGreaterThanOrEqual(first.length);
  expect(await bringIn()).toMatchObject({ peopleAdded: 0, added: 0, repeated: once.added });
});
