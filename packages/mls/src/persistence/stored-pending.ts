/** What must survive a crash besides groups: commits in flight and unused key packages. docs/spec/mls-state.md. */
import { decode, type Reader } from "../codec/reader.ts";
import { encode, Writer } from "../codec/writer.ts";
import type { PendingCommit } from "../group/create-commit.ts";
import { DEFAULT_SETTINGS } from "../group/group-state.ts";
import { type OwnKeyPackage, ownKeyPackage } from "../group/key-packages.ts";
import { MLS_LIMITS } from "../limits.ts";
import { readKeyPackage, writeKeyPackage } from "../messages/key-package.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { attemptSync, type Result, refuse, require } from "../refusal.ts";
import { decodeGroup, encodeGroup } from "./stored-group.ts";

const VERSION = 1;
const KIND = { pending: 3, keyPackage: 4 } as const;

function readHeader(reader: Reader, kind: number): void {
  require(reader.uint16() === VERSION, "unsupported", `version ${VERSION} of what is stored`);
  require(reader.uint8() === kind, "malformed", `stored bytes of kind ${kind}`);
}

export function encodePending({ groupId, baseEpoch, baseConfirmationTag, next }: PendingCommit): Uint8Array {
  const state = { ...next, past: [], resumptionPsks: [], settings: DEFAULT_SETTINGS };
  const { epochPart, messagePart } = encodeGroup(state);
  const writer = new Writer().uint16(VERSION).uint8(KIND.pending).opaque(groupId).uint64(baseEpoch);
  return writer.opaque(baseConfirmationTag).opaque(epochPart).opaque(messagePart).finish();
}

export function decodePending(provider: MlsProvider, bytes: Uint8Array): Result<PendingCommit> {
  return attemptSync(() => {
    const stored = decode(bytes, readPending, 4 * MLS_LIMITS.messageBytes);
    const next = decodeGroup(provider, stored);
    return next.ok ? { ...stored, next: next.value } : refuse(next.refusal.reason, next.refusal.detail);
  });
}

function readPending(reader: Reader) {
  readHeader(reader, KIND.pending);
  return {
    groupId: reader.opaque(MLS_LIMITS.groupIdBytes),
    baseEpoch: reader.uint64(),
    baseConfirmationTag: reader.opaque(MLS_LIMITS.keyBytes),
    epochPart: reader.opaque(),
    messagePart: reader.opaque(),
  };
}

export function encodeOwnKeyPackage(own: OwnKeyPackage): Uint8Array {
  return encode(own, (writer) => {
    writeKeyPackage(writer.uint16(VERSION).uint8(KIND.keyPackage), own.keyPackage);
    writer.opaque(own.initPrivateKey).opaque(own.encryptionPrivateKey);
  });
}

export function decodeOwnKeyPackage(provider: MlsProvider, bytes: Uint8Array): Result<OwnKeyPackage> {
  return attemptSync(() =>
    decode(bytes, (reader) => {
      readHeader(reader, KIND.keyPackage);
      const made = readKeyPackage(reader);
      const init = reader.opaque(MLS_LIMITS.keyBytes);
      return ownKeyPackage(provider, made, { init, encryption: reader.opaque(MLS_LIMITS.keyBytes) });
    }),
  );
}
