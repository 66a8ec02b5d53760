/** Programs that must not compile. Each line carries the sentence that its failure proves. */
import type { RoomId } from "@warbler/protocol";
import {
  type KeyFor,
  lookupValue,
  openEntry,
  policyTag,
  type RootKey,
  recordKey,
  type SealedBytes,
  type SealingKey,
  type SealPlace,
  type Secret,
  seal,
  tableKey,
  type VerifyingKey,
} from "./index.ts";

interface Given {
  readonly bytes: Uint8Array;
  readonly place: SealPlace;
  readonly sealingKey: SealingKey;
  readonly rootKey: RootKey;
  readonly records: KeyFor<"records">;
  readonly policy: KeyFor<"policy">;
  readonly blind: KeyFor<"blind">;
  readonly secret: Secret<string>;
  readonly roomId: RoomId;
}

export function wrongPrograms(given: Given): readonly unknown[] {
  const { bytes, place, sealingKey, rootKey, records, policy, blind, secret, roomId } = given;
  return [
    // @ts-expect-error Raw bytes are no key: a seal takes a key object made for sealing.
    seal(bytes, place, bytes),
    // @ts-expect-error The root key seals no row.
    seal(rootKey, place, bytes),
    // @ts-expect-error A purpose key seals no row itself; the key of a table does.
    seal(records, place, bytes),
    // @ts-expect-error A seal without its row would open in any row.
    seal(sealingKey, { table: "records", column: "body", keyId: "k" }, bytes),
    // @ts-expect-error Plain bytes are not sealed bytes.
    bytes satisfies SealedBytes,
    // @ts-expect-error The policy key only authenticates: no table key comes from it.
    tableKey(policy, "roles"),
    // @ts-expect-error The lookup key only looks up: no table key comes from it.
    tableKey(blind, "accounts"),
    // @ts-expect-error Policy rows are authenticated with the policy key alone.
    policyTag(blind, { table: "roles", columns: [] }),
    // @ts-expect-error A truth value has no canonical bytes: it is stored, and authenticated, as 0 or 1.
    policyTag(policy, { table: "roles", columns: [["on", true]] }),
    // @ts-expect-error Lookup values are made with the lookup key alone.
    lookupValue(records, "account-email", "alice"),
    // @ts-expect-error An entry of the keyring opens under a name of the closed set, never under any text.
    openEntry(rootKey, "purpose/records/v1", bytes),
    // @ts-expect-error A month is counted by `monthOf`, never given as any number.
    openEntry(rootKey, { kind: "tree", roomId, month: 11 }, bytes),
    // @ts-expect-error A record's key needs its author's key too; without it, erasing a person would erase nothing.
    recordKey({ leaf: bytes, roomId, seq: 1 }),
    // @ts-expect-error A secret is no string: it must be revealed where it is used.
    secret satisfies string,
    // @ts-expect-error Bytes from outside are a verifying key only after `verifyingKeyFromBytes`.
    bytes satisfies VerifyingKey,
  ];
}
