import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:https";
import type { AddressInfo } from "node:net";
import { type AccountId, type DeviceId, LIMITS, newId, type RoomId, type SessionId } from "@warbler/protocol";
import {
  ClientFrameSchema,
  create,
  fromBinary,
  type MessageInitShape,
  type ServerFrame,
  ServerFrameSchema,
  toBinary,
  type Welcome,
  WelcomeSchema,
} from "@warbler/protocol/wire";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { systemClock } from "../clock.ts";
import type { Caller, Decisions } from "../policy/policy.ts";
import { ok, type Result } from "../result.ts";
import type { Connection, FrameRoute } from "./frame-route.ts";
import { PROTOCOL_VERSION } from "./live-connection.ts";
import { serverMessage } from "./server-message.ts";
import { mountSocket } from "./socket.ts";

const someone = (): Caller => ({
  account: newId<AccountId>(),
  device: newId<DeviceId>(),
  session: newId<SessionId>(),
});
const hello = { case: "hello", value: { version: PROTOCOL_VERSION, sessionToken: new Uint8Array(32) } } as const;
const frame = (request: number, body: MessageInitShape<typeof ClientFrameSchema>["body"]) =>
  toBinary(ClientFrameSchema, create(ClientFrameSchema, { request, ...(body !== undefined && { body }) }));

interface Parts {
  readonly identify?: () => Promise<Result<Caller>>;
  readonly welcome?: () => Promise<Welcome>;
  readonly routes?: readonly FrameRoute[];
}

const UNLIMITED = { take: () => 0, takeOfSession: () => 0 };

/** The socket over plain HTTP, where everybody may everything. */
async function mounted({ identify, welcome, routes = [] }: Parts) {
  const opened: Connection[] = [];
  const closed: Connection[] = [];
  const server = createServer();
  const sockets = mountSocket(server as unknown as Server, routes, {
    policy: { decide: async () => ok({}) } as unknown as Decisions,
    authenticator: { ofSocket: identify ?? (async () => ok(someone())) },
    budgets: { writes: UNLIMITED, reads: UNLIMITED },
    welcome: welcome ?? (async () => create(WelcomeSchema, {})),
    opened: (connection) => void opened.push(connection),
    closed: (connection) => void closed.push(connection),
    clock: systemClock,
    log: () => undefined,
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const connect = async () => {
    const socket = new WebSocket(`ws://localhost:${(server.address() as AddressInfo).port}/api/sync`);
    await once(socket, "open");
    return socket;
  };
  return {
    sockets,
    opened,
    closed,
    connect,
    [Symbol.dispose]: () => {
      sockets.close();
      server.close();
    },
  };
}

/** Frames as they come, each once; a socket that is paused takes none. */
function framesOf(socket: WebSocket) {
  const frames: ServerFrame[] = [];
  socket.on("message", (data: Buffer) => frames.push(fromBinary(ServerFrameSchema, data)));
  return frames;
}

const PAGE_BYTES = 200 * 1024;
const pageOf = (room: string) => ({
  case: "records" as const,
  value: {
    $typeName: "warbler.sync.v1.Records" as const,
    room,
    records: [],
    more: false,
    previousCommitment: new Uint8Array(PAGE_BYTES),
  },
});

test("a session that ends while its hello is looked up gets no connection", async () => {
  const [asked, known] = [Promise.withResolvers<void>(), Promise.withResolvers<Result<Caller>>()];
  using server = await mounted({
    identify: () => {
      asked.resolve();
      return known.promise;
    },
  });
  const socket = await server.connect();
  const closed = once(socket, "close");
  socket.send(frame(1, hello));
  await asked.promise;
  const caller = someone();
  server.sockets.end(({ session }) => session === caller.session);
  known.resolve(ok(caller));
  const [code] = await closed;
  expect(code).toBe(4401);
  expect(server.opened).toEqual([]);
});

test("pages are read out no faster than they are taken, and none is left out", async () => {
  const asked = 400;
  const room = newId<RoomId>();
  let made = 0;
  let atOnce = 0;
  const fetch: FrameRoute = {
    case: "fetch",
    parse: () => ok({}),
    access: { action: "message.read", resource: () => ({ kind: "room", room }) },
    run: async () => {
      made++;
      expect(++atOnce).toBe(1);
      await Promise.resolve();
      atOnce--;
      return ok(pageOf(room));
    },
  };
  using server = await mounted({ routes: [fetch] });
  const [idle, busy] = [await server.connect(), await server.connect()];
  for (const one of [idle, busy]) {
    one.send(frame(1, hello));
    await once(one, "message");
  }
  const [idleFrames, busyFrames] = [framesOf(idle), framesOf(busy)];
  idle.pause();
  for (let request = 2; request < asked + 2; request++) idle.send(frame(request, { case: "fetch", value: { room } }));
  // Somebody else is answered as ever meanwhile.
  for (let request = 2; request < 100; request++) {
    busy.send(frame(request, { case: "ping", value: {} }));
    await once(busy, "message");
  }
  expect(busyFrames).toHaveLength(98);
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(asked / 2);
  idle.resume();
  await expect.poll(() => idleFrames.length).toBe(asked);
  expect(idleFrames.map(({ request }) => request)).toEqual(Array.from({ length: asked }, (_, n) => n + 2));
});

test("who does not read is ended once more waits than may, and whoever reads hears everything", async () => {
  using server = await mounted({});
  const [idle, busy] = [await server.connect(), await server.connect()];
  for (const one of [idle, busy]) {
    one.send(frame(1, hello));
    await once(one, "message");
  }
  const heard = framesOf(busy);
  idle.pause();
  const [toIdle, toBusy] = server.opened;
  let told = 0;
  // What the operating system takes for a reader comes on top of what waits here.
  for (; server.closed.length === 0 && told < 500; told++) {
    const message = serverMessage(0, pageOf(newId()));
    toIdle?.push(message);
    toBusy?.push(message);
    await expect.poll(() => heard.length, { interval: 1 }).toBe(told + 1);
  }
  expect(server.closed).toEqual([toIdle]);
  expect(busy.readyState).toBe(WebSocket.OPEN);
});

test("a welcome larger than what may wait does not count against a slow reader", async () => {
  const rooms = Array.from({ length: 40_000 }, () => ({ id: newId(), name: "n".repeat(LIMITS.roomNameChars) }));
  using server = await mounted({ welcome: async () => create(WelcomeSchema, { rooms }) });
  const slow = await server.connect();
  const frames = framesOf(slow);
  slow.send(frame(1, hello));
  await expect.poll(() => server.opened.length).toBe(1);
  slow.pause();
  const [connection] = server.opened;
  // Told right behind the welcome, when none of it has been read.
  const record = serverMessage(0, pageOf(newId()));
  connection?.push(record);
  await new Promise((resolve) => setImmediate(resolve));
  connection?.push(record);
  slow.resume();
  await expect.poll(() => frames.length).toBe(3);
  expect(server.closed).toEqual([]);
});
