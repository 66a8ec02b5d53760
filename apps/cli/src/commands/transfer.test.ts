/** Files whose way up or down breaks off: the same command goes on from there. */
import { chmod, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "../testing/run-cli.ts";
import { newWorld } from "../testing/world.ts";

const MIB = 1024 * 1024;
const CHUNKS = 5;

/** A file of five chunks, and a line that is cut after some of them, when whoever waits presses Ctrl+C. */
async function withFile() {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  await anna.warbler(["room", "create", "pond"]);
  const folder = await newFolder();
  const file = join(folder, "film.bin");
  const bytes = Buffer.from(Uint8Array.from({ length: 4 * MIB + 5 }, (_, at) => at * 31 + (at >> 8)));
  await writeFile(file, bytes);
  const told = world.server.tamperAnswer;
  let [passed, most, stop] = [0, Number.POSITIVE_INFINITY, new AbortController()];
  world.server.tamperAnswer = async (path, response) => {
    if (!path.includes("/chunks/")) return (await told?.(path, response)) ?? response;
    passed += 1;
    if (passed <= most) return response;
    stop.abort("SIGINT");
    throw new TypeError("fetch failed");
  };
  /** What came of the command, and how many chunks passed. */
  const warbler = async (args: readonly string[], cutAfter = Number.POSITIVE_INFINITY) => {
    [passed, most, stop] = [0, cutAfter, new AbortController()];
    const ran = await anna.warbler(args, { interrupt: stop.signal });
    return { ...ran, passed: Math.min(passed, most) };
  };
  const send = ["send", "pond", "--file", file];
  const sent = async () => String((await warbler([...send, "--json"])).json().seq);
  return { ...world, anna, folder, file, bytes, warbler, send, sent };
}

test("an upload goes on with what is missing, and the next message is another file", async () => {
  const { anna, bytes, folder, warbler, send, sent, server } = await withFile();
  const broken = await warbler(send, 3);
  expect(broken.code).toBe(130);
  expect(broken.err).toContain("the same command goes on from there");
  const [stored] = server.state.files.values();
  const before = stored?.chunks.size ?? 0;
  expect(before).toBeGreaterThan(0);
  const again = await warbler([...send, "--json"]);
  expect(again.passed).toBe(CHUNKS - before);
  const out = join(folder, "out");
  expect((await warbler(["download", "pond", String(again.json().seq), "--out", out])).code).toBe(0);
  expect((await readFile(out)).equals(bytes)).toBe(true);
  expect((await readdir(anna.home)).filter((name) => name.startsWith("upload-"))).toEqual([]);
  await sent();
  expect(server.state.files.size).toBe(2);
});

test("an upload of a file that changed begins anew, under another key", async () => {
  const { file, bytes, warbler, send, server } = await withFile();
  await warbler(send, 3);
  await writeFile(file, bytes.fill(1, 0, 10));
  expect(await warbler(send)).toMatchObject({ code: 0, passed: CHUNKS });
  expect(server.state.files.size).toBe(2);
});

test("a download goes on with what is missing, and what is damaged is not kept", async () => {
  const { bytes, folder, warbler, sent } = await withFile();
  const out = join(folder, "out");
  const download = ["download", "pond", await sent(), "--out", out];
  const parts = async () => (await readdir(folder)).filter((name) => name.endsWith(".part"));
  const broken = await warbler(download, 4);
  expect(broken.code).toBe(130);
  expect(broken.err).toContain("the same command goes on from there");
  const [part = ""] = await parts();
  const partial = await readFile(join(folder, part));
  expect(partial.length).toBeGreaterThan(MIB);
  await writeFile(join(folder, part), partial.fill(1, 0, 10));
  expect((await warbler(download)).err).toContain("not the one that was sent");
  expect(await parts()).toEqual([]);
  await warbler(download, 4);
  const again = await warbler(download);
  expect(again.code).toBe(0);
  expect(again.passed).toBeLessThan(CHUNKS);
  expect((await readFile(out)).equals(bytes)).toBe(true);
  expect(await parts()).toEqual([]);
});

test("a download goes on with no file that somebody else put there", async () => {
  const { folder, warbler, sent } = await withFile();
  const download = ["download", "pond", await sent(), "--out"];
  await warbler([...download, join(folder, "out")], 4);
  const [part = ""] = (await readdir(folder)).filter((name) => name.endsWith(".part"));
  await chmod(join(folder, part), 0o666);
  expect((await warbler([...download, join(folder, "out")])).err).toContain("cannot be written");
  const other = await newFolder();
  const victim = join(other, "victim");
  await writeFile(victim, "precious", { mode: 0o600 });
  await symlink(victim, join(other, part));
  expect((await warbler([...download, join(other, "out")])).err).toContain("cannot be written");
  expect(await readFile(victim, "utf8")).toBe("precious");
});
