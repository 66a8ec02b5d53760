/**
 * The application's say. RFC 9420 leaves two questions to it: whether a credential is true (§5.3.1), and who may do what
 * (§12.2, RFC 9750 §6). Both must be answered: there is no default.
 */
import type { MaybePromise } from "../bytes.ts";
import type { Credential } from "../messages/credential.ts";
import type { Extension } from "../messages/extension.ts";
import type { GroupContext } from "../messages/group-context.ts";
import type { Proposal } from "../messages/proposal.ts";
import type { Member, NamedSender } from "./member.ts";

export interface CredentialUnderReview {
  readonly credential: Credential;
  readonly signatureKey: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly groupId: Uint8Array;
  /**
   * "joining": met in the tree of a group that we are about to join. "entering": added, or joining from outside.
   * "changing": a member's new leaf; `previous` is the one before. "external-sender": allowed to propose from outside.
   */
  readonly occasion: "joining" | "entering" | "changing" | "external-sender";
  readonly leafIndex: number | undefined;
  /** The leaf that this one replaces: a member's own change, or a resync. RFC 9420 §5.3.1 wants the same identity. */
  readonly previous: Member | undefined;
}

export interface ProposalUnderReview {
  readonly proposal: Proposal;
  readonly sender: NamedSender;
}

/** The group on one side of a commit. `members` is made when it is asked for. */
export interface GroupView {
  readonly context: GroupContext;
  members(): readonly Member[];
}

export interface CommitUnderReview {
  readonly committer: NamedSender;
  /** In the commit's order. */
  readonly proposals: readonly ProposalUnderReview[];
  readonly before: GroupView;
  readonly after: GroupView;
  /** What the committer signed beside it (RFC 9420 §6.3.1); empty where it said nothing. */
  readonly authenticatedData: Uint8Array;
}

export interface GroupPolicy {
  /** Whether this key may act for this identity. */
  checkCredential(review: CredentialUnderReview): MaybePromise<boolean>;
  /** Whether the committer may do this. Also asked about our own commits, before they are made. */
  checkCommit(review: CommitUnderReview): MaybePromise<boolean>;
}

/** For tests only: everyone is who they say and may do everything. */
export const acceptAnyCredentialAndCommitForTests: GroupPolicy = {
  checkCredential: () => true,
  checkCommit: () => true,
};
