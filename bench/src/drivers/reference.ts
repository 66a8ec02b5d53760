// Drives the bare reference server: starts it as a process of its own and speaks its frames.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { createSecureContext, type SecureContext } from "node:tls";
import { fileURLToPath } from "node:url";
import type { WebSocket } from "ws";
import type { Client, Delivery, Driver, Room, RunningServer, Session, StartOptions } from "../driver.ts";
import { dropSocket, openSocket } from "../load/socket.ts";
import { cpuMicrosOf, pinned, rssBytesOf } from "../machine.ts";
import { decodeRecord, encodeNumbers, encodeSend, ID_BYTES, itemsOf, kinds } from "../reference/frames.ts";

const serverProgram = fileURLToPath(new URL("../reference/server.ts", import.meta.url));

export const referenceDriver: Driver = { name: "reference", start };

async function start({ dataFolder, core }: StartOptions): Promise<RunningServer> {
  const [command, ...args] = pinned(core, [process.execPath, serverProgram, dataFolder]);
  const server = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const { pid } = server;
  if (pid === undefined) throw new Error(`expected the reference server to start, got no process for ${command}`);
  const { port, cert } = await firstLine(server);
  const secureContext = createSecureContext({ ca: cert });
  let users = 0;
  const connect = (session: Session) => connectClient(port, secureContext, session);
  const administrator = await connect({ userId: "0", token: "" });
  return {
    cpuMicros: () => cpuMicrosOf(pid),
    rssBytes: () => rssBytesOf(pid),
    createUsers: async (count) => Array.from({ length: count }, () => ({ userId: String(++users), token: "" })),
    addDevice: async (session) => session,
    createRoom: administrator.createRoom,
    connect,
    [Symbol.asyncDispose]: async () => {
      server.stdin.end();
      if (server.exitCode === null) await once(server, "exit");
    },
  };
}

async function firstLine(server: ChildProcess): Promise<{ port: number; cert: string }> {
  if (server.stdout === null) throw new Error("expected the server's output to be a pipe");
  for await (const line of createInterface({ input: server.stdout })) return JSON.parse(line);
  throw new Error(`expected the reference server's port, got exit code ${server.exitCode}`);
}

interface ReferenceClient extends Client {
  createRoom(members: readonly Session[]): Promise<Room>;
}

async function connectClient(port: number, secureContext: SecureContext, session: Session): Promise<ReferenceClient> {
  const socket = await openSocket({ port, path: "/", secureContext });
  const waiting = new Map<number, PromiseWithResolvers<Buffer>>();
  const welcome = Promise.withResolvers<void>();
  const messageId = Buffer.alloc(ID_BYTES);
  let listener: (delivery: Delivery) => void = () => {};
  let requests = 0;

  const request = (encode: (requestId: number) => Buffer) => {
    const answer = Promise.withResolvers<Buffer>();
    requests += 1;
    waiting.set(requests, answer);
    socket.send(encode(requests));
    return answer.promise;
  };
  const resolveRequest = (payload: Buffer) => {
    const requestId = payload.readUInt32LE(0);
    waiting.get(requestId)?.resolve(payload);
    waiting.delete(requestId);
  };
  socket.once("close", () => {
    const lost = new Error(`expected answers to ${waiting.size} requests, got a closed connection`);
    welcome.reject(lost);
    for (const answer of waiting.values()) answer.reject(lost);
  });
  onItems(socket, (kind, payload) => {
    if (kind === kinds.record) listener(deliveryFrom(payload));
    else if (kind === kinds.welcome) welcome.resolve();
    else resolveRequest(payload);
  });

  socket.send(encodeNumbers(kinds.hello, Number(session.userId)));
  await welcome.promise;
  return {
    send: async (room, body) => {
      messageId.writeUInt32LE(requests, 0);
      const ack = await request((requestId) => encodeSend(requestId, Number(room.id), messageId, body));
      return ack.readUInt32LE(4);
    },
    onDelivery: (next) => {
      listener = next;
    },
    history: async (room, fromSeq, limit) => {
      const page = await request((requestId) =>
        encodeNumbers(kinds.history, requestId, Number(room.id), fromSeq, limit),
      );
      return Array.from(itemsOf(page.subarray(4)), (item) => deliveryFrom(item.payload));
    },
    createRoom: async (members) => {
      const numbers = members.map((member) => Number(member.userId));
      const created = await request((requestId) => encodeNumbers(kinds.createRoom, requestId, ...numbers));
      return { id: String(created.readUInt32LE(4)) };
    },
    close: () => dropSocket(socket),
  };
}

function onItems(socket: WebSocket, handle: (kind: number, payload: Buffer) => void): void {
  socket.on("message", (data) => {
    if (!Buffer.isBuffer(data)) return;
    for (const { kind, payload } of itemsOf(data)) handle(kind, payload);
  });
  socket.on("error", () => socket.terminate());
}

function deliveryFrom(payload: Buffer): Delivery {
  const { seq, body } = decodeRecord(payload);
  return { seq, body };
}
