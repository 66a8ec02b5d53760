/**
 * The safety number of two people: what they compare to know that nobody stands between them. It covers both accounts and
 * their roots, so it stays the same while devices come and go, and it is the same on both sides.
 */
import { type AccountId, base64urlFromBytes, bytesFromBase64url } from "@warbler/protocol";
import { concat, equalSecrets } from "../primitives/bytes.ts";
import { encodeFields, ID_BYTES, idBytes } from "../primitives/fields.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";
import type { VerifyingKey } from "./ed25519.ts";

export interface RootOfAccount {
  readonly account: AccountId;
  readonly root: VerifyingKey;
}

export interface SafetyNumber {
  /** Twelve groups of five digits. */
  readonly digits: string;
  /** For a QR code. */
  readonly payload: string;
}

const GROUPS_EACH = 6;
const BYTES_PER_GROUP = 5;
const FINGERPRINT_BYTES = 32;
const SCHEME = "warbler:safety-number:1:";

/** Six groups of each account (about 100 bits), the account with the smaller id first. */
export async function safetyNumber(one: RootOfAccount, other: RootOfAccount): Promise<SafetyNumber> {
  const sides = [one, other].toSorted((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : 0));
  const prints = await Promise.all(sides.map(fingerprint));
  const digits = prints.flatMap((print) =>
    Array.from({ length: GROUPS_EACH }, (_, group) => groupOfDigits(print, group)),
  );
  const rows = sides.map(({ account }, at) =>
    concat(idBytes(account), prints[at]?.subarray(0, FINGERPRINT_BYTES) ?? NONE),
  );
  return { digits: digits.join(" "), payload: SCHEME + base64urlFromBytes(concat(...rows)) };
}

/** Whether a scanned code is that of these two: compared whole, 256 bits of each account. False for any other text. */
export async function isSafetyNumberPayload(
  scanned: string,
  sides: readonly [RootOfAccount, RootOfAccount],
): Promise<boolean> {
  const { payload } = await safetyNumber(...sides);
  const given = scanned.startsWith(SCHEME) ? bytesFromBase64url(scanned.slice(SCHEME.length)) : undefined;
  const expected = bytesFromBase64url(payload.slice(SCHEME.length));
  if (given?.length !== 2 * (ID_BYTES + FINGERPRINT_BYTES) || expected === undefined) return false;
  return equalSecrets(given, expected);
}

const NONE = new Uint8Array();

/** SHA-512, of which the digits take 30 bytes and the code 32. */
async function fingerprint({ account, root }: RootOfAccount): Promise<Uint8Array> {
  const input = encodeFields([END_TO_END_LABELS.safetyNumber, idBytes(account), root]);
  return new Uint8Array(await crypto.subtle.digest("SHA-512", input));
}

function groupOfDigits(digest: Uint8Array, group: number): string {
  const bytes = digest.subarray(group * BYTES_PER_GROUP, (group + 1) * BYTES_PER_GROUP);
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return String(value % 100_000).padStart(5, "0");
}
