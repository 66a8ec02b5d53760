/** A session that reads without end waits; who only reads much misses nothing. */
import { newId } from "@warbler/protocol";
import { openWorld, type RawMember, saying } from "@warbler/testkit";
import { afterEach, expect, test } from "vitest";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

async function worldWhereOneMayRead(perSecond: number) {
  const world = await openWorld({ settings: { WARBLER_READS_PER_SECOND: String(perSecond) } });
  open.push(world);
  return world;
}

const flood = ({ call }: RawMember) => Promise.all(Array.from({ length: 60 }, () => call("rooms")));

test("over HTTP a session that reads more than it may is told how long to wait, and others are not", async () => {
  const world = await worldWhereOneMayRead(1);
  const [mole, other] = [await world.raw.join("mole"), await world.raw.join("other")];
  const refused = (await flood(mole)).filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(10);
  for (const { status, code, headers } of refused) {
    expect([status, code]).toEqual([429, "rate-limited"]);
    expect(headers["retry-after"]).toBe("1");
  }
  expect(await mole.call("setStatus", {}, { text: "here" })).toMatchObject({ status: 204 });
  expect(await other.call("rooms")).toMatchObject({ status: 200 });
  world.clock.pass(2_000);
  expect(await mole.call("rooms")).toMatchObject({ status: 200 });
});

test("over the socket pages come later, each of them, and what is written does not wait for them", async () => {
  const world = await worldWhereOneMayRead(1);
  const reader = await world.raw.join("reader");
  const room = String(newId());
  await reader.call("createRoom", {}, { id: room, kind: "group", name: "room", members: [] } as never);
  const socket = await reader.connect();
  const startedAtMs = world.clock.nowMs();
  const outcomes: string[] = [];
  const pages = Array.from({ length: 60 }, async () => {
    outcomes.push(await socket.outcome({ case: "fetch", value: { room, limit: 10 } }));
  });
  expect(await socket.outcome(saying(room, "meanwhile"))).toBe("sent");
  const mayHaveRead = () => 20 + Math.ceil((world.clock.nowMs() - startedAtMs) / 1_000);
  expect(outcomes.length).toBeLessThanOrEqual(mayHaveRead());
  while (outcomes.length < pages.length) {
    expect(outcomes.length).toBeLessThanOrEqual(mayHaveRead());
    world.clock.pass(1_000);
    await socket.settled();
  }
  await Promise.all(pages);
  expect(new Set(outcomes)).toEqual(new Set(["records"]));
});

test("a session that connects again and again is told to wait before it is welcomed", async () => {
  const world = await worldWhereOneMayRead(1);
  const mole = await world.raw.join("mole");
  const value = { version: 1, sessionToken: Buffer.from(mole.token, "base64url") };
  const sockets = await Promise.all(Array.from({ length: 60 }, () => world.raw.socket()));
  const outcomes = await Promise.all(
    sockets.map((socket) =>
      Promise.race([socket.outcome({ case: "hello", value }), socket.hears("failed").then(({ code }) => code)]),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === "rate-limited").length).toBeGreaterThan(10);
  expect(new Set(outcomes)).toEqual(new Set(["welcome", "rate-limited"]));
});

test("sessions that read without end keep nobody from seeing and ending them", async () => {
  const world = await worldWhereOneMayRead(1);
  const stolen = await world.raw.join("mole");
  const [other, own] = await Promise.all(
    [1, 2].map(async () => world.raw.personOf((await world.raw.signIn("mole")).body)),
  );
  if (other === undefined || own === undefined) throw new Error("expected two sessions");
  for (const some of await Promise.all([stolen, other].map(flood)))
    expect(some.filter(({ code }) => code === "rate-limited").length).toBeGreaterThan(10);
  await own.connect();
  for (const name of ["me", "devices"] as const) expect(await own.call(name)).toMatchObject({ status: 200 });
  expect(await own.call("endOtherSessions")).toMatchObject({ status: 204 });
  expect(await other.call("rooms")).toMatchObject({ code: "signed-out" });
});
