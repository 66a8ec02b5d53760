import { type Attachment, globalPlatform, type Room, WarblerError } from "@warbler/sdk";
import { expect, test } from "vitest";
import type { EngineEvent } from "./engine-event.ts";
import { Transfers } from "./transfers.ts";

const FILE = "the whole of the file";

/** A room from which every try brings five bytes and then fails as the line does, until the file is whole. */
function roomOnABadLine(code: "network" | "file-damaged") {
  const begunAt: number[] = [];
  const download: Room["download"] = async (_attachment, sink, options) => {
    const from = options?.have?.size ?? 0;
    begunAt.push(from);
    await sink(new TextEncoder().encode(FILE.slice(from, from + 5)));
    if (from + 5 < FILE.length) throw new WarblerError(code);
  };
  return { begunAt, room: { download } as unknown as Room };
}

function transfers() {
  const told: EngineEvent[] = [];
  return new Transfers({
    platform: { ...globalPlatform, sleep: async () => undefined },
    tell: (event) => told.push(event),
  });
}
const attachment = { mediaType: "text/html" } as Attachment;

test("a download goes on where the line broke, as often as it does", async () => {
  const { begunAt, room } = roomOnABadLine("network");
  const blob = await transfers().download(room, attachment, "t");
  expect({ text: await blob.text(), type: blob.type }).toEqual({ text: FILE, type: "application/octet-stream" });
  expect(begunAt).toEqual([0, 5, 10, 15, 20]);
});

test("a file that is damaged is not asked for again", async () => {
  const { begunAt, room } = roomOnABadLine("file-damaged");
  await expect(transfers().download(room, attachment, "t")).rejects.toMatchObject({ code: "file-damaged" });
  expect(begunAt).toEqual([0]);
});
