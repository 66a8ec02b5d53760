/**
 * A commit of this device whose fate is open: what goes to the server, and the group it leads to. It is stored before the
 * bundle is sent and used once, when the commit comes back as a record; when another commit comes instead it is void.
 */
import type { SaidEvent } from "../timeline/record-content.ts";
import { encodeCommitBundle, readCommitBundle, type WireCommitBundle } from "../wire/end-to-end.ts";
import {
  decoded,
  joined,
  readBytes,
  readMessage,
  readMessages,
  readText,
  readUint32,
  writeBytes,
  writeMessage,
  writeText,
  writeUint32,
} from "../wire/protobuf.ts";
import { encodeEvent, readEvent } from "./room-events.ts";

const KINDS = ["begin", "change", "join", "reset"] as const;

export interface PendingEntry {
  /** `begin`: the bundle begins the group, `reset`: another one after it; `join`: this device comes in by itself. */
  readonly kind: (typeof KINDS)[number];
  readonly generation: number;
  readonly bundle: WireCommitBundle;
  /** The group after the commit, as it is stored. */
  readonly epochPart: Uint8Array;
  readonly messagePart: Uint8Array;
  /** What the commit does, for the timeline. */
  readonly events: readonly SaidEvent[];
}

/** The bytes that the record of this commit carries. */
export function handshakeOf({ bundle }: PendingEntry): Uint8Array {
  return bundle.commit.length > 0 ? bundle.commit : bundle.groupInfo;
}

/** In protobuf's encoding: kind 1, generation 2, bundle 3 (as it travels), epochPart 4, messagePart 5, events 6. */
export function bytesFromPending(entry: PendingEntry): Uint8Array {
  const { kind, generation, bundle, epochPart, messagePart, events } = entry;
  return joined([
    writeText(1, kind),
    writeUint32(2, generation),
    writeMessage(3, encodeCommitBundle(bundle)),
    writeBytes(4, epochPart),
    writeBytes(5, messagePart),
    ...events.map((event) => writeMessage(6, encodeEvent(event))),
  ]);
}

export function pendingFromBytes(bytes: Uint8Array): PendingEntry | undefined {
  return decoded(bytes, (fields) => {
    const kind = KINDS.find((known) => known === readText(fields, 1));
    const bundle = readMessage(fields, 3, readCommitBundle);
    if (kind === undefined || bundle === undefined) return undefined;
    return {
      kind,
      generation: readUint32(fields, 2),
      bundle,
      epochPart: readBytes(fields, 4),
      messagePart: readBytes(fields, 5),
      events: readMessages(fields, 6, readEvent),
    };
  });
}
