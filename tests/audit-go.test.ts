/**
 * The audit log before a judge that shares no code with it: Go's x/mod/sumdb. Without Go the tests are skipped, unless
 * WARBLER_REQUIRE_SERVICES=1 says that everything must be there.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openWorld } from "@warbler/testkit";
import { encodeEntryBundle, formatVerifierKey, portableHasher } from "@warbler/transparency";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  entriesUpTo,
  logSigner,
  memoryLog,
  signedCheckpoint,
} from "../packages/transparency/src/testing/memory-log.ts";
import { tesseraLog, tesseraVerifierKey, whenPresent } from "../packages/transparency/src/testing/public-vectors.ts";

const DEBIAN_GOPATH = "/usr/share/gocode";
const SOURCE = join(import.meta.dirname, "audit-go");

const missing = whatIsMissing();
const isSkipped = missing !== undefined && process.env["WARBLER_REQUIRE_SERVICES"] !== "1";
const note = isSkipped ? ` (skipped: ${missing})` : "";
const key = formatVerifierKey(logSigner.key);

describe.skipIf(isSkipped)(`Go's sumdb packages${note}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "audit-go-"));
  const verifier = join(folder, "audit-go");

  beforeAll(() => {
    if (missing !== undefined) throw new Error(missing);
    const environment = { ...process.env, GO111MODULE: "off", GOPATH: DEBIAN_GOPATH, GOFLAGS: "" };
    execFileSync("go", ["build", "-o", verifier, "."], { cwd: SOURCE, env: environment, stdio: "pipe" });
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true }));

  async function storedLog(name: string, size: number): Promise<string> {
    const { log, files } = memoryLog(entriesUpTo(size), [100]);
    const root = join(folder, name);
    const all = new Map<string, Uint8Array | string>(files).set("checkpoint", await signedCheckpoint(log));
    for (const [path, bytes] of all) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), bytes);
    }
    return root;
  }

  async function flipByte(path: string, at: number): Promise<void> {
    const bytes = await readFile(path);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
  }

  test.each([0, 1, 255, 256, 257, 1_300, 66_000])("accept a log of %i entries that we made", async (size) => {
    const { root } = memoryLog(entriesUpTo(size)).log;
    const verdict = await run(verifier, [key, await storedLog(`whole-${size}`, size)]);
    expect(verdict).toEqual({ code: 0, output: `ok ${size} ${Buffer.from(root).toString("base64")}\n` });
  });

  test("accept the log of a server that runs, read as anybody reads it", async () => {
    await using world = await openWorld();
    const alice = await world.join("alice");
    const room = await world.room([alice]);
    for (let said = 0; said < 300; said++) await alice.says(room, `message ${said}`);
    const read = async (path: string) => {
      const answer = await world.platform.fetch(`${world.url}/audit/${path}`, {});
      if (!answer.ok) throw new Error(`expected ${path}, got ${answer.status}`);
      return Buffer.from(await answer.arrayBuffer());
    };
    const { verifierKey } = JSON.parse(String(await read("key"))) as { readonly verifierKey: string };
    const checkpoint = await read("checkpoint");
    const size = Number(String(checkpoint).split("\n")[1]);
    expect(size).toBeGreaterThan(300);
    const root = join(folder, "running");
    for (const path of ["checkpoint", ...filesOf(size)]) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), path === "checkpoint" ? checkpoint : await read(path));
    }
    expect(await run(verifier, [verifierKey, root])).toMatchObject({
      code: 0,
      output: expect.stringMatching(new RegExp(`^ok ${size} `)),
    });
  });

  test("name the entry that was changed", async () => {
    const root = await storedLog("changed-entry", 1_300);
    // "entry 300" is the 45th entry of the second bundle, each 11 bytes with its length.
    await flipByte(join(root, "tile/entries/001"), 44 * 11 + 5);
    expect(await run(verifier, [key, root])).toEqual({ code: 1, output: "wrong entry 300\n" });
  });

  test("refuse a log with an entry changed and its tile made to fit", async () => {
    // The TileHashReader of Debian 12 takes some of these for authenticated: with it alone the verifier would say ok.
    for (const bundle of [0, 1, 2, 3, 4]) {
      const root = await storedLog(`fitted-${bundle}`, 1_300);
      const entries = entriesUpTo(256 * (bundle + 1))
        .slice(256 * bundle)
        .with(44, new Uint8Array(3));
      const hashes = entries.flatMap((entry) => [...portableHasher.leafHash(entry)]);
      await writeFile(join(root, `tile/entries/00${bundle}`), encodeEntryBundle(entries));
      await writeFile(join(root, `tile/0/00${bundle}`), Uint8Array.from(hashes));
      const verdict = await run(verifier, [key, root]);
      expect(verdict, `bundle ${bundle}`).toMatchObject({ code: 1, output: expect.not.stringMatching(/^ok/) });
    }
  });

  test.each(["tile/0/003", "tile/0/005.p/20", "tile/1/000.p/5"])("refuse a log with %s changed", async (path) => {
    const root = await storedLog(`changed-${path.replaceAll("/", "-")}`, 1_300);
    await flipByte(join(root, path), 7);
    const verdict = await run(verifier, [key, root]);
    expect(verdict).toEqual({ code: 1, output: `wrong tile ${path}\n` });
  });

  test("refuse a log with a file gone, or under another key's signature", async () => {
    const root = await storedLog("missing", 1_300);
    expect((await run(verifier, [tesseraVerifierKey, root])).code).toBe(1);
    await rm(join(root, "tile/entries/002"));
    expect(await run(verifier, [key, root])).toMatchObject({
      code: 1,
      output: expect.stringContaining("entries from 512"),
    });
  });

  const vectors = whenPresent(tesseraLog);

  test.skipIf(vectors.skip)(
    `accept the published tessera log and not a changed copy of it${vectors.note}`,
    async () => {
      const published = await run(verifier, [tesseraVerifierKey, tesseraLog]);
      expect(published).toMatchObject({ code: 0, output: expect.stringMatching(/^ok 15 /) });
      const copy = join(folder, "tessera");
      await cp(tesseraLog, copy, { recursive: true });
      await flipByte(join(copy, "tile/entries/000.p/15"), 2);
      expect(await run(verifier, [tesseraVerifierKey, copy])).toEqual({ code: 1, output: "wrong entry 0\n" });
    },
  );
});

/** The tiles of a log of `size` leaves, at each level those that are full and the one that is not, and the entries. */
function filesOf(size: number): readonly string[] {
  const paths: string[] = [];
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / 256))
    for (let index = 0; index * 256 < count; index++) {
      const width = Math.min(256, count - index * 256);
      const tail = `${String(index).padStart(3, "0")}${width === 256 ? "" : `.p/${width}`}`;
      paths.push(`tile/${level}/${tail}`);
      if (level === 0) paths.push(`tile/entries/${tail}`);
    }
  return paths;
}

/** What keeps the verifier from being built here, as a sentence. */
function whatIsMissing(): string | undefined {
  const onPath = (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, "go")));
  if (!onPath) return "Go is not installed; on Debian: apt-get install golang-go";
  return existsSync(join(DEBIAN_GOPATH, "src/golang.org/x/mod/sumdb"))
    ? undefined
    : "Go's x/mod is not installed; on Debian: apt-get install golang-golang-x-mod-dev";
}

/** Exit code and everything printed. */
function run(command: string, args: readonly string[]): Promise<{ readonly code: unknown; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { encoding: "utf8", timeout: 60_000 }, (failure, stdout, stderr) => {
      resolve({ code: failure === null ? 0 : failure.code, output: stdout + stderr });
    });
  });
}
