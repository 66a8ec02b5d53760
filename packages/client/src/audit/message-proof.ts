/** What `room.prove` answers, and its form on paper. */
import type { RecordHeader } from "@warbler/protocol";

/** Everything one needs to check a message without a server, beside the log's verifier key. Bytes are base64url. */
export interface ProofFile {
  readonly format: "warbler-message-proof/1";
  readonly record: RecordHeader;
  readonly content: string;
  readonly salt: string;
  readonly previousCommitment: string;
  readonly commitment: string;
  readonly leafEntry: string;
  readonly leaf: number;
  readonly position: number;
  readonly subtreePath: readonly string[];
  readonly inclusionPath: readonly string[];
  /** The signed note. */
  readonly checkpoint: string;
  /** For the reader's convenience; a verifier uses the key it got by another way. */
  readonly verifierKey: string;
}

/** Why a proof does not hold, named after the step that failed. */
export type ProofFlaw =
  /** The record was erased: there is no content left to prove, only that something was there. */
  | "erased"
  | "malformed"
  /** The record's bytes do not give the commitment. */
  | "commitment"
  /** The commitment is not in the leaf. */
  | "batch"
  /** The leaf is not in the tree. */
  | "log"
  /** The checkpoint is not signed by the key. */
  | "signature"
  /** The checkpoint contradicts the one this client pinned. */
  | "fork";

export interface ProofCheck {
  readonly ok: boolean;
  readonly reason?: ProofFlaw;
  readonly record?: RecordHeader;
  /** The text of the record, when it is a message. */
  readonly text?: string;
  readonly leaf?: number;
  readonly position?: number;
  /** Leaves in the tree of the checkpoint. */
  readonly treeSize?: number;
  /** When the log took the record in. */
  readonly loggedAtMs?: number;
}

export interface MessageProof extends ProofCheck {
  readonly record: RecordHeader;
  /** base64url. */
  readonly commitment: string;
  readonly leaf: number;
  readonly position: number;
  readonly checkpoint: string;
  /** For `verifyProofOffline` and `warbler audit proof --verify`. */
  export(): ProofFile;
}
