/** Bots and API tokens: what a token may, what it hears, and that it ends at once, from outside. */
import {
  API,
  type ApiName,
  actionsOf,
  BOT_SCOPES,
  type Endpoint,
  newId,
  RECORD_KINDS,
  TOKEN_PATTERN,
} from "@warbler/protocol";
import { openWorld, type RawMember, saying, textOf } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const DAY_MS = 86_400_000;
/** How soon whoever may no longer call must be unable to: long before the server looks through all who are connected. */
const AT_ONCE_MS = 20_000;

let count = 0;
async function newBot(of: RawMember = owner) {
  await owner.proves();
  const handle = `bot-${++count}`;
  const made = await owner.call("makeBot", {}, { handle, name: "Deploy bot", owner: of.account as never });
  expect(made.status, made.text).toBe(200);
  return made.body as { readonly account: string; readonly handle: string };
}
async function newToken(
  bot: { readonly account: string },
  scopes: readonly (typeof BOT_SCOPES)[number][] = BOT_SCOPES,
  more: { readonly rooms?: readonly string[]; readonly forMs?: number } = {},
) {
  await owner.proves();
  const body = { name: "ci", scopes: [...scopes], forMs: DAY_MS, ...more } as never;
  const made = await owner.call("makeToken", { account: bot.account }, body);
  expect(made.status, made.text).toBe(200);
  return made.body as { readonly id: string; readonly token: string };
}
async function roomOf(person: RawMember, name = "room"): Promise<string> {
  const id = String(newId());
  await person.call("createRoom", {}, { id, kind: "group", name } as never);
  return id;
}
const add = (room: string, ...members: readonly { readonly account: string }[]) =>
  owner.call("addMembers", { room }, { members: members.map(({ account }) => account) } as never);
const me = (token: string) => raw.call("me", { token });

test("a token is shown once, in a shape that secret scanners find, and only its digest is kept", async () => {
  const bot = await newBot();
  const made = await newToken(bot);
  expect(made.token).toMatch(TOKEN_PATTERN);
  const { bots } = (await owner.call("bots")).body;
  const listed = bots.find(({ account }: { account: string }) => account === bot.account);
  expect(listed).toMatchObject({ owner: owner.account, stopped: false, tokens: [{ id: made.id, name: "ci" }] });
  expect(JSON.stringify(listed)).not.toContain(made.token);
  expect((await world.filesHolding([made.token.slice(4)])).found).toEqual([]);
  const own = await raw.call("ownToken", { token: made.token });
  expect(own.body).toMatchObject({ id: made.id, account: bot.account, scopes: [...BOT_SCOPES] });
  expect((await owner.call("ownToken")).status).toBe(404);
});

test("each scope opens exactly the routes whose action it holds, and no act of a session", async () => {
  const bot = await newBot();
  const room = await roomOf(owner);
  await add(room, bot);
  const routes = Object.keys(API) as ApiName[];
  const differences: string[] = [];
  let opened = 0;
  for (const scope of BOT_SCOPES) {
    const { token } = await newToken(bot, [scope]);
    const actions: ReadonlySet<string> = new Set(actionsOf(scope));
    for (const name of routes) {
      const { method, bytes }: Endpoint = API[name];
      const body = bytes === "request" ? new Uint8Array(8) : {};
      const answer = await raw.call(name, {
        token,
        params: { room },
        ...(method !== "GET" && { body }),
      });
      const action = actionByRoute.get(`${method} ${API[name].path}`);
      if (action === undefined || action === "-" || answer.code === "bad-request") continue;
      const isOpen = answer.code !== "token-scope";
      if (isOpen !== actions.has(action)) differences.push(`${scope} ${name} ${answer.code}`);
      if (isOpen) opened++;
    }
  }
  expect(differences).toEqual([]);
  expect(opened).toBeGreaterThan(10);
});

test("a bot reads and writes in the rooms it was added to, and nowhere else", async () => {
  const bot = await newBot();
  const { token } = await newToken(bot, ["rooms:read", "messages:read", "messages:write"]);
  const [room, other] = [await roomOf(owner), await roomOf(owner)];
  await add(room, bot);
  const machine = raw.personOf({ ...bot, device: "", session: "", token });
  const socket = await machine.connect();
  expect(socket.welcome.rooms.map(({ id }) => id)).toEqual([room]);
  expect(await socket.outcome(saying(room, "deployed"))).toBe("sent");
  expect(await socket.outcome(saying(other, "deployed"))).toBe("not-found");
  expect(await socket.outcome({ case: "fetch", value: { room: other } })).toBe("not-found");
  const human = await owner.connect();
  await human.ask(saying(room, "thanks"));
  await human.ask(saying(other, "secret"));
  const heard = await socket.hears("records", ({ records }) =>
    records.some(({ content }) => textOf(content) === "thanks"),
  );
  expect(heard.room).toBe(room);
  await socket.settled();
  expect(socket.told("records").filter((told) => told.room === other)).toEqual([]);
  const { members } = (await owner.call("roster", { room })).body;
  expect(members.map((member: { account: string }) => member.account)).toContain(bot.account);
  const { people } = (await owner.call("lookUpPeople", {}, { ids: [bot.account] } as never)).body;
  const scopes = ["messages:read", "messages:write", "rooms:read"];
  expect(people).toMatchObject([{ role: "bot", bot: { owner: owner.account, scopes } }]);
});

test("a token hears on its socket no more than its scopes and its rooms let it ask for", async () => {
  const bot = await newBot();
  const [room, other] = [await roomOf(owner), await roomOf(owner)];
  await add(room, bot);
  await add(other, bot);
  const [deaf, limited] = await Promise.all([
    newToken(bot, ["rooms:read"]),
    newToken(bot, ["rooms:read", "messages:read"], { rooms: [room] }),
  ]);
  const [first, second] = [
    await raw.personOf({ ...bot, device: "", session: "", token: deaf.token }).connect(),
    await raw.personOf({ ...bot, device: "", session: "", token: limited.token }).connect(),
  ];
  expect(second.welcome.rooms.map(({ id }) => id)).toEqual([room]);
  const listed = (await raw.call("rooms", { token: limited.token })).body.rooms;
  expect(listed.map(({ id }: { id: string }) => id)).toEqual([room]);
  expect(await second.outcome({ case: "fetch", value: { room: other } })).toBe("not-found");
  const human = await owner.connect();
  await human.ask(saying(other, "not for it"));
  await human.ask(saying(room, "for it"));
  await second.hears("records", ({ records }) => records.some(({ content }) => textOf(content) === "for it"));
  await first.settled();
  const isMessage = ({ records }: { records: readonly { kind: number }[] }) =>
    records.some(({ kind }) => kind === RECORD_KINDS.message);
  expect(first.told("records").filter(isMessage)).toEqual([]);
  expect(second.told("records").filter((told) => told.room === other)).toEqual([]);
});

test("a room's members are told in its record when a bot among them gets a token", async () => {
  const bot = await newBot();
  const room = await roomOf(owner);
  await add(room, bot);
  await newToken(bot, ["messages:read"]);
  const page = await (await owner.connect()).ask({ case: "fetch", value: { room } });
  const told = page.case === "records" ? page.value.records.map(({ content }) => Buffer.from(content).toString()) : [];
  expect(told.at(-1)).toContain("bot-token");
  expect(told.at(-1)).toContain("messages:read");
});

test("a revoked token ends on HTTP and on sockets within two seconds, and all that is wrong is refused alike", async () => {
  const bot = await newBot();
  const { id, token } = await newToken(bot);
  const socket = await raw.personOf({ ...bot, device: "", session: "", token }).connect();
  expect((await me(token)).body).toMatchObject({ id: bot.account, role: "bot" });
  const startedAtMs = performance.now();
  expect((await owner.call("revokeToken", { token: id })).status).toBe(204);
  const refused = await me(token);
  expect(refused).toMatchObject({ status: 401, code: "signed-out" });
  expect(await socket.closed()).toMatchObject({ code: 4401 });
  expect(performance.now() - startedAtMs).toBeLessThan(AT_ONCE_MS);
  const unknown = await me(`wbt_${"A".repeat(43)}`);
  expect(unknown.text).toBe(refused.text);
  expect((await owner.call("revokeToken", { token: id })).status).toBe(404);
});

test("a token ends by itself, also on a socket that is open", async () => {
  const bot = await newBot();
  const { token } = await newToken(bot, BOT_SCOPES, { forMs: 90_000 });
  const socket = await raw.personOf({ ...bot, device: "", session: "", token }).connect();
  // The server looks through all who are connected once a minute: now, and not when the token ends.
  world.clock.pass(61_000);
  expect(await socket.outcome({ case: "ping", value: {} })).toBe("pong");
  const startedAtMs = performance.now();
  world.clock.pass(30_000);
  expect(await socket.closed()).toMatchObject({ code: 4401 });
  expect(performance.now() - startedAtMs).toBeLessThan(AT_ONCE_MS);
  expect((await me(token)).code).toBe("signed-out");
  await owner.proves();
  const tooLong = { name: "x", scopes: ["people:read"], forMs: 400 * DAY_MS } as never;
  expect((await owner.call("makeToken", { account: bot.account }, tooLong)).code).toBe("bad-request");
});

test("whoever answers for a bot is told once that its token ends soon, if it was made for longer", async () => {
  const person = await raw.join("answers");
  const bot = await newBot(person);
  const month = await newToken(bot, ["rooms:read"], { forMs: 30 * DAY_MS });
  await newToken(bot, ["rooms:read"], { forMs: 8 * DAY_MS });
  const told = async () =>
    ((await person.call("ownFacts")).body.facts as { kind: string; detail: object }[]).filter(
      ({ kind }) => kind === "token.ends-soon",
    );
  world.clock.pass(22 * DAY_MS);
  world.clock.pass(3_600_000);
  expect(await told()).toEqual([]);
  world.clock.pass(2 * DAY_MS);
  await expect.poll(told).toMatchObject([{ detail: { token: month.id, account: bot.account } }]);
  world.clock.pass(DAY_MS);
  // What the job would have written is behind this.
  await newToken(bot, ["rooms:read"]);
  expect(await told()).toHaveLength(1);
});

test("wrong tokens are throttled by the network they come from, right ones are not", async () => {
  const bot = await newBot();
  const { token } = await newToken(bot);
  const codes = new Set<string>();
  for (let tries = 0; tries < 80; tries++) codes.add((await me(`wbt_${"B".repeat(43)}`)).code);
  expect([...codes]).toEqual(["signed-out", "rate-limited"]);
  expect((await me(token)).status).toBe(200);
  world.clock.pass(10 * 60_000);
});

test("a bot stops with its owner, comes back with them, and acts for nobody who has left until it is handed over", async () => {
  const dev = await raw.join("dev");
  const bot = await newBot(dev);
  const room = await roomOf(owner);
  await add(room, bot);
  const { token } = await newToken(bot);
  const machine = raw.personOf({ ...bot, device: "", session: "", token });
  const socket = await machine.connect();
  await owner.call("suspendPerson", { account: dev.account }, { reason: "a lost laptop" });
  expect(await socket.closed()).toMatchObject({ code: 4401 });
  expect((await me(token)).code).toBe("signed-out");
  await owner.call("reinstatePerson", { account: dev.account });
  expect((await me(token)).status).toBe(200);
  const again = await machine.connect();
  await owner.call("removePerson", { account: dev.account }, { reason: "a new job" });
  expect(await again.closed()).toMatchObject({ code: 4401 });
  expect((await me(token)).code).toBe("signed-out");
  await owner.proves();
  const handed = await owner.call("handOverBot", { account: bot.account }, { owner: owner.account } as never);
  expect(handed.body).toMatchObject({ owner: owner.account, stopped: false, tokens: [] });
  expect((await me(token)).code).toBe("signed-out");
  expect((await me((await newToken(bot)).token)).status).toBe(200);
});

test("a bot that stopped with its owner goes on under another one, and not by tokens that the first one knows", async () => {
  const dev = await raw.join(`leaving-${++count}`);
  const bot = await newBot(dev);
  const { token } = await newToken(bot);
  await owner.call("suspendPerson", { account: dev.account }, { reason: "an incident" });
  await owner.proves();
  const handed = await owner.call("handOverBot", { account: bot.account }, { owner: owner.account } as never);
  expect(handed.body).toMatchObject({ owner: owner.account, stopped: false, tokens: [] });
  expect((await me(token)).code).toBe("signed-out");
  const next = await newToken(bot);
  expect((await me(next.token)).status).toBe(200);
  // Handed over while it acts, it goes on as it is.
  await owner.call("handOverBot", { account: bot.account }, { owner: owner.account } as never);
  expect((await me(next.token)).status).toBe(200);
});

test("a removed bot is in no room, has no token, and does not come back", async () => {
  const bot = await newBot();
  const room = await roomOf(owner);
  await add(room, bot);
  const { token } = await newToken(bot);
  const socket = await raw.personOf({ ...bot, device: "", session: "", token }).connect();
  await owner.proves();
  expect((await owner.call("removeBot", { account: bot.account }, { reason: "done" })).status).toBe(204);
  expect(await socket.closed()).toMatchObject({ code: 4401 });
  expect((await me(token)).code).toBe("signed-out");
  const { members } = (await owner.call("roster", { room })).body;
  expect(members.map((member: { account: string }) => member.account)).not.toContain(bot.account);
  const body = { owner: owner.account } as never;
  expect((await owner.call("handOverBot", { account: bot.account }, body)).code).toBe("not-found");
});

test("a bot is no person: no password, no role, no invitation in its place, no end-to-end room", async () => {
  const bot = await newBot();
  await owner.proves();
  expect((await raw.signIn(bot.handle)).code).toBe("sign-in-failed");
  const account = bot.account as never;
  expect((await owner.call("grantRole", {}, { account, role: "administrator" })).code).toBe("not-found");
  expect((await owner.call("holdRole", {}, { account, role: "auditor", reason: "x" })).code).toBe("not-found");
  expect((await owner.call("suspendPerson", { account: bot.account }, { reason: "x" })).code).toBe("not-found");
  expect((await owner.call("invite", {}, { placeholder: account })).code).toBe("not-found");
  const direct = { id: newId(), kind: "direct", level: "e2ee", name: "", members: [account] } as never;
  expect((await owner.call("createRoom", {}, direct)).code).toBe("wrong-level");
});

test("only those who may make bots and tokens, and only with a fresh proof", async () => {
  const member = await raw.join("plain");
  const body = { handle: "sneaky", name: "x" };
  expect((await member.call("makeBot", {}, body)).code).toBe("forbidden");
  expect((await member.call("bots")).code).toBe("forbidden");
  world.clock.pass(16 * 60_000);
  expect((await owner.call("makeBot", {}, body)).code).toBe("proof-needed");
});

/** Route to action, as the generated page says. */
const actionByRoute = new Map<string, string>();
beforeAll(async () => {
  const { readFile } = await import("node:fs/promises");
  const matrix = await readFile(new URL("../../docs/generated/access-matrix.txt", import.meta.url), "utf8");
  for (const line of matrix.split("\n")) {
    const [route = "", action = ""] = line.split(/ {2,}/);
    if (/^[A-Z]+ \//.test(route)) actionByRoute.set(route, action);
  }
});

test("a guest owns no bot: none is made for them, handed to them, and nobody becomes one with bots", async () => {
  const [guest, member] = [await raw.join("visitor", "guest"), await raw.join("keeper")];
  await owner.proves();
  const body = { handle: "guests-bot", name: "Bot", owner: guest.account as never };
  expect((await owner.call("makeBot", {}, body)).code).toBe("forbidden");
  const bot = await newBot(member);
  const handOver = (to: RawMember) =>
    owner.call("handOverBot", { account: bot.account }, { owner: to.account as never });
  expect((await handOver(guest)).code).toBe("forbidden");
  const toGuest = () => owner.call("grantRole", {}, { account: member.account, role: "guest" } as never);
  expect((await toGuest()).code).toBe("policy-refused");
  expect((await handOver(owner)).status).toBe(200);
  expect((await toGuest()).status).toBe(204);
});
