/** What the server's own process does with files, signals and first contact. */
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { type AddressInfo, connect as connectTcp, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { setUp, signIn } from "@warbler/sdk";
import { fetchLocalCa, nodePlatform } from "@warbler/sdk/node";
import { openWorld, PASSWORD, serverApart } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld({ server: "apart" });
afterAll(() => world[Symbol.asyncDispose]());
const port = Number(new URL(world.url).port);
const alice = await world.join("alice");
await alice.says(await world.room([alice]), "hello");

test("files of the server are for its own account alone, databases and their logs included", async () => {
  const files = await readdir(world.folder, { recursive: true, withFileTypes: true });
  const names = files.map(({ name }) => name);
  for (const name of ["records.db", "records.db-wal", "keyring.db", "roles.db"]) expect(names).toContain(name);
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    // A journal may go while one looks.
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) expect((found.mode & 0o077).toString(8), path).toBe("0");
  }
});

test("the certificate is read again at a SIGHUP, and nobody who is connected notices", async () => {
  const serialOf = async () => {
    const socket = connectTls({ port, host: "localhost", ca: world.ca });
    await once(socket, "secureConnect");
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const before = await serialOf();
  const socket = await world.raw.owner.connect();
  for (const name of ["server.pem", "server.key"]) await rm(join(world.folder, "tls", name));
  world.signal("SIGHUP");
  await expect.poll(serialOf).not.toBe(before);
  expect(await socket.outcome({ case: "ping", value: {} })).toBe("pong");
});

test("a client that asks for nothing special agrees on X25519MLKEM768", async () => {
  const fromServer: Buffer[] = [];
  // Somebody in between, who sees what the server chooses.
  const between = createServer((client) => {
    const server = connectTcp({ port, host: "localhost" });
    server.on("data", (bytes) => fromServer.push(bytes));
    client.pipe(server).pipe(client);
    for (const end of [client, server]) end.on("error", () => undefined);
  });
  between.listen(0, "localhost");
  await once(between, "listening");
  const { port: through } = between.address() as AddressInfo;
  const socket = connectTls({ port: through, host: "localhost", ca: world.ca });
  await once(socket, "secureConnect");
  socket.destroy();
  between.close();
  // RFC 8446 §4.2.8 in the ServerHello: extension 51, its length, group 0x11ec, and 1,120 bytes of ciphertext and key.
  const keyShare = Buffer.from("0033046411ec0460", "hex");
  expect(Buffer.concat(fromServer).subarray(0, 2_048).includes(keyShare)).toBe(true);
});

test("a server that stops says so to whoever is connected, and takes them again", async () => {
  const socket = await world.raw.owner.connect();
  await world.restart();
  expect(await socket.hears("failed")).toMatchObject({ code: "stopping" });
  expect(await socket.closed()).toMatchObject({ code: 1001 });
  const again = await world.raw.owner.connect();
  expect(await again.outcome({ case: "ping", value: {} })).toBe("pong");
});

test("a wrong set-up link makes no organisation, and the right one still does", async () => {
  const folder = await mkdtemp(join(tmpdir(), "warbler-set-up-"));
  const server = await serverApart({ WARBLER_DATA: folder, WARBLER_PORT: "0" }, true);
  const { url, fingerprint, setUpLink = "" } = server;
  try {
    const platform = nodePlatform({ ca: await fetchLocalCa(url, fingerprint) });
    const organisation = {
      organisation: "Org",
      handle: "owner",
      name: "Owner",
      password: PASSWORD,
      device: { name: "d" },
    };
    const wrong = setUpLink.replace(/[\w-]{43}/, "A".repeat(43));
    await expect(signIn(url, { auth: setUp(wrong, organisation), platform })).rejects.toMatchObject({
      code: "set-up-link-invalid",
    });
    expect((await signIn(url, { auth: setUp(setUpLink, organisation), platform })).token).not.toBe("");
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
});
