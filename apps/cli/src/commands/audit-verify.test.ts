import { generateKeyPairSync, sign } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { appendEntries, emptyTileLog, formatVerifierKey, signCheckpoint, verifierKeyOf } from "@warbler/transparency";
import { describe, expect, test } from "vitest";
import { nodeHasher } from "../audit/node-hasher.ts";
import { newFolder, run } from "../testing/run-cli.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key = verifierKeyOf({
  name: "chat.example/log",
  publicKey: new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32)),
});
const keyText = formatVerifierKey(key);

async function folderWithLog(entries: number, change: (path: string, bytes: Uint8Array) => Uint8Array = (_, b) => b) {
  const texts = Array.from({ length: entries }, (_, at) => new TextEncoder().encode(`entry ${at}`));
  const { log, files } = appendEntries(emptyTileLog(nodeHasher), texts, nodeHasher);
  const folder = await newFolder();
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), change(path, bytes));
  }
  const note = await signCheckpoint(log, key, (message) => new Uint8Array(sign(null, message, privateKey)));
  await writeFile(join(folder, "checkpoint"), note);
  return folder;
}

describe("audit verify FOLDER", () => {
  test("says how large the log is, its root, its key, and what was checked", async () => {
    const folder = await folderWithLog(600);
    const { code, out } = await run(["audit", "verify", folder, "--key", keyText]);
    expect(code).toBe(0);
    expect(out).toContain("The log holds: 600 leaves");
    expect(out).toContain(keyText);
  });

  test("answers programs with the same", async () => {
    const ran = await run(["audit", "verify", await folderWithLog(3), "--key", keyText, "--json"]);
    expect(ran.json()).toMatchObject({ ok: true, size: 3, origin: "chat.example/log", key: keyText });
  });

  test("refuses a log with one changed entry, and names it", async () => {
    const folder = await folderWithLog(600, (path, bytes) =>
      path === "tile/entries/000" ? bytes.with(5, (bytes[5] ?? 0) ^ 1) : bytes,
    );
    const { code, err } = await run(["audit", "verify", folder, "--key", keyText]);
    expect(code).toBe(9);
    expect(err).toContain("(entries 0 to 0)");
  });

  test("refuses a checkpoint that another key signed, a malformed key, and an empty folder", async () => {
    const other = formatVerifierKey(verifierKeyOf({ name: "chat.example/log", publicKey: new Uint8Array(32).fill(7) }));
    const folder = await folderWithLog(3);
    expect((await run(["audit", "verify", folder, "--key", other])).code).toBe(9);
    expect((await run(["audit", "verify", folder, "--key", "nonsense"])).code).toBe(9);
    expect((await run(["audit", "verify", await newFolder(), "--key", keyText])).err).toContain(
      "missing file checkpoint",
    );
  });
});

describe("audit mirror FOLDER", () => {
  test("keeps a log that holds, which then verifies without its source", async () => {
    const source = await folderWithLog(600);
    const mirror = join(await newFolder(), "deep", "mirror");
    const ran = await run(["audit", "mirror", mirror, source, "--key", keyText]);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toContain(`Kept 600 leaves in ${mirror}`);
    await rm(source, { recursive: true });
    expect((await run(["audit", "verify", mirror, "--key", keyText])).out).toContain("The log holds: 600 leaves");
    const again = await run(["audit", "mirror", mirror, mirror, "--key", keyText]);
    expect(again).toMatchObject({ code: 10 });
    expect(again.err).toContain("is not empty");
  });

  test("gives no checkpoint to a log that does not hold", async () => {
    const source = await folderWithLog(600, (path, bytes) =>
      path === "tile/entries/000" ? bytes.with(5, (bytes[5] ?? 0) ^ 1) : bytes,
    );
    const mirror = join(await newFolder(), "mirror");
    expect((await run(["audit", "mirror", mirror, source, "--key", keyText])).code).toBe(9);
    expect((await run(["audit", "verify", mirror, "--key", keyText])).err).toContain("missing file checkpoint");
  });
});
