/** The programs in the README compile and do what they say. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { FakeServer } from "./testing/fake-server.ts";
import { ownDevices } from "./testing/own-devices.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const [quickStart = "", identity = "", rooms = "", keys = "", testing = "", errors = ""] = [
  ...readme.matchAll(/```ts\n([\s\S]*?)```/g),
].map(([, code]) => code ?? "");

/** Runs a program of the README with the values it leaves open. */
async function run(code: string, open: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = new URL(".", import.meta.url).pathname;
  const names = Object.keys(open).join(", ");
  const contents = code.replaceAll(/^import .*$/gm, "").replaceAll(/await sqliteStore\([^)]*\)/g, "store");
  const { outputFiles } = await build({
    stdin: { contents: `export default async ({ ${names} }) => { ${contents} }`, resolveDir: folder, loader: "ts" },
    format: "esm",
    target: "es2024",
    write: false,
  });
  const program: { default: (values: object) => Promise<void> } = await import(
    `data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`
  );
  await program.default(open);
}

test("the quick start has fifteen lines of code and runs", async () => {
  const lines = quickStart.split("\n").filter((line) => line.trim() !== "");
  expect(lines.length).toBeLessThanOrEqual(17);
  const server = await FakeServer.create();
  const anna = server.addPerson({ handle: "anna" });
  server.addRoom({ name: "security", owner: anna.id });
  const sdk = await import("./index.ts");
  const node = await import("./node/index.ts");
  const folder = await mkdtemp(join(tmpdir(), "warbler-readme-"));
  const store = await node.sqliteStore(folder);
  const said: string[] = [];
  const report = Object.assign(new Blob(["report"], { type: "text/plain" }), { name: "report.txt" });
  const connect: typeof sdk.connect = (_url, options) => sdk.connect(server.url, options);
  const nodePlatform = () => server.platform();
  const given = { ...sdk, connect, nodePlatform, store, secret: anna.password, ca: "", report };
  await run(quickStart, { ...given, show: (line: string) => said.push(line) });
  await rm(folder, { recursive: true });
  expect(said).toContain("sent");
  expect(said).toContain("1 found; proven: true");
});

test("the program about identity runs", async () => {
  await using world = await ownDevices();
  const phone = await world.device(world.alice, "phone");
  const laptop = await world.device(world.alice, "laptop");
  await world.device(world.bob, "bob's");
  const said: string[] = [];
  await run(identity, { phone, laptop, bob: world.bob.id, show: (line: string) => said.push(line) });
  expect(said.at(-1)).toMatch(/^\d{5}( \d{5}){11} was unverified$/);
  expect(await laptop.identity.state()).toBe("ready");
});

test("the program about end-to-end rooms runs", async () => {
  await using world = await ownDevices();
  const me = await world.device(world.alice, "laptop");
  const bob = await world.device(world.bob, "phone");
  await expect.poll(() => world.server.state.groups.keyPackages.size).toBe(2);
  await me.createRoom({ name: "security", members: [bob.account] });
  const said: string[] = [];
  await run(rooms, { me, bob: bob.account, show: (line: string) => said.push(line) });
  expect(said).toContain("only the members' devices can read this");
  expect((await me.rooms()).map(({ name, level }) => `${name} ${level}`)).toContain("security e2ee");
});

test("the program that keeps the key of a session runs, also where the server binds none", async () => {
  const server = await FakeServer.create();
  const { handle, password } = server.addPerson({ handle: "anna" });
  const sdk = await import("./index.ts");
  const node = await import("./node/index.ts");
  const auth = sdk.password(handle, password, { name: "script" });
  await run(keys, { ...sdk, ...node, url: server.url, auth, platform: server.platform() });
});

test("the test program of the README runs", async () => {
  await run(testing, { connect: (await import("./index.ts")).connect, FakeServer });
});

test("the program about errors says it in Chinese", async () => {
  const server = await FakeServer.create();
  const { connect } = await import("./index.ts");
  const { zh } = await import("./zh.ts");
  const said: string[] = [];
  const auth = server.signIn(server.addPerson({ handle: "anna" }));
  server.reachable = false;
  await run(errors, { connect, zh, auth, platform: server.platform(), show: (line: string) => said.push(line) });
  expect(said).toEqual(["network: 无法连接服务器，请检查地址和网络。"]);
});
