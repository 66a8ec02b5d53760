/**
 * The GroupContext extension `warbler_room`: level and roles of an end-to-end room, changed only by members' commits.
 *
 *     version u8 = 1 ‖ generation u32 ‖ length of level u8 ‖ level ‖ has predecessor u8 ‖ [predecessor 16]
 *     ‖ number of roles u16 ‖ (account 16 ‖ role u8: 1 owner, 2 moderator) …
 *
 * Big-endian; accounts rise, so that one set of roles has one encoding. Members who are not listed have the role "member".
 */
import { PROTECTION_LEVELS, type ProtectionLevel, type RoomRole } from "../choices.ts";
import { type AccountId, bytesFromId, idFromBytes, type RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";

/** Of the range for private use (RFC 9420 §17.3). */
export const ROOM_EXTENSION_TYPE = 0xf0a1;
const VERSION = 1;
const ID_BYTES = 16;
const ROLE_BYTES = ID_BYTES + 1;
const ROLE_CODES = { owner: 1, moderator: 2 } as const;

export type ListedRole = Exclude<RoomRole, "member">;
export interface RoomExtension {
  readonly level: ProtectionLevel;
  readonly generation: number;
  readonly predecessor?: RoomId;
  /** Owners and moderators. */
  readonly roles: ReadonlyMap<AccountId, ListedRole>;
}

export function encodeRoomExtension({ level, generation, predecessor, roles }: RoomExtension): Uint8Array<ArrayBuffer> {
  const listed = [...roles]
    .map(([account, role]) => ({ account: bytesFromId(account), role }))
    .sort((a, b) => compare(a.account, b.account));
  const word = new TextEncoder().encode(level);
  const fixed = 1 + 4 + 1 + word.length + 1 + (predecessor === undefined ? 0 : ID_BYTES);
  const bytes = new Uint8Array(fixed + 2 + listed.length * ROLE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  view.setUint32(1, generation);
  bytes[5] = word.length;
  bytes.set(word, 6);
  bytes[6 + word.length] = predecessor === undefined ? 0 : 1;
  if (predecessor !== undefined) bytes.set(bytesFromId(predecessor), 7 + word.length);
  view.setUint16(fixed, listed.length);
  for (const [at, { account, role }] of listed.entries()) {
    bytes.set(account, fixed + 2 + at * ROLE_BYTES);
    bytes[fixed + 2 + at * ROLE_BYTES + ID_BYTES] = ROLE_CODES[role];
  }
  return bytes;
}

/** The extension, or undefined when the bytes are not exactly one encoding of one. */
export function decodeRoomExtension(bytes: Uint8Array): RoomExtension | undefined {
  try {
    const decoded = read(bytes);
    return decoded !== undefined && compare(encodeRoomExtension(decoded), bytes) === 0 ? decoded : undefined;
  } catch {
    // A read beyond the end.
    return undefined;
  }
}

function read(bytes: Uint8Array): RoomExtension | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== VERSION) return undefined;
  const wordEnd = 6 + view.getUint8(5);
  const word = new TextDecoder().decode(bytes.subarray(6, wordEnd));
  const level = PROTECTION_LEVELS.find((one) => one === word);
  const hasPredecessor = view.getUint8(wordEnd) === 1;
  const rolesAt = wordEnd + 1 + (hasPredecessor ? ID_BYTES : 0);
  const count = view.getUint16(rolesAt);
  if (level === undefined || count > LIMITS.roomMembers || bytes.length !== rolesAt + 2 + count * ROLE_BYTES)
    return undefined;
  const roles = new Map<AccountId, ListedRole>();
  for (let at = rolesAt + 2; at < bytes.length; at += ROLE_BYTES)
    roles.set(
      idFromBytes(bytes.subarray(at, at + ID_BYTES)),
      view.getUint8(at + ID_BYTES) === ROLE_CODES.owner ? "owner" : "moderator",
    );
  return {
    level,
    generation: view.getUint32(1),
    ...(hasPredecessor && { predecessor: idFromBytes<RoomId>(bytes.subarray(wordEnd + 1, rolesAt)) }),
    roles,
  };
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
