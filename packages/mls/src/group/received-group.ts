/** What a newcomer checks of a group before it believes in it: RFC 9420 §12.4.3.1. */
import { equalBytes } from "../bytes.ts";
import { decode } from "../codec/reader.ts";
import { EXTENSION_TYPE, externalSendersOf, findExtension } from "../messages/extension.ts";
import type { GroupInfo } from "../messages/group-info.ts";
import { present, require } from "../refusal.ts";
import { type RatchetTree, readRatchetTree } from "../tree/ratchet-tree.ts";
import { treeHash } from "../tree/tree-hash.ts";
import { requirementsOf } from "../tree/validate-leaf.ts";
import { validateTree } from "../tree/validate-tree.ts";
import { verifyGroupInfo } from "./group-info.ts";
import type { MlsDeps } from "./group-state.ts";
import { reviewCredential, reviewTree } from "./review.ts";

/** The tree of the group, from inside the GroupInfo or from `apart`, with everything checked but the confirmation tag. */
export async function checkedGroup(
  deps: MlsDeps,
  info: GroupInfo,
  apart: Uint8Array | undefined,
): Promise<RatchetTree> {
  const inside = findExtension(info.extensions, EXTENSION_TYPE.ratchetTree);
  const tree = decode(present(inside ?? apart, "invalid", "a ratchet tree, inside or apart"), readRatchetTree);
  await verifyGroupInfo(deps.provider, info, tree);
  const { context } = info;
  require(equalBytes(treeHash(deps.provider, tree), context.treeHash), "invalid", "a tree with the signed hash");
  await validateTree(deps.provider, tree, { groupId: context.groupId, requirements: requirementsOf(context) });
  await reviewTree(deps, tree, context.groupId);
  for (const { credential, signatureKey } of externalSendersOf(context.extensions)) {
    const { groupId } = context;
    const place = { groupId, leafIndex: undefined, previous: undefined };
    await reviewCredential(deps, { credential, signatureKey, extensions: [], ...place, occasion: "external-sender" });
  }
  return tree;
}
