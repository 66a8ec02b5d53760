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

/** A fact with what opens its commitment, and the paths from that to a signed checkpoint: whoever has it needs no server. */
export const provenFact = z.object({
  kind: z.string(),
  atMs: timeMs,
  /** Whom it is about; empty for the server itself. */
  subject: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  salt: base64url(32),
  proof: proofAnswer,
});
export type ProvenFact = z.infer<typeof provenFact>;

export const auditQuery = z.strictObject({
  /** Why the log is read: recorded with the reading. */
  reason: optionalLine(200),
  account: z.optional(id<AccountId>()),
  kind: z.optional(z.string().check(z.maxLength(40))),
  afterMs: z.optional(timeMs),
  beforeMs: z.optional(timeMs),
  beforeLeaf: z.optional(z.int()),
  limit: z._default(z.int().check(z.gte(1), z.lte(200)), 50),
  /** With what shows, without a server, that each fact is in the log. */
  proofs: z.optional(z.boolean()),
});

/** What concerns an account itself, and which its person would want to know of at once if it was not them. */
export const ACCOUNT_FACTS = [
  "session.started",
  "password.changed",
  "device.removed",
  "factor.added",
  "factor.removed",
  "recovery-codes.made",
  "sso.linked",
  "token.ends-soon",
  "emergency.begun",
] as const;

export const ownFactsQuery = z.strictObject({
  /** Only of the account itself, oldest first: however much is done meanwhile, none of these is pushed out. */
  about: z.optional(z.literal("account")),
  /** With `about`: those of later leaves. */
  afterLeaf: z._default(z.coerce.number().check(z.int(), z.gte(-1)), -1),
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
      /** Where proofs were asked for; absent when erased. */
      proof: z.optional(proofAnswer),
    }),
  ),
  more: z.boolean(),
});
export type AuditAnswer = z.infer<typeof auditAnswer>;
/** What was read, as a file that `warbler audit verify FILE` holds against the log's key. It proves what is in it, not that nothing is left out. */
export const auditExport = z.object({
  format: z.literal("warbler-audit-export/1"),
  origin: z.string(),
  /** As the exporter's server told it; whoever verifies needs it from elsewhere. */
  verifierKey: z.string(),
  /** Newest first. */
  facts: auditAnswer.shape.facts,
  /** There were more than this file takes. */
  more: z.boolean(),
});
export type AuditExport = z.infer<typeof auditExport>;
export const logKeyAnswer = z.object({ origin: z.string(), verifierKey: z.string() });
