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
  /** Empty for direct rooms, and for end-to-end rooms, whose names the server does not know. */
  name: z._default(optionalLine(LIMITS.roomNameChars), ""),
  topic: z._default(optionalLine(LIMITS.roomTopicChars), ""),
  /** The other person of a direct room. Other end-to-end rooms begin without members: commits add them. */
  members: z._default(z.array(id<AccountId>()).check(z.maxLength(LIMITS.membersPerRequest)), []),
  /** The room whose conversation goes on in this one, for example at another level. Its owner may say so, once. */
  predecessor: z.optional(id<RoomId>()),
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
  /** How many erasures have reached this room. */
  erasures: z.int(),
  other: z.optional(id<AccountId>()),
  /** The room that this one continues, and the one that continues it. */
  predecessor: z.optional(id<RoomId>()),
  successor: z.optional(id<RoomId>()),
});
export type RoomAnswer = z.infer<typeof roomAnswer>;
export const roomList = z.object({ rooms: z.array(roomAnswer) });
export const rosterAnswer = z.object({
  members: z.array(z.object({ account: id<AccountId>(), role: z.enum(ROOM_ROLES), sinceMs: timeMs })),
});
export const pinsAnswer = z.object({ pins: z.array(z.object({ seq: z.int(), by: id<AccountId>(), atMs: timeMs })) });
/** Where each member has read up to. */
export const readersAnswer = z.object({ readers: z.array(z.object({ account: id<AccountId>(), seq: z.int() })) });
