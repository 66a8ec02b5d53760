/** What a content part is bound to: the place and the sender that the record names in the clear. */
import type { AccountId, DeviceId, MessageId, RoomId } from "@warbler/protocol";
import { encodeFields, idBytes } from "../primitives/fields.ts";
import { sha256 } from "../primitives/hashing.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";

export interface ContentHeader {
  readonly room: RoomId;
  readonly author: AccountId;
  readonly device: DeviceId;
  readonly message: MessageId;
  /** Number of the record's kind: see `RECORD_KINDS`. */
  readonly kind: number;
}

/** SHA-256 of canonical("warbler/1/content-header", room, author, device, message, kind): ids of 16 bytes, kind of one. */
export function headerHash({ room, author, device, message, kind }: ContentHeader): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(kind) || kind < 0 || kind > 255) throw new RangeError(`a kind of one byte, got ${kind}`);
  const ids = [room, author, device, message].map(idBytes);
  return sha256(encodeFields([END_TO_END_LABELS.contentHeader, ...ids, Uint8Array.of(kind)]));
}
