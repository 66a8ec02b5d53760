/** The Welcome that goes with a commit of ours: RFC 9420 §12.4.3.1. */
import { EMPTY } from "../bytes.ts";
import { encode } from "../codec/writer.ts";
import { encodeMlsMessage } from "../framing/mls-message.ts";
import { deriveWelcomeSecret, welcomeKeyAndNonce } from "../key-schedule/key-schedule.ts";
import { type GroupInfo, writeGroupInfo } from "../messages/group-info.ts";
import { keyPackageRef } from "../messages/key-package.ts";
import { writeGroupSecrets } from "../messages/welcome.ts";
import { encryptWithLabel } from "../provider/labelled.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import { commonAncestor, nodeOfLeaf } from "../tree/tree-math.ts";
import type { OwnPath } from "./build-path.ts";
import type { NewEpoch } from "./epoch.ts";
import { signedGroupInfo } from "./group-info.ts";
import type { GroupState } from "./group-state.ts";
import type { AppliedProposals } from "./proposal-list.ts";

interface WelcomeInput {
  readonly applied: AppliedProposals;
  readonly epoch: NewEpoch;
  readonly path: OwnPath | undefined;
  readonly pskSecret: Uint8Array;
  readonly nextState: Pick<GroupState, "context" | "tree" | "confirmationTag" | "ownLeaf" | "secrets">;
  readonly signer: Signer;
  /** Whether the tree travels inside. */
  readonly withTree: boolean;
}

/** RFC 9420 §12.4.3.1: one Welcome for all whom the commit adds. */
export async function welcomeFor(provider: MlsProvider, made: WelcomeInput): Promise<Uint8Array | undefined> {
  const { applied, epoch, path, pskSecret, nextState, signer, withTree } = made;
  if (applied.added.length === 0) return undefined;
  const info = await signedGroupInfo(provider, nextState, { signer, withTree, withExternalPub: false });
  const encryptedGroupInfo = await sealGroupInfo(provider, info, { joinerSecret: epoch.joinerSecret, pskSecret });
  const secrets = applied.added.map(async ({ leafIndex, keyPackage }) => {
    const meeting = commonAncestor(nodeOfLeaf(nextState.ownLeaf), nodeOfLeaf(leafIndex));
    const pathSecret = path?.keys.find(({ node }) => node === meeting)?.pathSecret;
    const plain = encode({ joinerSecret: epoch.joinerSecret, pathSecret, psks: applied.psks }, writeGroupSecrets);
    const to = { publicKey: keyPackage.initKey, label: "Welcome", context: encryptedGroupInfo };
    const encryptedGroupSecrets = await encryptWithLabel(provider, to, plain);
    return { newMember: keyPackageRef(provider, keyPackage), encryptedGroupSecrets };
  });
  const message = { cipherSuite: provider.suite.id, secrets: await Promise.all(secrets), encryptedGroupInfo };
  return encodeMlsMessage({ kind: "welcome", message });
}

async function sealGroupInfo(
  provider: MlsProvider,
  info: GroupInfo,
  secrets: { readonly joinerSecret: Uint8Array; readonly pskSecret: Uint8Array },
): Promise<Uint8Array> {
  const keys = welcomeKeyAndNonce(provider, deriveWelcomeSecret(provider, secrets));
  return provider.seal({ ...keys, additionalData: EMPTY }, encode(info, writeGroupInfo));
}
