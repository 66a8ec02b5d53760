/** Content keys handed from a device to one that it has just approved: sealed to the new device, signed by the old one. */
import { type AccountId, type DeviceId, idFromBytes } from "@warbler/protocol";
import type { DeviceKey } from "../identity/device-key.ts";
import type { ListedDevice } from "../identity/identity-version.ts";
import { decodeFields, encodeFields, ID_BYTES, idBytes, uint64Bytes, uint64FromBytes } from "../primitives/fields.ts";
import { HPKE_OVERHEAD_BYTES, type Hpke } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { openLetter, placeWithoutVerification, sealLetter } from "./device-letter.ts";
import { decodeHeldKeys, encodeHeldKeys, HELD_KEY_BYTES, type HeldKey } from "./held-key.ts";

export const KEYS_PER_TRANSFER = 2_048;
/** No chunk is larger. */
export const MAX_KEY_TRANSFER_BYTES = 512 + HPKE_OVERHEAD_BYTES + KEYS_PER_TRANSFER * HELD_KEY_BYTES;

/** A chunk of a transfer: which of how many, from whom to whom. */
export interface KeyTransfer {
  readonly account: AccountId;
  readonly from: DeviceId;
  readonly to: DeviceId;
  /** From 0. */
  readonly chunk: number;
  readonly chunks: number;
}

export async function sealKeyTransfer(
  transfer: KeyTransfer,
  { keys, ...by }: { readonly keys: readonly HeldKey[]; readonly signer: DeviceKey } & Pick<ListedDevice, "hpkePublic">,
  hpke: Hpke,
): Promise<Uint8Array<ArrayBuffer>> {
  if (keys.length === 0 || keys.length > KEYS_PER_TRANSFER)
    throw new RangeError(`expected 1 to ${KEYS_PER_TRANSFER} keys, got ${keys.length}`);
  return sealLetter("keyTransfer", { place: encodePlace(transfer), content: encodeHeldKeys(keys) }, by, hpke);
}

/** What the chunk says it is, unchecked: to find the sender's key. */
export function decodeKeyTransferWithoutVerification(bytes: Uint8Array): KeyTransfer | undefined {
  const place = placeWithoutVerification(bytes, MAX_KEY_TRANSFER_BYTES);
  return place && decodePlace(place);
}

/** The keys, or undefined for every reason there is. `sender` is the device `from` as the identity log lists it. */
export async function openKeyTransfer(
  bytes: Uint8Array,
  by: { readonly sender: ListedDevice; readonly hpkePrivate: Uint8Array },
  hpke: Hpke,
): Promise<readonly HeldKey[] | undefined> {
  if (decodeKeyTransferWithoutVerification(bytes)?.from !== by.sender.device) return undefined;
  const opened = await openLetter("keyTransfer", bytes, by, hpke);
  return opened && decodeHeldKeys(opened, KEYS_PER_TRANSFER);
}

function encodePlace({ account, from, to, chunk, chunks }: KeyTransfer): Uint8Array<ArrayBuffer> {
  const ids = [account, from, to].map(idBytes);
  return encodeFields([END_TO_END_LABELS.keyTransfer, ...ids, uint64Bytes(chunk), uint64Bytes(chunks)]);
}

function decodePlace(bytes: Uint8Array): KeyTransfer | undefined {
  const [label, account, from, to, chunkBytes, chunksBytes] = decodeFields(bytes, 6) ?? [];
  const chunk = chunkBytes && uint64FromBytes(chunkBytes);
  const chunks = chunksBytes && uint64FromBytes(chunksBytes);
  if (chunk === undefined || chunks === undefined || chunk >= chunks) return undefined;
  if (new TextDecoder().decode(label) !== END_TO_END_LABELS.keyTransfer) return undefined;
  if (account?.length !== ID_BYTES || from?.length !== ID_BYTES || to?.length !== ID_BYTES) return undefined;
  const ids = { account: idFromBytes<AccountId>(account), from: idFromBytes<DeviceId>(from) };
  return { ...ids, to: idFromBytes<DeviceId>(to), chunk, chunks };
}
