/** What recovery brings back: the root that vouches for the account, and the keys that open its keychain. */
import { type AccountId, idFromBytes } from "@warbler/protocol";
import { SEED_BYTES } from "../identity/seed-key.ts";
import { decodeFields, encodeFields, ID_BYTES, idBytes } from "../primitives/fields.ts";
import { HPKE_KEY_BYTES } from "../primitives/hpke.ts";
import { END_TO_END_LABELS } from "../primitives/labels.ts";

export interface RecoveryBundle {
  readonly account: AccountId;
  /** Ed25519. */
  readonly rootSeed: Uint8Array<ArrayBuffer>;
  /** X25519: the recovery key of the identity versions. */
  readonly recoveryPrivate: Uint8Array<ArrayBuffer>;
}

export const RECOVERY_BUNDLE_BYTES =
  4 * 4 + END_TO_END_LABELS.recoveryBundle.length + ID_BYTES + SEED_BYTES + HPKE_KEY_BYTES;

export function encodeRecoveryBundle({ account, rootSeed, recoveryPrivate }: RecoveryBundle): Uint8Array<ArrayBuffer> {
  return encodeFields([END_TO_END_LABELS.recoveryBundle, idBytes(account), rootSeed, recoveryPrivate]);
}

export function decodeRecoveryBundle(bytes: Uint8Array): RecoveryBundle | undefined {
  const [label, account, rootSeed, recoveryPrivate, ...rest] = decodeFields(bytes, 4) ?? [];
  if (new TextDecoder().decode(label) !== END_TO_END_LABELS.recoveryBundle || rest.length > 0) return undefined;
  if (account?.length !== ID_BYTES || rootSeed?.length !== SEED_BYTES) return undefined;
  if (recoveryPrivate?.length !== HPKE_KEY_BYTES) return undefined;
  return { account: idFromBytes<AccountId>(account), rootSeed, recoveryPrivate };
}
