/** `ServerFrame` of `sync.proto`: what the server says. */
import {
  caseOf,
  decoded,
  type Fields,
  joined,
  type ReadCase,
  readBool,
  readDouble,
  readMessage,
  readMessages,
  readOneof,
  readText,
  readTexts,
  readUint32,
  writeDouble,
  writeMessage,
  writeText,
  writeTexts,
  writeUint32,
} from "./protobuf.ts";
import { readLogPosition, readRecords, type WireLogPosition, type WireRecords } from "./records.ts";

export interface WireRoom {
  readonly id: string;
  readonly kind: string;
  readonly level: string;
  readonly name: string;
  readonly topic: string;
  readonly myRole: string;
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly unreadMentions: number;
  readonly memberCount: number;
  readonly createdAtMs: number;
  readonly other: string;
  readonly predecessor: string;
  readonly successor: string;
  readonly erasures: number;
}
export interface WireWelcome {
  readonly account: string;
  readonly device: string;
  readonly serverTimeMs: number;
  readonly rooms: readonly WireRoom[];
  readonly online: readonly string[];
}
export interface WireSent {
  readonly room: string;
  readonly message: string;
  readonly seq: number;
  readonly atMs: number;
  readonly log: WireLogPosition | undefined;
}

export interface WireMark {
  readonly room: string;
  readonly seq: number;
  readonly mark: string;
  readonly on: boolean;
  readonly atMs: number;
}

/** The bodies by their names. */
export interface ServerValues {
  readonly welcome: WireWelcome;
  readonly sent: WireSent;
  readonly records: WireRecords;
  readonly done: { readonly log: WireLogPosition | undefined };
  readonly failed: { readonly code: string; readonly detail: string; readonly retryAfterMs: number };
  readonly room: WireRoom;
  readonly roomLeft: { readonly room: string };
  readonly readMoved: { readonly room: string; readonly account: string; readonly seq: number };
  readonly typingChanged: { readonly room: string; readonly account: string; readonly typing: boolean };
  readonly presenceChanged: { readonly account: string; readonly state: string };
  readonly pong: Readonly<Record<string, never>>;
  readonly groupEvent: { readonly room: string; readonly kind: string };
  readonly deviceEvent: { readonly kind: string; readonly approval: string };
  readonly markSet: WireMark;
  readonly challenge: { readonly nonce: string };
  readonly statusChanged: { readonly account: string; readonly text: string; readonly untilMs: number };
}
export type ServerCase = keyof ServerValues;
export type ServerBody = {
  readonly [C in ServerCase]: { readonly case: C; readonly value: ServerValues[C] };
}[ServerCase];

export interface ServerFrame {
  /** The request this answers; 0 when the server speaks first. */
  readonly request: number;
  readonly body: ServerBody;
}

const BODIES: ReadonlyMap<number, ReadCase<ServerBody>> = new Map<number, ReadCase<ServerBody>>([
  [2, caseOf("welcome", readWelcome)],
  [3, caseOf("sent", readSent)],
  [4, caseOf("records", readRecords)],
  [5, caseOf("done", (fields) => ({ log: readMessage(fields, 1, readLogPosition) }))],
  [
    6,
    caseOf("failed", (fields) => ({
      code: readText(fields, 1),
      detail: readText(fields, 2),
      retryAfterMs: readUint32(fields, 3),
    })),
  ],
  [7, caseOf("room", readRoom)],
  [8, caseOf("roomLeft", (fields) => ({ room: readText(fields, 1) }))],
  [
    9,
    caseOf("readMoved", (fields) => ({
      room: readText(fields, 1),
      account: readText(fields, 2),
      seq: readUint32(fields, 3),
    })),
  ],
  [
    10,
    caseOf("typingChanged", (fields) => ({
      room: readText(fields, 1),
      account: readText(fields, 2),
      typing: readBool(fields, 3),
    })),
  ],
  [11, caseOf("presenceChanged", (fields) => ({ account: readText(fields, 1), state: readText(fields, 2) }))],
  [13, caseOf("pong", () => ({}))],
  [14, caseOf("groupEvent", (fields) => ({ room: readText(fields, 1), kind: readText(fields, 2) }))],
  [15, caseOf("deviceEvent", (fields) => ({ kind: readText(fields, 1), approval: readText(fields, 2) }))],
  [16, caseOf("markSet", readMark)],
  [
    17,
    caseOf("statusChanged", (fields) => ({
      account: readText(fields, 1),
      text: readText(fields, 2),
      untilMs: readDouble(fields, 3),
    })),
  ],
  [18, caseOf("challenge", (fields) => ({ nonce: readText(fields, 1) }))],
]);

/** Undefined for bytes that are no frame of this version. */
export function decodeFrame(bytes: Uint8Array): ServerFrame | undefined {
  return decoded(bytes, (fields) => {
    const body = readOneof(fields, BODIES);
    return body === undefined ? undefined : { request: readUint32(fields, 1), body };
  });
}

/** A `Welcome` alone, as the store keeps it. */
export function decodeWelcome(bytes: Uint8Array): WireWelcome | undefined {
  return decoded(bytes, readWelcome);
}

export function encodeWelcome({ account, device, serverTimeMs, rooms, online }: WireWelcome): Uint8Array<ArrayBuffer> {
  return joined([
    writeText(1, account),
    writeText(2, device),
    writeDouble(3, serverTimeMs),
    ...rooms.map((room) => writeMessage(4, encodeRoom(room))),
    writeTexts(5, online),
  ]);
}

function encodeRoom(room: WireRoom): Uint8Array {
  return joined([
    writeText(1, room.id),
    writeText(2, room.kind),
    writeText(3, room.level),
    writeText(4, room.name),
    writeText(5, room.topic),
    writeText(6, room.myRole),
    writeUint32(7, room.lastSeq),
    writeUint32(8, room.readSeq),
    writeUint32(9, room.unread),
    writeUint32(10, room.unreadMentions),
    writeUint32(11, room.memberCount),
    writeDouble(12, room.createdAtMs),
    writeText(13, room.other),
    writeText(14, room.predecessor),
    writeText(15, room.successor),
    writeUint32(16, room.erasures),
  ]);
}

function readWelcome(fields: Fields): WireWelcome {
  return {
    account: readText(fields, 1),
    device: readText(fields, 2),
    serverTimeMs: readDouble(fields, 3),
    rooms: readMessages(fields, 4, readRoom),
    online: readTexts(fields, 5),
  };
}

function readRoom(fields: Fields): WireRoom {
  return {
    id: readText(fields, 1),
    kind: readText(fields, 2),
    level: readText(fields, 3),
    name: readText(fields, 4),
    topic: readText(fields, 5),
    myRole: readText(fields, 6),
    lastSeq: readUint32(fields, 7),
    readSeq: readUint32(fields, 8),
    unread: readUint32(fields, 9),
    unreadMentions: readUint32(fields, 10),
    memberCount: readUint32(fields, 11),
    createdAtMs: readDouble(fields, 12),
    other: readText(fields, 13),
    predecessor: readText(fields, 14),
    successor: readText(fields, 15),
    erasures: readUint32(fields, 16),
  };
}

function readSent(fields: Fields): WireSent {
  return {
    room: readText(fields, 1),
    message: readText(fields, 2),
    seq: readUint32(fields, 3),
    atMs: readDouble(fields, 4),
    log: readMessage(fields, 5, readLogPosition),
  };
}

function readMark(fields: Fields): WireMark {
  return {
    room: readText(fields, 1),
    seq: readUint32(fields, 2),
    mark: readText(fields, 3),
    on: readBool(fields, 4),
    atMs: readDouble(fields, 5),
  };
}
