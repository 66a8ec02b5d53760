/** The organisation's directory in another system: its tokens, what its groups give, and how it goes. */
import * as z from "zod/mini";
import type { AccountId, EntryId, MappingId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { roleName } from "../policy.ts";
import { id, line, timeMs } from "./fields.ts";
import { tokenAnswer } from "./tokens.ts";

export const directoryTokenRequest = z.strictObject({
  name: line(LIMITS.tokenNameChars),
  forMs: z.int().check(z.gte(60_000), z.lte(LIMITS.tokenMs)),
});

/** Members of the group hold this role beside their first one, as long as they are in the group. */
export const mapToRoleRequest = z.strictObject({ role: roleName });
/** Members of the group are in this room. */
export const mapToRoomRequest = z.strictObject({ room: id<RoomId>() });
/** Whom in this organisation an entry of the directory is: somebody who was here before it. */
export const linkEntryRequest = z.strictObject({ account: id<AccountId>() });

const mapping = z.object({
  id: id<MappingId>(),
  role: z.optional(roleName),
  room: z.optional(id<RoomId>()),
  madeBy: id<AccountId>(),
  madeAtMs: timeMs,
  /** Whoever made it may still give it; otherwise it gives nothing to who comes new. */
  counts: z.boolean(),
});
export type DirectoryMapping = z.infer<typeof mapping>;

export const directoryAnswer = z.object({
  /** What the other system is told: where SCIM is. */
  url: z.string(),
  tokens: z.array(tokenAnswer),
  /** People it told of: all, not joined yet, and not active. */
  people: z.object({ all: z.int(), waiting: z.int(), inactive: z.int() }),
  groups: z.array(z.object({ id: id<EntryId>(), name: z.string(), members: z.int(), mappings: z.array(mapping) })),
  /** The newest first, since the server started. */
  requests: z.array(z.object({ atMs: timeMs, what: z.string(), outcome: z.string() })),
});
export type DirectoryAnswer = z.infer<typeof directoryAnswer>;

export const directoryPeopleAnswer = z.object({
  people: z.array(
    z.object({
      entry: id<EntryId>(),
      account: id<AccountId>(),
      userName: z.string(),
      name: z.string(),
      active: z.boolean(),
      joined: z.boolean(),
    }),
  ),
});
