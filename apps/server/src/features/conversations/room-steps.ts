/** The steps that make a room, tell in its record what happened to it, and move read cursors. */
import { randomBytes } from "node:crypto";
import {
  type AccountId,
  MESSAGE_ID_RANDOM_BYTES,
  messageIdAt,
  type ProtectionLevel,
  RECORD_KINDS,
  type RoomId,
  type RoomKind,
} from "@warbler/protocol";
import { ContentSchema, create, toBinary } from "@warbler/protocol/wire";
import { append, insert, insertOrKeep, insertOrReplace, type Step, update } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { readCursors, rooms } from "./tables.ts";

interface NewRoom {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  readonly name: string;
  readonly topic: string;
  readonly createdAtMs: number;
  readonly createdBy: AccountId;
  readonly pair?: Uint8Array;
  readonly predecessor?: RoomId;
}

/** Steps that add a room and make `createdBy` its owner. */
export const roomSteps = (room: NewRoom): readonly Step[] => [
  insert(
    rooms,
    {
      id: room.id,
      kind: room.kind,
      level: room.level,
      name: room.name,
      topic: room.topic,
      created_by: room.createdBy,
      created_ms: room.createdAtMs,
      ...(room.pair !== undefined && { pair: room.pair }),
      ...(room.predecessor !== undefined && { predecessor: room.predecessor }),
    },
    "id-reused",
  ),
  insertOrKeep(roleAssignments, { scope: room.id, account: room.createdBy, role: "owner", since_ms: room.createdAtMs }),
];

/** A step that moves a read cursor: new members have read what was there before them. */
export const readUpTo = (at: {
  readonly room: RoomId;
  readonly account: AccountId;
  readonly seq: number;
  readonly atMs: number;
}): Step => insertOrReplace(readCursors, { room: at.room, account: at.account, seq: at.seq, at_ms: at.atMs });

/** A step by which a direct room is no longer the one of its two people. */
export const unpaired = (room: RoomId): Step => update(rooms, { id: room }, { pair: null }, "ignore");

/** A record in which the server tells what happened to the room. */
export const eventStep = (
  room: RoomId,
  by: Caller | { readonly account: AccountId },
  event: {
    readonly what: string;
    readonly account?: string;
    readonly name?: string;
    readonly role?: string;
    readonly room?: string;
  },
  atMs: number,
): Step =>
  append({
    room,
    message: messageIdAt(atMs, randomBytes(MESSAGE_ID_RANDOM_BYTES)),
    author: by.account,
    device: null,
    kind: RECORD_KINDS.event,
    atMs,
    imported: false,
    content: toBinary(
      ContentSchema,
      create(ContentSchema, {
        body: {
          case: "event",
          value: {
            what: event.what,
            account: event.account ?? "",
            name: event.name ?? "",
            role: event.role ?? "",
            room: event.room ?? "",
          },
        },
      }),
    ),
  });
