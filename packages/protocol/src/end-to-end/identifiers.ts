/** How rooms, accounts and devices are named inside MLS. */

import { base64urlFromBytes } from "../base64url.ts";
import { type AccountId, bytesFromId, type DeviceId, idFromBytes, isId, type RoomId } from "../ids.ts";

const ID_BYTES = 16;

/** The identity in a member's basic credential: account ‖ device. */
export function credentialIdentity(account: AccountId, device: DeviceId): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * ID_BYTES);
  bytes.set(bytesFromId(account));
  bytes.set(bytesFromId(device), ID_BYTES);
  return bytes;
}

/** The account and device of a credential's identity, or undefined when it is not of that form. */
export function parseCredentialIdentity(
  identity: Uint8Array,
): { readonly account: AccountId; readonly device: DeviceId } | undefined {
  if (identity.length !== 2 * ID_BYTES) return undefined;
  return { account: idFromBytes(identity.subarray(0, ID_BYTES)), device: idFromBytes(identity.subarray(ID_BYTES)) };
}

/** Room ‖ generation (u32): a reset makes a new group for the same room. */
export function groupIdOf(room: RoomId, generation: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ID_BYTES + 4);
  bytes.set(bytesFromId(room));
  new DataView(bytes.buffer).setUint32(ID_BYTES, generation);
  return bytes;
}

export function parseGroupId(bytes: Uint8Array): { readonly room: RoomId; readonly generation: number } | undefined {
  if (bytes.length !== ID_BYTES + 4) return undefined;
  const generation = new DataView(bytes.buffer, bytes.byteOffset).getUint32(ID_BYTES);
  const room = base64urlFromBytes(bytes.subarray(0, ID_BYTES));
  return isId<RoomId>(room) ? { room, generation } : undefined;
}

/** The detail of a `stale-epoch` refusal: where the group stands. */
export const staleEpochDetail = (at: { readonly generation: number; readonly epoch: number }): string =>
  `the group is at generation ${at.generation}, epoch ${at.epoch}`;

export function parseStaleEpochDetail(
  detail: string,
): { readonly generation: number; readonly epoch: number } | undefined {
  const found = /generation (\d{1,10}), epoch (\d{1,15})$/.exec(detail);
  return found === null ? undefined : { generation: Number(found[1]), epoch: Number(found[2]) };
}
