/** Files go up and come down in parts: resumed, checked, cancelled, and never whole in memory. */
import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { Room } from "../rooms/room.ts";
import { twoPeople } from "../testing/people.ts";
import type { Attachment } from "../timeline/timeline-message.ts";
import type { Warbler } from "../warbler.ts";
import type { FileSource } from "./source.ts";

const MIB = 1024 * 1024;
const open: Warbler[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

async function twoInRoom() {
  const world = await twoPeople();
  const a = await world.connectAs(world.alice);
  const b = await world.connectAs(world.bob);
  open.push(a, b);
  return { ...world, a, mine: await a.room("security"), theirs: await b.room("security") };
}
const fileOf = (bytes: Uint8Array<ArrayBuffer>, name = "report.bin", type = "application/octet-stream"): FileSource => {
  const blob = new Blob([bytes]);
  return { name, type, size: blob.size, slice: (start, end) => blob.slice(start, end) };
};
/** Bytes that do not repeat within a chunk. */
function noise(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) bytes[at] = at * 31 + (at >> 8);
  return bytes;
}
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
async function downloaded(room: Room, attachment: Attachment, have?: Uint8Array<ArrayBuffer>) {
  const parts: Uint8Array[] = [];
  await room.download(attachment, (part) => void parts.push(part), have === undefined ? {} : { have: fileOf(have) });
  return Buffer.concat(parts);
}

test.each([0, 1, MIB - 28, MIB - 27, 3 * MIB + 5])(
  "a file of %i bytes arrives as it was, and the server has only ciphertext",
  async (size) => {
    const { server, mine, theirs } = await twoInRoom();
    const bytes = noise(size);
    const progress: number[] = [];
    await mine.send({
      text: "a file",
      files: [fileOf(bytes)],
      transfer: { onProgress: ({ doneBytes }) => progress.push(doneBytes) },
    }).settled;
    const [message] = await theirs.history();
    const [attachment] = message?.attachments ?? [];
    if (attachment === undefined) throw new Error("expected a file");
    expect(attachment).toMatchObject({ name: "report.bin", sizeBytes: size });
    expect(isSame(await downloaded(theirs, attachment), bytes)).toBe(true);
    expect(progress.at(-1)).toBe(size);
    const held = [...(server.state.files.get(attachment.id)?.chunks.values() ?? [])];
    if (size > 1_000)
      expect(held.some((chunk) => Buffer.from(chunk).includes(Buffer.from(bytes.subarray(0, 64))))).toBe(false);
  },
);

test("an interrupted upload goes on with what is missing", async () => {
  const { server, mine } = await twoInRoom();
  const file = fileOf(noise(6 * MIB));
  const ticket = mine.newUpload();
  const stop = new AbortController();
  const onProgress = ({ doneBytes }: { doneBytes: number }) => doneBytes > 2 * MIB && stop.abort();
  await expect(mine.upload(file, { ticket, signal: stop.signal, onProgress })).rejects.toMatchObject({
    code: "cancelled",
  });
  const stored = server.state.files.get(ticket.id)?.chunks.size ?? 0;
  expect(stored).toBeGreaterThan(1);
  let puts = 0;
  server.tamperAnswer = async (path, response) => {
    if (path.includes("/chunks/")) puts++;
    return response;
  };
  const { attachment } = await mine.upload(file, { ticket });
  expect(puts).toBe(7 - stored);
  expect(isSame(await downloaded(mine, attachment), noise(6 * MIB))).toBe(true);
});

test("an interrupted download goes on from what is there, and notices when that is something else", async () => {
  const { mine } = await twoInRoom();
  const bytes = noise(3 * MIB);
  const { attachment } = await mine.upload(fileOf(bytes));
  const have = bytes.slice(0, 2 * MIB + 77);
  expect(isSame(Buffer.concat([have, await downloaded(mine, attachment, have)]), bytes)).toBe(true);
  have[5] = (have[5] ?? 0) ^ 1;
  await expect(downloaded(mine, attachment, have)).rejects.toMatchObject({ code: "file-damaged" });
  expect(await downloaded(mine, attachment, bytes)).toHaveLength(0);
});

test("a chunk that the server changed, moved or cut is refused", async () => {
  const { server, mine } = await twoInRoom();
  const { attachment } = await mine.upload(fileOf(noise(3 * MIB)));
  const chunks = server.state.files.get(attachment.id)?.chunks ?? new Map<number, Uint8Array>();
  const [first, second] = [chunks.get(0) ?? new Uint8Array(), chunks.get(1) ?? new Uint8Array()];
  for (const wrong of [first.map((byte, at) => (at === 100 ? byte ^ 1 : byte)), second, first.subarray(1)]) {
    chunks.set(0, wrong);
    await expect(downloaded(mine, attachment)).rejects.toMatchObject({ code: "file-damaged" });
  }
});

test("a wrong checksum of the whole holds the last part back", async () => {
  const { mine } = await twoInRoom();
  const { attachment } = await mine.upload(fileOf(noise(2 * MIB)));
  let received = 0;
  const download = mine.download(
    { ...attachment, sha256: new Uint8Array(32) },
    (part) => void (received += part.length),
  );
  await expect(download).rejects.toMatchObject({ code: "file-damaged" });
  expect(received).toBeLessThan(2 * MIB);
});

test("a network that fails for a while only delays a file", async () => {
  const { server, mine } = await twoInRoom();
  let failures = 3;
  server.tamperAnswer = async (path, response) => {
    if (path.includes("/chunks/") && failures-- > 0) throw new TypeError("fetch failed");
    return response;
  };
  const { attachment } = await mine.upload(fileOf(noise(MIB)));
  expect(await downloaded(mine, attachment)).toHaveLength(MIB);
});

test("a large file is read in parts, no more of them ahead than are on their way up", async () => {
  const { mine, server } = await twoInRoom();
  let [reads, puts, mostAhead] = [0, 0, 0];
  server.tamperAnswer = async (path, response) => {
    if (path.includes("/chunks/")) puts++;
    // Ciphertext is not what this test is about: nothing is kept.
    for (const { chunks } of server.state.files.values())
      for (const at of chunks.keys()) chunks.set(at, new Uint8Array());
    return response;
  };
  const size = 32 * MIB;
  const file: FileSource = {
    name: "film",
    type: "",
    size,
    slice: (start, end) => ({
      arrayBuffer: async () => {
        reads++;
        mostAhead = Math.max(mostAhead, reads - puts);
        return new ArrayBuffer(end - start);
      },
    }),
  };
  const { attachment } = await mine.upload(file);
  expect(reads).toBe(33);
  expect(mostAhead).toBeLessThanOrEqual(4);
  expect(isSame(attachment.sha256, createHash("sha256").update(new Uint8Array(size)).digest())).toBe(true);
});

test("a file beyond two gigabytes is refused before its first byte is read", async () => {
  const { mine } = await twoInRoom();
  const file: FileSource = {
    name: "huge",
    type: "",
    size: 2 ** 31 + 1,
    slice: () => {
      throw new Error("not to be read");
    },
  };
  await expect(mine.upload(file)).rejects.toMatchObject({ code: "file-too-large" });
});
