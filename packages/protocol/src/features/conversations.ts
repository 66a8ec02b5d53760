/** Rooms and their rosters. Rooms travel as the sync protocol's `Room`; these are the requests that change them. */
import * as z from "zod/mini";
import { PROTECTION_LEVELS, ROOM_KINDS, ROOM_ROLES } from "../choices.ts";
import type { AccountId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { id, line, optionalLine, timeMs } from "./fields.ts";

export const createRoomRequest = z.strictObject({
  /** Chosen by the client, so that a repeated request makes one room. */
  id: id<RoomId>(),
  kind: z.enum(ROOM_KINDS),
  level: z._default(z.enum(PROTECTION_LEVELS), "sealed"),
  /** Empty for direct rooms. */
  name: z._default(optionalLine(LIMITS.roomNameChars), ""),
  topic: z._default(optionalLine(LIMITS.roomTopicChars), ""),
  members: z._default(z.array(id<AccountId>()).check(z.maxLength(LIMITS.membersPerRequest)), []),
});

export const describeRoomRequest = z.strictObject({
  name: z.optional(line(LIMITS.roomNameChars)),
  topic: z.optional(optionalLine(LIMITS.roomTopicChars)),
});
export const addMembersRequest = z.strictObject({
  members: z.array(id<AccountId>()).check(z.minLength(1), z.maxLength(LIMITS.membersPerRequest)),
});
export const grantRoomRoleRequest = z.strictObject({ role: z.enum(ROOM_ROLES) });

export const roomAnswer = z.object({
  id: id<RoomId>(),
  kind: z.enum(ROOM_KINDS),
  level: z.enum(PROTECTION_LEVELS),
  /** What the level means, in words made from what the server enforces. */
  protection: z.object({ en: z.string(), zh: z.string() }),
  name: z.string(),
  topic: z.string(),
  myRole: z.enum(ROOM_ROLES),
  lastSeq: z.int(),
  readSeq: z.int(),
  unread: z.int(),
  unreadMentions: z.int(),
  memberCount: z.int(),
  createdAtMs: timeMs,
  other: z.optional(id<AccountId>()),
});
export type RoomAnswer = z.infer<typeof roomAnswer>;
export const roomList = z.object({ rooms: z.array(roomAnswer) });
export const rosterAnswer = z.object({
  members: z.array(z.object({ account: id<AccountId>(), role: z.enum(ROOM_ROLES), sinceMs: timeMs })),
});
export const pinsAnswer = z.object({ pins: z.array(z.object({ seq: z.int(), by: id<AccountId>(), atMs: timeMs })) });
/** Where each member has read up to. */
export const readersAnswer = z.object({ readers: z.array(z.object({ account: id<AccountId>(), seq: z.int() })) });
