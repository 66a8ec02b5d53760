/** What the server tells of a room, from either interface, checked. */
import {
  type AccountId,
  isId,
  LIMITS,
  PROTECTION_LEVELS,
  type ProtectionLevel,
  ROOM_KINDS,
  ROOM_ROLES,
  type RoomAnswer,
  type RoomId,
  type RoomKind,
  type RoomRole,
} from "@warbler/protocol";
import type { WireRoom } from "../wire/server-frame.ts";

export interface RoomInfo {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly level: ProtectionLevel;
  readonly name: string;
  readonly topic: string;
  readonly myRole: RoomRole;
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly unreadMentions: number;
  readonly memberCount: number;
  readonly createdAtMs: number;
  /** How many erasures have reached it. */
  readonly erasures: number;
  readonly other: AccountId | undefined;
  /** The room that this one continues, and the one that continues it. */
  readonly predecessor: RoomId | undefined;
  readonly successor: RoomId | undefined;
}

/** Undefined for a room that the protocol does not allow. */
export function infoFromWire(wire: WireRoom): RoomInfo | undefined {
  const { id, name, topic, lastSeq, readSeq, unread, unreadMentions, memberCount, createdAtMs, other } = wire;
  const { predecessor, successor, erasures } = wire;
  const kind = ROOM_KINDS.find((known) => known === wire.kind);
  const level = PROTECTION_LEVELS.find((known) => known === wire.level);
  const myRole = ROOM_ROLES.find((known) => known === wire.myRole);
  if (!isId<RoomId>(id) || kind === undefined || level === undefined || myRole === undefined) return undefined;
  if (name.length > LIMITS.roomNameChars || topic.length > LIMITS.roomTopicChars) return undefined;
  if (!Number.isSafeInteger(createdAtMs) || createdAtMs < 0) return undefined;
  const numbers = { lastSeq, readSeq, unread, unreadMentions, memberCount, createdAtMs, erasures };
  if (other !== "" && !isId<AccountId>(other)) return undefined;
  if (predecessor !== "" && !isId<RoomId>(predecessor)) return undefined;
  if (successor !== "" && !isId<RoomId>(successor)) return undefined;
  return {
    ...{ id, kind, level, name, topic, myRole, ...numbers },
    other: other === "" ? undefined : other,
    predecessor: predecessor === "" ? undefined : predecessor,
    successor: successor === "" ? undefined : successor,
  };
}

export function infoFromAnswer(answer: RoomAnswer): RoomInfo {
  const { protection: _words, other, predecessor, successor, ...info } = answer;
  return { ...info, other, predecessor, successor };
}
