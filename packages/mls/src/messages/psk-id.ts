/** The name of a pre-shared key: RFC 9420 §8.4. */
import { hexFromBytes } from "../bytes.ts";
import type { Reader } from "../codec/reader.ts";
import type { Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { refuse } from "../refusal.ts";

export type ResumptionUsage = "application" | "reinit" | "branch";

export type PreSharedKeyId =
  | { readonly kind: "external"; readonly pskId: Uint8Array; readonly nonce: Uint8Array }
  | {
      readonly kind: "resumption";
      readonly usage: ResumptionUsage;
      readonly groupId: Uint8Array;
      readonly epoch: bigint;
      readonly nonce: Uint8Array;
    };

const USAGE: Readonly<Record<ResumptionUsage, number>> = { application: 1, reinit: 2, branch: 3 };

export function writePskId(writer: Writer, id: PreSharedKeyId): void {
  switch (id.kind) {
    case "external":
      writer.uint8(1).opaque(id.pskId);
      break;
    case "resumption":
      writer.uint8(2).uint8(USAGE[id.usage]).opaque(id.groupId).uint64(id.epoch);
  }
  writer.opaque(id.nonce);
}

export function readPskId(reader: Reader): PreSharedKeyId {
  const type = reader.uint8();
  if (type === 1) {
    return {
      kind: "external",
      pskId: reader.opaque(MLS_LIMITS.identityBytes),
      nonce: reader.opaque(MLS_LIMITS.keyBytes),
    };
  }
  if (type !== 2) refuse("malformed", "a known psktype");
  const usage = readUsage(reader);
  const groupId = reader.opaque(MLS_LIMITS.groupIdBytes);
  return { kind: "resumption", usage, groupId, epoch: reader.uint64(), nonce: reader.opaque(MLS_LIMITS.keyBytes) };
}

function readUsage(reader: Reader): ResumptionUsage {
  const usage = reader.uint8();
  if (usage === USAGE.application) return "application";
  if (usage === USAGE.reinit) return "reinit";
  return usage === USAGE.branch ? "branch" : refuse("malformed", "a known resumption usage");
}

/** Equal for two names of the same key, whatever their nonces. */
export function pskName(id: PreSharedKeyId): string {
  return id.kind === "external"
    ? `external ${hexFromBytes(id.pskId)}`
    : `resumption ${id.usage} ${hexFromBytes(id.groupId)} ${id.epoch}`;
}
