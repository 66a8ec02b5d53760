/**
 * RFC 9420, the Messaging Layer Security protocol: a core without I/O, clock or chance. States are values; every
 * operation on hostile input answers with a `Result`. Unaudited.
 */
export type { MaybePromise } from "./bytes.ts";
export {
  type ApplicationMessageInput,
  encryptMessage,
  type SentMessage,
} from "./group/application-message.ts";
export {
  type AppliedCommit,
  applyPending,
  type CommitInput,
  type CreatedCommit,
  createCommit,
  type PendingCommit,
  secretsOfDiscarded,
} from "./group/create-commit.ts";
export { createGroup, type NewGroup } from "./group/create-group.ts";
export { type KnownPsk, resumptionPsksOf } from "./group/epoch.ts";
export { epochAuthenticator, exportSecret } from "./group/export.ts";
export {
  createGroupInfo,
  type GroupInfoOptions,
  peekGroupInfo,
  ratchetTreeOf,
  readSignedGroupInfo,
} from "./group/group-info.ts";
export {
  DEFAULT_SETTINGS,
  type GroupSettings,
  type GroupState,
  type MlsDeps,
  ownMember,
  roster,
  type WaitingProposal,
} from "./group/group-state.ts";
export type { HandshakeFormat, HandshakeOptions } from "./group/handshake.ts";
export { type ExternalJoin, type ExternalJoinInput, joinExternally } from "./group/join-externally.ts";
export { type JoinedGroup, type JoinInput, joinGroup } from "./group/join-group.ts";
export {
  capabilitiesFor,
  checkKeyPackage,
  createKeyPackage,
  decodeKeyPackage,
  type Identity,
  type NewKeyPackage,
  type OwnKeyPackage,
} from "./group/key-packages.ts";
export type { Member, NamedSender } from "./group/member.ts";
export { type PeekedMessage, peekMessage } from "./group/peek-message.ts";
export {
  acceptAnyCredentialAndCommitForTests,
  type CommitUnderReview,
  type CredentialUnderReview,
  type GroupPolicy,
  type GroupView,
  type ProposalUnderReview,
} from "./group/policy.ts";
export { type CommitOutcome, type ProcessOptions, secretsOfGroup } from "./group/process-commit.ts";
export {
  type Processed,
  processMessage,
  type ReceivedApplicationData,
  type ReceivedProposal,
} from "./group/process-message.ts";
export { type LeafChange, propose, proposeFromOutside, proposeUpdate, type SentProposal } from "./group/propose.ts";
export { externalPskProposal, resumptionPskProposal } from "./group/psk-proposals.ts";
export type { WaitingChoice } from "./group/select-proposals.ts";
export { MLS_LIMITS } from "./limits.ts";
export { basicCredential, type Credential, sameCredential } from "./messages/credential.ts";
export {
  applicationIdExtension,
  applicationIdOf,
  EXTENSION_TYPE,
  type Extension,
  type ExternalSender,
  externalSendersExtension,
  externalSendersOf,
  findExtension,
  type RequiredCapabilities,
  requiredCapabilitiesExtension,
  requiredCapabilitiesOf,
} from "./messages/extension.ts";
export type { GroupContext } from "./messages/group-context.ts";
export { isLastResort, type KeyPackage, keyPackageRef } from "./messages/key-package.ts";
export type { Capabilities, LeafNode, Lifetime } from "./messages/leaf-node.ts";
export { PROPOSAL_TYPE, type Proposal, type ReInit } from "./messages/proposal.ts";
export type { PreSharedKeyId, ResumptionUsage } from "./messages/psk-id.ts";
export {
  decodeGroup,
  encodeEpochPart,
  encodeGroup,
  encodeMessagePart,
  type StoredGroup,
} from "./persistence/stored-group.ts";
export {
  decodeOwnKeyPackage,
  decodePending,
  encodeOwnKeyPackage,
  encodePending,
} from "./persistence/stored-pending.ts";
export { CIPHER_SUITES, type CipherSuite, type CipherSuiteId } from "./provider/cipher-suite.ts";
export type { AeadInput, KeyPair, MlsProvider, Signer } from "./provider/provider.ts";
export { hpkeOf } from "./provider/sealing.ts";
export type { MlsRefusal, RefusalReason, Result } from "./refusal.ts";
