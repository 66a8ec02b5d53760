/**
 * What the keyring holds: entries with names of a closed set, each wrapped under the root key and bound to its name.
 * The store that keeps them belongs to the server; here are only the names and the wrapping.
 */
import { createSecretKey, type KeyObject } from "node:crypto";
import { type AccountId, isId, type RoomId } from "@warbler/protocol";
import { canonicalFields } from "../canonical.ts";
import { decrypt, encrypt, type Mark } from "../envelope/aes-gcm.ts";
import { type FreshNonce, systemRandomNonce } from "../envelope/nonce.ts";
import { LABELS } from "./labels.ts";
import { type MonthNumber, monthFromText, monthText } from "./month.ts";
import { PURPOSES, type Purpose } from "./purpose-key.ts";

export type KeyringEntryName =
  | { readonly kind: "purpose"; readonly purpose: Purpose; readonly version: number }
  | { readonly kind: "subject"; readonly accountId: AccountId }
  | { readonly kind: "room"; readonly roomId: RoomId }
  | { readonly kind: "tree"; readonly roomId: RoomId; readonly month: MonthNumber }
  | { readonly kind: "author"; readonly accountId: AccountId; readonly month: MonthNumber };

export const ROOT_KEY_BYTES = 32;
/** "K", version 1. */
const ENTRY_MARK: Mark = [0x4b, 0x01];
const MAX_VERSION = 2 ** 31 - 1;

declare const brand: unique symbol;
/** The key that wraps the keyring; it lives in a custodian. */
export type RootKey = KeyObject & { readonly [brand]: "RootKey" };

/** Copies 32 bytes into a root key. The caller wipes its own copy. */
export function rootKeyFromBytes(bytes: Uint8Array): RootKey {
  const key = createSecretKey(bytes);
  if (!isRootKey(key)) throw new RangeError(`a root key of ${ROOT_KEY_BYTES} bytes, got ${bytes.length}`);
  return key;
}

/** The name as text, one for each entry: `purpose/records/v1`, `tree/<room>/2026-11`. */
export function keyringEntryText(name: KeyringEntryName): string {
  switch (name.kind) {
    case "purpose":
      return `purpose/${name.purpose}/v${name.version}`;
    case "subject":
      return `subject/${name.accountId}`;
    case "room":
      return `room/${name.roomId}`;
    case "tree":
      return `tree/${name.roomId}/${monthText(name.month)}`;
    case "author":
      return `author/${name.accountId}/${monthText(name.month)}`;
  }
}

/** The name that `keyringEntryText` wrote, or `undefined` for any other text. */
export function keyringEntryFromText(text: string): KeyringEntryName | undefined {
  const [kind, first = "", second, ...rest] = text.split("/");
  if (rest.length > 0) return undefined;
  if (kind === "purpose" && second !== undefined) return purposeEntry(first, second);
  if (kind === "subject" && second === undefined && isId<AccountId>(first)) return { kind, accountId: first };
  if (kind === "room" && second === undefined && isId<RoomId>(first)) return { kind, roomId: first };
  const month = monthFromText(second ?? "");
  if (month === undefined) return undefined;
  if (kind === "tree" && isId<RoomId>(first)) return { kind, roomId: first, month };
  if (kind === "author" && isId<AccountId>(first)) return { kind, accountId: first, month };
  return undefined;
}

/** Layout: 0x4B 0x01 ‖ nonce (12) ‖ ciphertext ‖ tag (16), AES-256-GCM bound to the entry's name. */
export function wrapEntry(
  rootKey: RootKey,
  name: KeyringEntryName,
  bytes: Uint8Array,
  freshNonce: FreshNonce = systemRandomNonce,
): Uint8Array {
  return encrypt({ key: rootKey, mark: ENTRY_MARK, boundTo: entryBytes(name) }, bytes, freshNonce);
}

/** The entry's bytes, or `undefined` when they were not wrapped under this root key and name, for whatever reason. */
export function openEntry(rootKey: RootKey, name: KeyringEntryName, wrapped: Uint8Array): Uint8Array | undefined {
  return decrypt({ key: rootKey, mark: ENTRY_MARK, boundTo: entryBytes(name) }, wrapped);
}

function purposeEntry(purposeText: string, versionText: string): KeyringEntryName | undefined {
  const purpose = PURPOSES.find((candidate) => candidate === purposeText);
  const digits = /^v([1-9]\d{0,9})$/.exec(versionText)?.[1];
  const version = Number(digits);
  if (purpose === undefined || digits === undefined || version > MAX_VERSION) return undefined;
  return { kind: "purpose", purpose, version };
}

function entryBytes(name: KeyringEntryName): Uint8Array {
  return canonicalFields([LABELS.keyringEntry, keyringEntryText(name)]);
}

function isRootKey(key: KeyObject): key is RootKey {
  return key.symmetricKeySize === ROOT_KEY_BYTES;
}
