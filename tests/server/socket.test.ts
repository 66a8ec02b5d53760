import { LIMITS, newId } from "@warbler/protocol";
import { openWorld, saying } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const hello = {
  case: "hello",
  value: { version: 1, sessionToken: Buffer.from(raw.owner.token, "base64url") },
} as const;

test("nothing is answered before hello", async () => {
  const socket = await raw.socket();
  socket.sendFrame(1, { case: "fetch", value: { room: newId() } });
  expect(await socket.hears("failed")).toMatchObject({ code: "signed-out" });
  expect(await socket.closed()).toMatchObject({ code: 4401 });
});

test("hello with a token of nobody, of the wrong length, or another version ends the connection", async () => {
  for (const [value, code] of [
    [{ version: 1, sessionToken: new Uint8Array(32) }, "signed-out"],
    [{ version: 1, sessionToken: new Uint8Array(3) }, "signed-out"],
    [{ ...hello.value, version: 2 }, "protocol-version"],
  ] as const) {
    const socket = await raw.socket();
    socket.sendFrame(1, { case: "hello", value });
    expect(await socket.hears("failed")).toMatchObject({ code });
    await socket.closed();
  }
});

test("a second hello ends the connection", async () => {
  const socket = await raw.owner.connect();
  socket.sendFrame(2, hello);
  expect(await socket.hears("failed")).toMatchObject({ code: "replayed" });
  await socket.closed();
});

test("two hellos in one breath make no connection that outlives the session of either", async () => {
  const [mole, front] = [await raw.join("mole"), await raw.join("front", "guest")];
  const room = String(newId());
  await raw.owner.call("createRoom", {}, { id: room, kind: "group", name: "room", members: [mole.account] } as never);
  const socket = await raw.socket();
  socket.atOnce(() => {
    for (const [at, { token }] of [mole, front].entries())
      socket.sendFrame(at + 1, {
        case: "hello",
        value: { version: 1, sessionToken: Buffer.from(token, "base64url") },
      });
  });
  expect(await socket.hears("failed")).toMatchObject({ code: "replayed" });
  await socket.closed();
  await raw.owner.call("suspendPerson", { account: mole.account }, { reason: "leaks" });
  await (await raw.owner.connect()).ask(saying(room, "the mole is gone"));
  expect(socket.told("records")).toEqual([]);
});

test("a request number that is used, lower or 0 ends the connection", async () => {
  for (const number of [5, 4, 0]) {
    const socket = await raw.socket();
    socket.sendFrame(5, hello);
    socket.sendFrame(number, { case: "ping", value: {} });
    expect(await socket.hears("failed")).toMatchObject({ code: "replayed" });
    await socket.closed();
  }
});

test("text and bytes that are no frame end the connection", async () => {
  for (const data of ["hello", Uint8Array.of(255, 255, 255)]) {
    const socket = await raw.owner.connect();
    socket.sendRaw(data);
    expect(await socket.hears("failed")).toMatchObject({ code: "bad-request" });
    expect(await socket.closed()).toMatchObject({ code: 1008 });
  }
});

test("a frame without a request is refused and the connection goes on", async () => {
  const socket = await raw.owner.connect();
  expect(await socket.outcome({ case: undefined })).toBe("bad-request");
  expect(await socket.outcome({ case: "ping", value: {} })).toBe("pong");
});

test("a frame over the limit ends the connection, and others go on", async () => {
  const [large, other] = [await raw.owner.connect(), await raw.owner.connect()];
  large.sendRaw(new Uint8Array(LIMITS.socketFrameBytes + 1));
  expect(await large.closed()).toMatchObject({ code: 1009 });
  expect(await other.outcome({ case: "ping", value: {} })).toBe("pong");
});

test("more requests than may be in flight are all answered, in the room's order", async () => {
  const room = String(newId());
  await raw.owner.call("createRoom", {}, { id: room, kind: "group", name: "room" } as never);
  const socket = await raw.owner.connect();
  const sends = Array.from({ length: LIMITS.socketInFlight * 3 }, (_, n) => socket.ask(saying(room, `${n}`)));
  const seqs = (await Promise.all(sends)).map((sent) => (sent.case === "sent" ? sent.value.seq : 0));
  expect(seqs).toEqual(seqs.map((_, n) => (seqs[0] ?? 0) + n));
});

test("one account has so many connections, and another one when one of them ends", async () => {
  const many = await raw.join("many");
  const sockets = [];
  for (let at = 0; at < LIMITS.socketsPerAccount; at++) sockets.push(await many.connect());
  const refused = await raw.socket();
  const value = { version: 1, sessionToken: Buffer.from(many.token, "base64url") };
  refused.sendFrame(1, { case: "hello", value });
  expect(await refused.hears("failed")).toMatchObject({ code: "too-many" });
  await refused.closed();
  expect(await (await raw.owner.connect()).outcome({ case: "ping", value: {} })).toBe("pong");
  const [first] = sockets;
  first?.sendRaw("nonsense");
  await first?.closed();
  expect((await many.connect()).welcome.account).toBe(many.account);
});

test("who says over and over that they type or are away is not repeated to everybody", async () => {
  const [noisy, other] = [await raw.join("noisy"), await raw.join("other")];
  const room = String(newId());
  await noisy.call("createRoom", {}, { id: room, kind: "group", name: "room", members: [other.account] } as never);
  const [from, to] = [await noisy.connect(), await other.connect()];
  for (let at = 0; at < 150; at++) await from.ask({ case: "setTyping", value: { room, typing: at % 2 === 0 } });
  const answers = [];
  for (let at = 0; at < 50; at++)
    answers.push(await from.outcome({ case: "setPresence", value: { away: at % 2 === 0 } }));
  expect(answers).toContain("rate-limited");
  await from.ask(saying(room, "done"));
  await to.hears("records");
  expect(to.told("typingChanged").length + to.told("presenceChanged").length).toBeLessThan(150);
  expect(to.told("typingChanged").length).toBeGreaterThan(0);
});
