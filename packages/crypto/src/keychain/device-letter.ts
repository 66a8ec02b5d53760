/**
 * What one device of an account hands to another through the server: sealed to the receiver by HPKE with its place as `info`,
 * signed by the sender over place and ciphertext. A letter is the fields place, ciphertext, signature.
 */
import { type DeviceKey, isSignedByDevice, signAsDevice } from "../identity/device-key.ts";
import type { ListedDevice } from "../identity/identity-version.ts";
import { decodeFields, encodeFields } from "../primitives/fields.ts";
import type { Hpke } from "../primitives/hpke.ts";

type LetterKind = "draft" | "keyTransfer";

export async function sealLetter(
  kind: LetterKind,
  { place, content }: { readonly place: Uint8Array<ArrayBuffer>; readonly content: Uint8Array },
  { signer, hpkePublic }: { readonly signer: DeviceKey } & Pick<ListedDevice, "hpkePublic">,
  hpke: Hpke,
): Promise<Uint8Array<ArrayBuffer>> {
  const sealed = await hpke.seal({ publicKey: hpkePublic, info: place }, content);
  return encodeFields([place, sealed, await signAsDevice(signer, kind, encodeFields([place, sealed]))]);
}

/** The place as the letter says it, unchecked; undefined for what is no letter. */
export function placeWithoutVerification(letter: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const parts = letter.length > maxBytes ? undefined : decodeFields(letter, 3);
  return parts?.length === 3 ? parts[0] : undefined;
}

/** The content, or undefined for every reason there is. Whether the place names `sender` is the caller's to check. */
export async function openLetter(
  kind: LetterKind,
  letter: Uint8Array,
  { sender, hpkePrivate }: { readonly sender: ListedDevice; readonly hpkePrivate: Uint8Array },
  hpke: Hpke,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [place, sealed, signature] = decodeFields(letter, 3) ?? [];
  if (place === undefined || sealed === undefined || signature === undefined) return undefined;
  const statement = { kind, message: encodeFields([place, sealed]), signature } as const;
  if (!(await isSignedByDevice(sender.signatureKey, statement))) return undefined;
  return hpke.open({ privateKey: hpkePrivate, info: place }, sealed);
}
