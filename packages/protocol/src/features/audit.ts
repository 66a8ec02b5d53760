/** The audit log: proofs for members, queries for those who may. Tiles and checkpoints are plain files (C2SP tlog-tiles). */
import * as z from "zod/mini";
import type { AccountId } from "../ids.ts";
import { base64url, id, optionalLine, timeMs } from "./fields.ts";

/** The two short paths from one fact to a signed checkpoint; hashes in base64url. */
export const proofAnswer = z.object({
  commitment: base64url(32),
  /** Body of the leaf, in base64url, and where it is. */
  leafEntry: z.string(),
  leaf: z.int(),
  position: z.int(),
  subtreePath: z.array(base64url(32)),
  inclusionPath: z.array(base64url(32)),
  /** The signed note over the tree the inclusion path ends in. */
  checkpoint: z.string(),
});
export type ProofAnswer = z.infer<typeof proofAnswer>;

export const auditQuery = z.strictObject({
  /** Why the log is read: recorded with the reading. */
  reason: optionalLine(200),
  account: z.optional(id<AccountId>()),
  kind: z.optional(z.string().check(z.maxLength(40))),
  afterMs: z.optional(timeMs),
  beforeMs: z.optional(timeMs),
  beforeLeaf: z.optional(z.int()),
  limit: z._default(z.int().check(z.gte(1), z.lte(200)), 50),
});

export const auditAnswer = z.object({
  facts: z.array(
    z.object({
      leaf: z.int(),
      position: z.int(),
      kind: z.string(),
      atMs: timeMs,
      subject: z.optional(id<AccountId>()),
      /** The readable detail, or nothing when its key was erased. */
      detail: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
      erased: z.boolean(),
      /** In base64url, for checking the commitment; absent when erased. */
      salt: z.optional(base64url(32)),
    }),
  ),
  more: z.boolean(),
});
export type AuditAnswer = z.infer<typeof auditAnswer>;
export const logKeyAnswer = z.object({ origin: z.string(), verifierKey: z.string() });
