/**
 * The root key wrapped under a passphrase: its format and bounds. The slow function itself (Argon2id, RFC 9106) is passed
 * in, since it takes threads and time that this package has none of.
 * Layout: 0x50 0x01 ‖ memory in KiB (4) ‖ passes (4) ‖ lanes (1) ‖ salt (16) ‖ envelope of the root key (2 + 12 + 32 + 16).
 */
import { createSecretKey, randomBytes } from "node:crypto";
import { canonicalFields } from "../canonical.ts";
import { decrypt, ENVELOPE_OVERHEAD_BYTES, encrypt, type Mark } from "../envelope/aes-gcm.ts";
import { type FreshNonce, systemRandomNonce } from "../envelope/nonce.ts";
import { Secret, wipe } from "../secret.ts";
import { ROOT_KEY_BYTES } from "./keyring.ts";
import { LABELS } from "./labels.ts";

export interface Argon2Parameters {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Argon2id, version 0x13, 32 bytes out (RFC 9106 §3.1). */
export type Argon2id = (passphrase: Secret<string>, salt: Uint8Array, cost: Argon2Parameters) => Promise<Uint8Array>;

export interface PassphraseRandomness {
  readonly salt: Uint8Array;
  readonly freshNonce: FreshNonce;
}

/** RFC 9106 §4, second recommended option. A passphrase is asked for once at start, so it may cost a tenth of a second. */
export const DEFAULT_ARGON2: Argon2Parameters = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 };

/** Below, guessing is cheap; above, a forged file could exhaust the machine before its tag is checked. */
const BOUNDS = {
  memoryKiB: [19 * 1024, 1024 * 1024],
  passes: [2, 16],
  lanes: [1, 16],
} as const;

const FILE_MARK: Mark = [0x50, 0x01];
const SALT_BYTES = 16;
const PARAMETER_BYTES = 2 + 4 + 4 + 1;
const HEADER_BYTES = PARAMETER_BYTES + SALT_BYTES;
const FILE_BYTES = HEADER_BYTES + ENVELOPE_OVERHEAD_BYTES + ROOT_KEY_BYTES;

export function systemPassphraseRandomness(): PassphraseRandomness {
  return { salt: randomBytes(SALT_BYTES), freshNonce: systemRandomNonce };
}

export interface WrapRootKey {
  readonly rootKey: Uint8Array;
  readonly passphrase: Secret<string>;
  readonly cost: Argon2Parameters;
  readonly argon2id: Argon2id;
}

/** The file that a passphrase custodian keeps. Throws when the cost is outside its bounds. */
export async function wrapRootKey(
  input: WrapRootKey,
  randomness: PassphraseRandomness = systemPassphraseRandomness(),
): Promise<Uint8Array> {
  if (input.rootKey.length !== ROOT_KEY_BYTES || randomness.salt.length !== SALT_BYTES || !isWithinBounds(input.cost)) {
    throw new RangeError("a root key of 32 bytes, a salt of 16 bytes and a cost within its bounds, got another");
  }
  const header = headerBytes(input.cost, randomness.salt);
  const bytes = await input.argon2id(input.passphrase, randomness.salt, input.cost);
  const envelope = encrypt(envelopeUnder(bytes, header), input.rootKey, randomness.freshNonce);
  return Buffer.concat([header, envelope]);
}

export interface UnwrapRootKey {
  readonly file: Uint8Array;
  readonly passphrase: Secret<string>;
  readonly argon2id: Argon2id;
}

/** The root key, or `undefined`: a wrong passphrase, a damaged file and a cost outside the bounds look the same. */
export async function unwrapRootKey(input: UnwrapRootKey): Promise<Secret<Uint8Array> | undefined> {
  const header = parseHeader(input.file);
  if (header === undefined) return undefined;
  const bytes = await input.argon2id(input.passphrase, header.salt, header.cost);
  const headerPart = input.file.subarray(0, HEADER_BYTES);
  const rootKey = decrypt(envelopeUnder(bytes, headerPart), input.file.subarray(HEADER_BYTES));
  return rootKey === undefined ? undefined : new Secret(rootKey);
}

function envelopeUnder(keyBytes: Uint8Array, header: Uint8Array) {
  const key = createSecretKey(keyBytes);
  wipe(keyBytes);
  return { key, mark: FILE_MARK, boundTo: canonicalFields([LABELS.passphraseRoot, header]) };
}

function headerBytes(cost: Argon2Parameters, salt: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(FILE_MARK, 0);
  header.writeUInt32BE(cost.memoryKiB, 2);
  header.writeUInt32BE(cost.passes, 6);
  header.writeUInt8(cost.lanes, 10);
  header.set(salt, PARAMETER_BYTES);
  return header;
}

function parseHeader(file: Uint8Array): { readonly salt: Uint8Array; readonly cost: Argon2Parameters } | undefined {
  if (file.length !== FILE_BYTES || file[0] !== FILE_MARK[0] || file[1] !== FILE_MARK[1]) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const cost = { memoryKiB: view.getUint32(2), passes: view.getUint32(6), lanes: view.getUint8(10) };
  return isWithinBounds(cost) ? { cost, salt: file.subarray(PARAMETER_BYTES, HEADER_BYTES) } : undefined;
}

function isWithinBounds(cost: Argon2Parameters): boolean {
  return (["memoryKiB", "passes", "lanes"] as const).every((name) => {
    const [least, most] = BOUNDS[name];
    return Number.isInteger(cost[name]) && cost[name] >= least && cost[name] <= most;
  });
}
