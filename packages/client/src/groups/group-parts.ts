/** A group in the two parts in which it is stored: what changes with each commit, and what changes with each message. */
import { decodeGroup, encodeEpochPart, encodeMessagePart, type MlsProvider } from "@warbler/mls";
import { type RoomGroup, roomGroupOf } from "./mls-group.ts";

export interface GroupParts {
  readonly epochPart: Uint8Array;
  readonly messagePart: Uint8Array;
}

export function epochPartOf({ state }: RoomGroup): Uint8Array {
  return encodeEpochPart(state);
}

export function messagePartOf({ state }: RoomGroup): Uint8Array {
  return encodeMessagePart(state);
}

/** Undefined for bytes that are not what was stored. */
export function groupFromParts(provider: MlsProvider, parts: GroupParts): RoomGroup | undefined {
  const decoded = decodeGroup(provider, parts);
  return decoded.ok ? roomGroupOf(decoded.value) : undefined;
}

export function hasSameEpochPart(a: RoomGroup | undefined, b: RoomGroup): boolean {
  return a !== undefined && a.state.context === b.state.context;
}

export function hasSameMessagePart(a: RoomGroup | undefined, b: RoomGroup): boolean {
  return a !== undefined && a.state.secretTree === b.state.secretTree && a.state.waiting === b.state.waiting;
}
