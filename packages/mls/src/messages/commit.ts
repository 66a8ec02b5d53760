/** A commit: the proposals that take effect, and new keys where they are needed. RFC 9420 §12.4. */
import type { Reader } from "../codec/reader.ts";
import type { Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { refuse } from "../refusal.ts";
import { type Proposal, readProposal, writeProposal } from "./proposal.ts";
import { readUpdatePath, type UpdatePath, writeUpdatePath } from "./update-path.ts";

export type ProposalOrRef =
  | { readonly kind: "proposal"; readonly proposal: Proposal }
  | { readonly kind: "reference"; readonly reference: Uint8Array };

export interface Commit {
  readonly proposals: readonly ProposalOrRef[];
  readonly path: UpdatePath | undefined;
}

export function writeCommit(writer: Writer, { proposals, path }: Commit): void {
  writer.list(proposals, (inner, each) => {
    switch (each.kind) {
      case "proposal":
        writeProposal(inner.uint8(1), each.proposal);
        return;
      case "reference":
        inner.uint8(2).opaque(each.reference);
    }
  });
  writer.optional(path, writeUpdatePath);
}

export function readCommit(reader: Reader): Commit {
  const proposals = reader.list(readProposalOrRef, MLS_LIMITS.proposalsPerCommit);
  return { proposals, path: reader.optional(readUpdatePath) };
}

function readProposalOrRef(reader: Reader): ProposalOrRef {
  const type = reader.uint8();
  if (type === 1) return { kind: "proposal", proposal: readProposal(reader) };
  if (type === 2) return { kind: "reference", reference: reader.opaque(MLS_LIMITS.keyBytes) };
  return refuse("malformed", "a proposal or its reference");
}
