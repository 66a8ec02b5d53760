// Drives Warbler as it is shipped: its own program, its own certificate, its public routes, and sockets that speak its frames.
// Only the accounts take a shortcut, before the program runs (see `seed-people.ts`).
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Agent, request as httpsRequest } from "node:https";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import {
  type AccountId,
  isId,
  LIMITS,
  MESSAGE_ID_RANDOM_BYTES,
  messageIdAt,
  newId,
  type RoomId,
} from "@warbler/protocol";
import { ClientFrameSchema, create, toBinary } from "@warbler/protocol/wire";
import type { Client, Delivery, Driver, Room, RunningServer, Session, StartOptions } from "../driver.ts";
import { dropSocket, openSocket } from "../load/socket.ts";
import { cpuMicrosOf, rssBytesOf } from "../machine.ts";
import { decodeFrame, encodeFetch, encodeSend, type Incoming, type WireRecord } from "../warbler/frames.ts";
import { importSlack } from "../warbler/import-slack.ts";
import { PORT, type Program, startProgram } from "../warbler/program.ts";
import { openSeeder, type SeededDevice } from "../warbler/seed-people.ts";

const ROOMS_SOCKETS = 16;

export const warblerDriver: Driver = { name: "warbler", start };

/** The program, and what its clients need to reach it. */
interface Reachable {
  readonly program: Program;
  readonly port: number;
  readonly ca: string;
  readonly secureContext: SecureContext;
  readonly agent: Agent;
}

/** People and devices are added until something asks for the program; it starts then. */
async function start(options: StartOptions): Promise<RunningServer> {
  const seeder = await openSeeder(options.dataFolder);
  let reachable: Promise<Reachable> | undefined;
  const startAfterSeeding = async () => {
    await seeder[Symbol.asyncDispose]();
    return reach(options);
  };
  const running = () => {
    reachable ??= startAfterSeeding();
    return reachable;
  };
  const beforeStart = () => {
    if (reachable !== undefined) throw new Error("expected all people before the first room, socket or figure");
    return seeder;
  };
  return {
    cpuMicros: async () => cpuMicrosOf((await running()).program.pid),
    rssBytes: async () => rssBytesOf((await running()).program.pid),
    createUsers: async (count) => (await beforeStart().addPeople(count)).map(sessionOf),
    addDevice: async ({ userId }) => sessionOf(await beforeStart().addDevice(accountOf(userId))),
    createRoom: async (members) => createRoom(await running(), members),
    connect: async (session) => connectClient(await running(), session),
    importSlack: (exportFile, level) => importSlack(options, exportFile, level),
    [Symbol.asyncDispose]: async () => {
      if (reachable === undefined) return seeder[Symbol.asyncDispose]();
      const { program, agent } = await reachable;
      agent.destroy();
      await program[Symbol.asyncDispose]();
    },
  };
}

const sessionOf = ({ account, token }: SeededDevice): Session => ({ userId: account, token });

function accountOf(text: string): AccountId {
  if (!isId<AccountId>(text)) throw new Error(`expected the id of an account, got ${text}`);
  return text;
}

async function reach(options: StartOptions): Promise<Reachable> {
  const program = await startProgram(options, PORT);
  const ca = await readFile(join(options.dataFolder, "tls", "ca.pem"), "utf8");
  const agent = new Agent({ ca, servername: "localhost", keepAlive: true, maxSockets: ROOMS_SOCKETS });
  return { program, port: Number(program.said), ca, secureContext: createSecureContext({ ca }), agent };
}

async function createRoom(reachable: Reachable, members: readonly Session[]): Promise<Room> {
  const [creator, ...others] = members;
  if (creator === undefined) throw new RangeError("expected a room with members");
  const id = newId<RoomId>();
  const accounts = others.map(({ userId }) => userId);
  const first = accounts.splice(0, LIMITS.membersPerRequest);
  await post(reachable, creator, "/api/rooms", { id, kind: "group", name: "Benchmark", members: first });
  while (accounts.length > 0)
    await post(reachable, creator, `/api/rooms/${id}/members`, {
      members: accounts.splice(0, LIMITS.membersPerRequest),
    });
  return { id };
}

async function post({ port, agent }: Reachable, { token }: Session, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const request = httpsRequest({ host: "127.0.0.1", port, path, method: "POST", agent, headers });
  request.end(JSON.stringify(body));
  const [response] = await once(request, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  if (response.statusCode >= 300)
    throw new Error(`expected ${path} to be done, got ${response.statusCode}: ${Buffer.concat(chunks).toString()}`);
}

type Answer = Extract<Incoming, { readonly request: number }>;

async function connectClient({ port, secureContext }: Reachable, session: Session): Promise<Client> {
  const socket = await openSocket({ port, path: "/api/sync", secureContext });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const welcome = Promise.withResolvers<Uint8Array>();
  let ownDevice: Uint8Array = new Uint8Array();
  let listener: (delivery: Delivery) => void = () => {};
  let requests = 1;

  const request = async (encode: (request: number) => Buffer): Promise<Exclude<Answer, { is: "failed" }>> => {
    const answer = Promise.withResolvers<Answer>();
    requests += 1;
    waiting.set(requests, answer);
    socket.send(encode(requests));
    const answered = await answer.promise;
    if (answered.is === "failed") throw new Error(`expected an answer, got ${answered.code}`);
    return answered;
  };
  const deliver = (records: readonly WireRecord[]) => {
    // A sender's own device is told of its record too; it is not one that other devices sent.
    for (const { seq, device, text } of records)
      if (Buffer.compare(device, ownDevice) !== 0) listener({ seq, body: text });
  };
  socket.once("close", () => {
    const lost = new Error(`expected answers to ${waiting.size} requests, got a closed connection`);
    welcome.reject(lost);
    for (const answer of waiting.values()) answer.reject(lost);
  });
  socket.on("error", () => socket.terminate());
  socket.on("message", (data) => {
    if (!Buffer.isBuffer(data)) return;
    const frame = decodeFrame(data);
    if (frame.is === "welcome") return welcome.resolve(frame.device);
    if (frame.is === "other") return;
    if (frame.is === "records" && frame.request === 0) return deliver(frame.records);
    waiting.get(frame.request)?.resolve(frame);
    waiting.delete(frame.request);
  });

  socket.send(encodeHello(session.token));
  ownDevice = Uint8Array.from(await welcome.promise);
  return {
    send: async (room, body) => {
      const sent = await request((number) =>
        encodeSend(number, room.id, messageIdAt(Date.now(), randomBytes(MESSAGE_ID_RANDOM_BYTES)), body),
      );
      if (sent.is !== "sent") throw new Error(`expected Sent, got ${sent.is}`);
      return sent.seq;
    },
    onDelivery: (next) => {
      listener = next;
    },
    history: async (room, fromSeq, limit) => {
      const page = await request((number) => encodeFetch(number, room.id, fromSeq - 1, limit));
      if (page.is !== "records") throw new Error(`expected Records, got ${page.is}`);
      return page.records.map(({ seq, text }) => ({ seq, body: text }));
    },
    close: () => dropSocket(socket),
  };
}

function encodeHello(token: string): Uint8Array {
  const sessionToken = Buffer.from(token, "base64url");
  const body = { case: "hello", value: { version: 1, sessionToken } } as const;
  return toBinary(ClientFrameSchema, create(ClientFrameSchema, { request: 1, body }));
}
