/** What somebody began to write, on its way from one of their devices to another: sealed to the other one, signed by this one. */
import { type AccountId, type DeviceId, idFromBytes, LIMITS, type RoomId } from "@warbler/protocol";
import { pad, paddedBytes, unpad } from "../content-key/padding.ts";
import type { DeviceKey } from "../identity/device-key.ts";
import type { ListedDevice } from "../identity/identity-version.ts";
import { decodeFields, encodeFields, ID_BYTES, idBytes, uint64Bytes, uint64FromBytes } from "../primitives/fields.ts";
import { HPKE_OVERHEAD_BYTES, type Hpke } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import { openLetter, placeWithoutVerification, sealLetter } from "./device-letter.ts";

/** No letter is larger. */
export const MAX_DRAFT_LETTER_BYTES = 512 + HPKE_OVERHEAD_BYTES + paddedBytes(LIMITS.draftBytes);

export interface DraftPlace {
  readonly account: AccountId;
  readonly from: DeviceId;
  readonly to: DeviceId;
  readonly room: RoomId;
  /** By the sender's clock: an older one never takes the place of a newer one. */
  readonly atMs: number;
}

/** `draft` is at most `LIMITS.draftBytes` long; none at all says that it was sent or thrown away. */
export async function sealDraft(
  place: DraftPlace,
  { draft, ...keys }: { readonly draft: Uint8Array; readonly signer: DeviceKey } & Pick<ListedDevice, "hpkePublic">,
  hpke: Hpke,
): Promise<Uint8Array<ArrayBuffer>> {
  if (draft.length > LIMITS.draftBytes) throw new RangeError(`expected ${LIMITS.draftBytes} bytes at most`);
  return sealLetter("draft", { place: encodePlace(place), content: pad(draft) }, keys, hpke);
}

/** Where the letter says it belongs, unchecked: to find the sender's key. */
export function decodeDraftWithoutVerification(letter: Uint8Array): DraftPlace | undefined {
  const place = placeWithoutVerification(letter, MAX_DRAFT_LETTER_BYTES);
  return place && decodePlace(place);
}

/** The draft, or undefined for every reason there is. `sender` is the device `from` as the identity log lists it. */
export async function openDraft(
  letter: Uint8Array,
  by: { readonly sender: ListedDevice; readonly hpkePrivate: Uint8Array },
  hpke: Hpke,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (decodeDraftWithoutVerification(letter)?.from !== by.sender.device) return undefined;
  const opened = await openLetter("draft", letter, by, hpke);
  return opened && unpad(opened);
}

function encodePlace({ account, from, to, room, atMs }: DraftPlace): Uint8Array<ArrayBuffer> {
  const ids = [account, from, to, room].map(idBytes);
  return encodeFields([END_TO_END_LABELS.draft, ...ids, uint64Bytes(atMs)]);
}

function decodePlace(bytes: Uint8Array): DraftPlace | undefined {
  const [label, account, from, to, room, at] = decodeFields(bytes, 6) ?? [];
  const atMs = at && uint64FromBytes(at);
  if (atMs === undefined || new TextDecoder().decode(label) !== END_TO_END_LABELS.draft) return undefined;
  if (account?.length !== ID_BYTES || from?.length !== ID_BYTES) return undefined;
  if (to?.length !== ID_BYTES || room?.length !== ID_BYTES) return undefined;
  return {
    account: idFromBytes<AccountId>(account),
    from: idFromBytes<DeviceId>(from),
    to: idFromBytes<DeviceId>(to),
    room: idFromBytes<RoomId>(room),
    atMs,
  };
}
