/** The audit log and its proofs. */
import * as audit from "../features/audit.ts";
import { endpoint } from "./endpoint.ts";

export const auditEndpoints = {
  proof: endpoint({
    method: "GET",
    path: "/api/rooms/:room/proofs/:seq",
    says: "The log proof of one record (`seq` is a number).",
    answer: audit.proofAnswer,
  }),
  queryAudit: endpoint({
    method: "POST",
    path: "/api/audit/query",
    says: "Reads the audit log; the reading is recorded.",
    body: audit.auditQuery,
    answer: audit.auditAnswer,
  }),
  ownFacts: endpoint({
    method: "GET",
    path: "/api/audit/mine",
    says: "The newest facts recorded about the caller; with `about=account` those of the account itself, oldest first.",
    body: audit.ownFactsQuery,
    answer: audit.auditAnswer,
  }),
  logKey: endpoint({
    method: "GET",
    path: "/audit/key",
    says: "The log's origin and verifier key (C2SP signed-note).",
    answer: audit.logKeyAnswer,
  }),
  checkpoint: endpoint({
    method: "GET",
    path: "/audit/checkpoint",
    says: "The newest signed checkpoint (C2SP tlog-checkpoint).",
    bytes: "answer",
  }),
} as const;
