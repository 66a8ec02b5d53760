/** Single sign-on at a terminal: an owner sets a service up, somebody joins and signs in by it, over real TLS and a real browser's way. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "@warbler/cli";
import { fetchLocalCa, nodePlatform, sqliteStore } from "@warbler/sdk/node";
import { openWorld, PASSWORD, SoftProvider, softBrowser } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const idp = await SoftProvider.open(world.folder);
afterAll(() => idp[Symbol.asyncDispose]());
const folder = await mkdtemp(join(tmpdir(), "warbler-sso-cli-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const caFile = join(folder, "ca.pem");
await writeFile(caFile, world.ca);

/** Goes where the command says, as a person would, and to the program that waits. */
async function browse(url: string): Promise<string> {
  const end = await softBrowser(world.ca).follow(url, ["http://127.0.0.1:", `${world.url}/sso#`]);
  if (end.protocol === "https:") return new URLSearchParams(end.hash.slice(1)).get("paste") ?? "";
  // Any other page of the browser knocks first: it changes nothing.
  await visit(new URL("/?state=made-up&code=made-up", end));
  await visit(end);
  return "";
}
const visit = (url: URL) =>
  new Promise<void>((resolve, reject) => {
    request(url, (answer) => answer.resume().on("end", resolve))
      .on("error", reject)
      .end();
  });

async function warbler(home: string, args: readonly string[], env: Record<string, string> = {}) {
  const said = { out: "", err: "" };
  let pasted: Promise<string> | undefined;
  const code = await runCli(args, {
    gateway: { platform: (ca) => nodePlatform(ca === undefined ? {} : { ca }), store: sqliteStore, fetchLocalCa },
    terminal: {
      env: { WARBLER_HOME: join(folder, home), HOME: folder, LANG: "en_GB.UTF-8", ...env },
      stdin: (async function* () {})(),
      isInteractive: args.includes("--paste"),
      screenColumns: undefined,
      writeOut: async (text) => {
        said.out += typeof text === "string" ? text : new TextDecoder().decode(text);
      },
      writeError: (text) => {
        said.err += text;
        const url = /^ {2}(https:\S+)$/m.exec(text)?.[1];
        if (url !== undefined) pasted = browse(url);
      },
      ask: async () => (await pasted) ?? "",
      askSecret: () => Promise.reject(new Error("nothing was to be asked")),
      interrupted: new AbortController().signal,
      nowMs: world.clock.nowMs,
      sleep: () => Promise.resolve(),
    },
  });
  return { code, ...said };
}

test("an owner adds, tests and switches on a service; somebody joins by it, signs in again, links and unlinks", async () => {
  const as = (args: readonly string[], env = {}) => warbler("owner", args, { WARBLER_PASSWORD: PASSWORD, ...env });
  expect(await as(["login", world.url, "--handle", "owner", "--ca", caFile])).toMatchObject({ code: 0 });
  const add = ["sso", "add", idp.issuer, "--client-id", idp.client.id, "--name-en", "Company", "--name-zh", "公司"];
  const added = await as([...add, "--private-network", "--ca", caFile], { WARBLER_SSO_SECRET: idp.client.secret });
  expect(added).toMatchObject({ code: 0, err: "" });
  expect(added.out).toContain(`${world.url}/sso/callback/`);
  expect((await as(["sso", "on", "Company"])).err).toContain("as a test before");
  expect((await as(["sso", "test", "Company", "--check"])).out).toContain("yes: takes PKCE");
  const tested = await as(["sso", "test", "公司"]);
  expect(tested).toMatchObject({ code: 0 });
  expect(tested.out).toContain("subject: somebody");
  expect(await as(["sso", "on", "company"])).toMatchObject({ code: 0 });
  expect((await as(["sso"])).out).toMatch(/Company \(公司\) +on/);

  const invited = await as(["invite", "--json"]);
  const { link } = JSON.parse(invited.out) as { link: string };
  idp.user = { sub: "mei", name: "Mei", preferred_username: "mei" };
  const joined = await warbler("mei", ["login", link, "--sso"]);
  expect(joined).toMatchObject({ code: 0 });
  expect(joined.out).toContain("Signed in as Mei");
  expect(await warbler("mei", ["logout"])).toMatchObject({ code: 0 });
  const again = await warbler("mei", ["login", world.url, "--ca", caFile, "--sso", "Company", "--paste"]);
  expect(again).toMatchObject({ code: 0 });
  expect((await warbler("mei", ["whoami"])).out).toContain("mei");

  const [{ id }] = JSON.parse((await warbler("mei", ["sso", "links", "--json"])).out).links;
  expect((await warbler("mei", ["sso", "unlink", id])).err).toContain("could not get in any more");
  // Without a password, the fresh proof is by the service as well.
  world.clock.pass(16 * 60_000);
  idp.user = { sub: "mei-2" };
  expect((await warbler("mei", ["sso", "link"])).code).not.toBe(0);
  idp.user = { sub: "mei" };
  expect((await warbler("mei", ["sso", "unlink", id])).err).toContain("could not get in any more");

  idp.user = { sub: "owner-there" };
  const linked = await as(["sso", "link"]);
  expect(linked.out).toContain("Linked owner-there");
  expect((await as(["sso", "unlink", "owner-there"])).code).toBe(0);
  expect((await as(["sso", "require", "yes"])).code).toBe(0);
  expect((await as(["sso", "list"])).out).toContain("only way in");
  expect((await as(["sso", "require", "no"])).code).toBe(0);
  expect((await as(["sso", "remove", "Company", "--yes"])).code).toBe(0);
  expect((await warbler("mei", ["sso", "links"])).code).toBe(3);
});

test("a service that is not there, and a set-up link, are refused in words", async () => {
  const none = await warbler("nobody", ["login", world.url, "--ca", caFile, "--sso", "Company"]);
  expect(none.code).toBe(5);
  expect(none.err).toContain("no sign-in service");
  const setUp = await warbler("nobody", ["login", world.setUpLink, "--sso"]);
  expect(setUp.code).toBe(2);
  expect(setUp.err).toContain("Add sign-in services afterwards");
});
