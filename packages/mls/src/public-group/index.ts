/** What a server may use of this package: everything here works on public messages, and nothing here takes a secret. */

export type { MlsDeps } from "../group/group-state.ts";
export { checkKeyPackage, decodeKeyPackage } from "../group/key-packages.ts";
export type { Member } from "../group/member.ts";
export type { CommitUnderReview, CredentialUnderReview, GroupPolicy, GroupView } from "../group/policy.ts";
export { proposeFromOutside } from "../group/propose.ts";
export type { Credential } from "../messages/credential.ts";
export { EXTENSION_TYPE, type Extension, externalSendersOf, findExtension } from "../messages/extension.ts";
export { isLastResort, type KeyPackage, keyPackageRef } from "../messages/key-package.ts";
export type { MlsProvider, Signer } from "../provider/provider.ts";
export * from "./public-group.ts";
export * from "./public-messages.ts";
