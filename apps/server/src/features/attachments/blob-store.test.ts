import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@warbler/crypto";
import { newId } from "@warbler/protocol";
import S3rver from "s3rver";
import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import { type BlobStore, folderStore } from "./blob-store.ts";
import { s3Store } from "./s3-store.ts";

const folder = await mkdtemp(join(tmpdir(), "warbler-blobs-"));
const s3 = new S3rver({
  port: 0,
  address: "127.0.0.1",
  silent: true,
  directory: join(folder, "s3"),
  configureBuckets: [{ name: "warbler", configs: [] }],
});
const { port } = await s3.run();
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true });
});

const stores: [string, BlobStore][] = [
  ["a folder", folderStore(join(folder, "files"))],
  [
    "an S3 bucket",
    s3Store(
      {
        endpoint: `http://127.0.0.1:${port}`,
        bucket: "warbler",
        region: "us-east-1",
        accessKeyId: "S3RVER",
        secretAccessKey: new Secret("S3RVER"),
      },
      systemClock,
    ),
  ],
];

describe.each(stores)("chunks in %s", (_name, store) => {
  const key = () => `${newId()}/${newId()}/0`;
  test("come back as they were put", async () => {
    const at = key();
    await store.put(at, Buffer.from([0, 1, 255]));
    expect([...((await store.get(at)) ?? [])]).toEqual([0, 1, 255]);
  });
  test("put again replace the first", async () => {
    const at = key();
    await store.put(at, Buffer.from("one"));
    await store.put(at, Buffer.from("two"));
    expect(Buffer.from((await store.get(at)) ?? []).toString()).toBe("two");
  });
  test("that were removed are not there, and removing them again is no failure", async () => {
    const [room, file] = [newId(), newId()];
    for (const chunk of [0, 1]) await store.put(`${room}/${file}/${chunk}`, Buffer.from("x"));
    await store.remove(`${room}/${file}/0`);
    await store.remove(`${room}/${file}/0`);
    expect(await store.get(`${room}/${file}/0`)).toBeUndefined();
    expect(await store.get(`${room}/${file}/1`)).toBeDefined();
    await store.remove(`${room}/${file}/1`);
    await store.put(`${room}/${file}/0`, Buffer.from("y"));
    expect(Buffer.from((await store.get(`${room}/${file}/0`)) ?? []).toString()).toBe("y");
  });
  test("that were never put are not there", async () => {
    expect(await store.get(key())).toBeUndefined();
  });
});

test("a folder takes no key that leaves it", async () => {
  await expect(folderStore(folder).get(`../../${newId()}/0`)).rejects.toThrow(/blob key/);
});
