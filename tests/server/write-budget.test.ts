/** A session that writes without end is told to wait; who only writes much loses nothing. */
import { newId } from "@warbler/protocol";
import { openWorld, type RawMember, saying } from "@warbler/testkit";
import { afterEach, expect, test } from "vitest";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

async function worldWhereOneMayWrite(perSecond: number) {
  const world = await openWorld({ settings: { WARBLER_WRITES_PER_SECOND: String(perSecond) } });
  open.push(world);
  return world;
}

async function roomOf(member: RawMember): Promise<string> {
  const id = String(newId());
  await member.call("createRoom", {}, { id, kind: "group", name: "room", members: [] } as never);
  return id;
}

test("a session that writes more than it may is told how long to wait, still reads, and goes on in time", async () => {
  const world = await worldWhereOneMayWrite(1);
  const mole = await world.raw.join("mole");
  const room = await roomOf(mole);
  const socket = await mole.connect();
  const answers = await Promise.all(Array.from({ length: 60 }, () => socket.ask(saying(room, "flood"))));
  const refused = answers.flatMap((answer) => (answer.case === "failed" ? [answer.value] : []));
  expect(refused.length).toBeGreaterThan(10);
  for (const refusal of refused) {
    expect(refusal.code).toBe("rate-limited");
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(1_000);
  }
  expect(await socket.outcome({ case: "fetch", value: { room, limit: 10 } })).toBe("records");
  world.clock.pass(1_000);
  expect(await socket.outcome(saying(room, "calm"))).toBe("sent");
});

test("over HTTP the same budget counts, and another account has its own", async () => {
  const world = await worldWhereOneMayWrite(1);
  const [mole, other] = [await world.raw.join("mole"), await world.raw.join("other")];
  const answers = await Promise.all(Array.from({ length: 60 }, () => mole.call("setStatus", {}, { text: "here" })));
  const refused = answers.filter(({ status }) => status !== 204);
  expect(refused.length).toBeGreaterThan(10);
  for (const { status, code, headers } of refused) {
    expect([status, code]).toEqual([429, "rate-limited"]);
    expect(headers["retry-after"]).toBe("1");
  }
  expect(await mole.call("rooms")).toMatchObject({ status: 200 });
  expect(await other.call("setStatus", {}, { text: "here" })).toMatchObject({ status: 204 });
});

test("more sessions of an account give it no more than twice the budget of one", async () => {
  const world = await worldWhereOneMayWrite(1);
  const mole = await world.raw.join("mole");
  const room = await roomOf(mole);
  const signIns = await Promise.all([1, 2, 3].map(() => world.raw.signIn("mole")));
  const sessions = [mole, ...signIns.map(({ body }) => world.raw.personOf(body))];
  const sockets = await Promise.all(sessions.map((session) => session.connect()));
  const startedAtMs = world.clock.nowMs();
  const outcomes = await Promise.all(
    sockets.flatMap((socket) => Array.from({ length: 40 }, () => socket.outcome(saying(room, "flood")))),
  );
  const seconds = Math.ceil((world.clock.nowMs() - startedAtMs) / 1_000);
  expect(outcomes.filter((outcome) => outcome === "sent").length).toBeLessThanOrEqual(40 + 2 * seconds);
  expect(new Set(outcomes)).toEqual(new Set(["sent", "rate-limited"]));
});

test("sessions that write without end keep nobody from ending them, nor from signing out", async () => {
  const world = await worldWhereOneMayWrite(1);
  const stolen = await world.raw.join("mole");
  const [other, own] = await Promise.all(
    [1, 2].map(async () => world.raw.personOf((await world.raw.signIn("mole")).body)),
  );
  if (other === undefined || own === undefined) throw new Error("expected two sessions");
  const flood = ({ call }: RawMember) =>
    Promise.all(Array.from({ length: 60 }, () => call("setStatus", {}, { text: "x" })));
  const answers = await Promise.all([stolen, other].map(flood));
  for (const some of answers) expect(some.filter(({ code }) => code === "rate-limited").length).toBeGreaterThan(10);
  expect(await stolen.call("signOut")).toMatchObject({ status: 204 });
  expect(await own.call("endOtherSessions")).toMatchObject({ status: 204 });
  expect(await other.call("setStatus", {}, { text: "x" })).toMatchObject({ code: "signed-out" });
});

test("of a burst of 2,000 messages over the budget, all arrive once and in order", async () => {
  const world = await worldWhereOneMayWrite(20);
  const alice = await world.join("alice");
  const rooms = await Promise.all(Array.from({ length: 10 }, () => world.room([alice])));
  let refusals = 0;
  alice.first.line.meddler = {
    toDevice: (frame) => {
      if (frame.body.case === "failed" && frame.body.value.code === "rate-limited") {
        refusals++;
        // Nobody waits here for what the clock can give.
        setImmediate(() => world.clock.pass(1_000));
      }
      return [frame];
    },
  };
  const texts = Array.from({ length: 200 }, (_, n) => `message ${n}`);
  const sent = rooms.flatMap((room) => texts.map((text) => room.send(text).settled));
  await Promise.all(sent);
  expect(refusals).toBeGreaterThan(0);
  for (const room of rooms) {
    const shown = (await room.history({ limit: 1_000 })).map(({ text }) => text);
    expect(shown.filter((text) => text.startsWith("message "))).toEqual(texts);
  }
});
