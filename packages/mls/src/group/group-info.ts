/** A signed account of a group for those who are not in it yet: RFC 9420 §12.4.3. */
import { decode } from "../codec/reader.ts";
import { encodeMlsMessage, readMlsMessage } from "../framing/mls-message.ts";
import { externalKeyPair } from "../key-schedule/key-schedule.ts";
import { EXTENSION_TYPE, type Extension, externalPubExtension } from "../messages/extension.ts";
import type { GroupContext } from "../messages/group-context.ts";
import { type GroupInfo, groupInfoTbs } from "../messages/group-info.ts";
import { signWithLabel, verifyWithLabel } from "../provider/labelled.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import { attempt, attemptSync, present, type Result, refuse } from "../refusal.ts";
import { encodeRatchetTree, type RatchetTree } from "../tree/ratchet-tree.ts";
import { type GroupState, type MlsDeps, requireActive } from "./group-state.ts";

export interface GroupInfoOptions {
  readonly signer: Signer;
  /** Whether the tree travels inside. Large groups let the server keep it apart: `ratchetTreeOf`. */
  readonly withTree: boolean;
  /** Whether others may join by it from outside (RFC 9420 §12.4.3.2). */
  readonly withExternalPub: boolean;
}

/** An encoded MLSMessage. */
export function createGroupInfo(
  { provider }: Pick<MlsDeps, "provider">,
  state: GroupState,
  options: GroupInfoOptions,
): Promise<Result<Uint8Array>> {
  return attempt(async () => {
    requireActive(state);
    const message = await signedGroupInfo(provider, state, options);
    return encodeMlsMessage({ kind: "groupInfo", message });
  });
}

/** For a `ratchet_tree` extension, or to be kept beside a GroupInfo (RFC 9420 §12.4.3.3). */
export function ratchetTreeOf(state: Pick<GroupState, "tree">): Uint8Array {
  return encodeRatchetTree(state.tree);
}

export async function signedGroupInfo(
  provider: MlsProvider,
  state: Pick<GroupState, "context" | "tree" | "confirmationTag" | "ownLeaf" | "secrets">,
  { signer, withTree, withExternalPub }: GroupInfoOptions,
): Promise<GroupInfo> {
  const extensions: Extension[] = [];
  if (withTree) extensions.push({ type: EXTENSION_TYPE.ratchetTree, data: encodeRatchetTree(state.tree) });
  if (withExternalPub) {
    const { publicKey } = await externalKeyPair(provider, state.secrets.externalSecret);
    extensions.push(externalPubExtension(publicKey));
  }
  const content = {
    context: state.context,
    extensions,
    confirmationTag: state.confirmationTag,
    signer: state.ownLeaf,
  };
  return { ...content, signature: await signWithLabel(signer, LABEL, groupInfoTbs(content)) };
}

const LABEL = "GroupInfoTBS";

/** Refuses as "invalid" what the member it names did not sign. */
export async function verifyGroupInfo(provider: MlsProvider, info: GroupInfo, tree: RatchetTree): Promise<void> {
  const { signatureKey: publicKey } = present(tree.leaves[info.signer], "invalid", "a GroupInfo signed by a member");
  const { signature } = info;
  await verifyWithLabel(provider, { publicKey, label: LABEL, content: groupInfoTbs(info), signature });
}

/** What a GroupInfo says, once this key is found to have signed it. Whether the group is as it says is not looked at. */
export function readSignedGroupInfo(
  { provider }: Pick<MlsDeps, "provider">,
  bytes: Uint8Array,
  publicKey: Uint8Array,
): Promise<Result<{ readonly context: GroupContext }>> {
  return attempt(async () => {
    const { kind, message } = decode(bytes, readMlsMessage);
    if (kind !== "groupInfo") return refuse("malformed", "a GroupInfo");
    const { context, signature } = message;
    await verifyWithLabel(provider, { publicKey, label: LABEL, content: groupInfoTbs(message), signature });
    return { context };
  });
}

/** What a GroupInfo says, unverified: for a server that routes by it. */
export function peekGroupInfo(bytes: Uint8Array): Result<{ readonly context: GroupContext }> {
  return attemptSync(() => {
    const { kind, message } = decode(bytes, readMlsMessage);
    return kind === "groupInfo" ? { context: message.context } : refuse("malformed", "a GroupInfo");
  });
}
