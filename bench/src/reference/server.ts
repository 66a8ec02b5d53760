// The bare reference: what any Node chat server must at least do to acknowledge durably over TLS 1.3, and nothing else. It
// asks nobody who they are, seals nothing, audits nothing, and keeps rooms in memory. Run as `server.ts DATA_FOLDER`; it
// prints one line of JSON, `{ port, cert }`, and ends when its standard input does.
import { createServer } from "node:https";
import { type WebSocket, WebSocketServer } from "ws";
import { selfSignedCertificate } from "./certificate.ts";
import {
  decodeSend,
  encodeNumbers,
  encodePage,
  encodeRecord,
  type Item,
  itemsOf,
  kinds,
  type RecordFields,
} from "./frames.ts";
import { openMessageStore } from "./message-store.ts";

interface Connection {
  readonly socket: WebSocket;
  user: number;
  /** Items that leave in one socket message after the current group is durable. */
  readonly outbox: Buffer[];
}

interface Room {
  readonly number: number;
  readonly online: Set<Connection>;
  lastSeq: number;
}

interface PendingRecord extends RecordFields {
  readonly from: Connection;
  readonly requestId: number;
}

const dataFolder = process.argv[2];
if (dataFolder === undefined) throw new Error("expected the data folder as the only argument, got none");

const store = openMessageStore(dataFolder);
const rooms = new Map<number, Room>();
const roomsByUser = new Map<number, Room[]>();
const connectionsByUser = new Map<number, Set<Connection>>();
let pending: PendingRecord[] = [];

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** What arrived while the previous group was being written and sent is the next group. */
function enqueue(record: PendingRecord): void {
  if (pending.push(record) === 1) setImmediate(commitGroup);
}

function commitGroup(): void {
  const group = pending;
  pending = [];
  store.appendDurably(group);
  fanOut(group);
}

function fanOut(group: readonly PendingRecord[]): void {
  const touched = new Set<Connection>();
  const post = (connection: Connection, item: Buffer) => {
    connection.outbox.push(item);
    touched.add(connection);
  };
  const encodedByRoom = new Map<number, Buffer[]>();
  const sendersByRoom = new Map<number, Connection[]>();
  for (const record of group) {
    post(record.from, encodeNumbers(kinds.ack, record.requestId, record.seq));
    getOrMake(encodedByRoom, record.room, () => []).push(encodeRecord(record));
    getOrMake(sendersByRoom, record.room, () => []).push(record.from);
  }
  for (const [number, encoded] of encodedByRoom) {
    const senders = sendersByRoom.get(number) ?? [];
    const toListeners = encoded.length === 1 ? encoded[0] : Buffer.concat(encoded);
    for (const connection of rooms.get(number)?.online ?? []) {
      if (!senders.includes(connection)) {
        if (toListeners !== undefined) post(connection, toListeners);
      } else {
        encoded.forEach((item, index) => senders[index] !== connection && post(connection, item));
      }
    }
  }
  for (const connection of touched) flush(connection);
}

function flush({ socket, outbox }: Connection): void {
  const [only] = outbox;
  if (only !== undefined) socket.send(outbox.length === 1 ? only : Buffer.concat(outbox));
  outbox.length = 0;
}

function signIn(connection: Connection, user: number): void {
  connection.user = user;
  getOrMake(connectionsByUser, user, () => new Set()).add(connection);
  for (const room of roomsByUser.get(user) ?? []) room.online.add(connection);
  connection.socket.send(encodeNumbers(kinds.welcome, user));
}

function signOut(connection: Connection): void {
  connectionsByUser.get(connection.user)?.delete(connection);
  for (const room of roomsByUser.get(connection.user) ?? []) room.online.delete(connection);
}

function createRoom(members: readonly number[]): Room {
  const room: Room = { number: rooms.size + 1, online: new Set(), lastSeq: 0 };
  rooms.set(room.number, room);
  for (const member of members) {
    getOrMake(roomsByUser, member, () => []).push(room);
    for (const connection of connectionsByUser.get(member) ?? []) room.online.add(connection);
  }
  return room;
}

function numbersOf(payload: Buffer): readonly number[] {
  return Array.from({ length: payload.length >> 2 }, (_, index) => payload.readUInt32LE(4 * index));
}

function answer(connection: Connection, { kind, payload }: Item): void {
  switch (kind) {
    case kinds.send: {
      const message = decodeSend(payload);
      const room = rooms.get(message.room);
      if (room === undefined) throw new RangeError(`expected a known room, got ${message.room}`);
      room.lastSeq += 1;
      enqueue({ ...message, seq: room.lastSeq, sender: connection.user, from: connection });
      return;
    }
    case kinds.history: {
      const [requestId = 0, room = 0, fromSeq = 0, limit = 0] = numbersOf(payload);
      connection.socket.send(encodePage(requestId, store.page(room, fromSeq, limit)));
      return;
    }
    case kinds.hello:
      signIn(connection, payload.readUInt32LE(0));
      return;
    case kinds.createRoom: {
      const [requestId = 0, ...members] = numbersOf(payload);
      connection.socket.send(encodeNumbers(kinds.room, requestId, createRoom(members).number));
      return;
    }
    default:
      throw new RangeError(`expected a client's item kind, got ${kind}`);
  }
}

const certificate = selfSignedCertificate(Date.now());
const https = createServer({ ...certificate, minVersion: "TLSv1.3" });
const sockets = new WebSocketServer({ server: https, perMessageDeflate: false, clientTracking: false });

sockets.on("connection", (socket) => {
  const connection: Connection = { socket, user: 0, outbox: [] };
  socket.on("message", (data) => {
    if (!Buffer.isBuffer(data)) return;
    for (const item of itemsOf(data)) answer(connection, item);
  });
  socket.on("close", () => signOut(connection));
  socket.on("error", () => socket.terminate());
});

https.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  const address = https.address();
  if (address === null || typeof address === "string") throw new Error(`expected a TCP address, got ${address}`);
  console.log(JSON.stringify({ port: address.port, cert: certificate.cert }));
});
process.stdin.on("end", () => process.exit(0)).resume();
