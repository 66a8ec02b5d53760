/**
 * A keychain's segment: a key pair to whose public half every device appends, and whose private half lies sealed to the
 * recovery key in the identity version. A new segment after each removal of a device keeps new keys from whoever has left.
 */
import type { AccountId } from "@warbler/protocol";
import type { KeychainHead, KeychainSegment } from "../identity/identity-version.ts";
import { equalSecrets, isAllZero } from "../primitives/bytes.ts";
import { encodeFields, idBytes, uint64Bytes } from "../primitives/fields.ts";
import type { Hpke } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";

export interface NewSegment {
  readonly account: AccountId;
  readonly number: number;
  readonly recoveryPublic: Uint8Array;
  readonly after: KeychainHead;
}

/** Its private half is forgotten at once: from now on only recovery reads what is appended. */
export async function makeSegment(
  { account, number, recoveryPublic, after }: NewSegment,
  hpke: Hpke,
): Promise<KeychainSegment> {
  const pair = await hpke.generateKeyPair();
  const info = segmentInfo(account, number);
  const sealedPrivate = await hpke.seal({ publicKey: recoveryPublic, info }, pair.privateKey);
  pair.privateKey.fill(0);
  return { number, hpkePublic: pair.publicKey, sealedPrivate, after };
}

/** The segment's private half, or undefined where it was not sealed to this recovery key. */
export async function openSegment(
  account: AccountId,
  { segment, recoveryPrivate }: { readonly segment: KeychainSegment; readonly recoveryPrivate: Uint8Array },
  hpke: Hpke,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const info = segmentInfo(account, segment.number);
  const opened = await hpke.open({ privateKey: recoveryPrivate, info }, segment.sealedPrivate);
  const publicKey = opened && (await hpke.publicKeyOf(opened));
  return publicKey !== undefined && equalSecrets(publicKey, segment.hpkePublic) ? opened : undefined;
}

/**
 * A chain begins anew at the length that such a segment pins, without a hash: entries before it are of the chain that was
 * given up. No entry has a hash of zeros.
 */
export function beginsChain({ after }: Pick<KeychainSegment, "after">): boolean {
  return after.length > 0 && isAllZero(after.hash);
}

function segmentInfo(account: AccountId, number: number): Uint8Array<ArrayBuffer> {
  return encodeFields([END_TO_END_LABELS.keychainSegment, idBytes(account), uint64Bytes(number)]);
}
