/** Asks the application, and refuses as "refused-by-policy" what it does not accept. */

import type { GroupContext } from "../messages/group-context.ts";
import { require } from "../refusal.ts";
import type { RatchetTree } from "../tree/ratchet-tree.ts";
import type { MlsDeps } from "./group-state.ts";
import { memberOf, membersOf } from "./member.ts";
import type { CommitUnderReview, CredentialUnderReview, GroupView } from "./policy.ts";

export async function reviewCredential({ policy }: MlsDeps, review: CredentialUnderReview): Promise<void> {
  require((await policy.checkCredential(review)) === true, "refused-by-policy", "a credential that policy accepts");
}

/** Every member of a group that we are about to join. */
export async function reviewTree(deps: MlsDeps, tree: RatchetTree, groupId: Uint8Array): Promise<void> {
  const reviews = tree.leaves.map(async (leaf, leafIndex) => {
    if (leaf === undefined) return;
    await reviewCredential(deps, { ...memberOf(leafIndex, leaf), groupId, occasion: "joining", previous: undefined });
  });
  await Promise.all(reviews);
}

export async function reviewCommit({ policy }: MlsDeps, review: CommitUnderReview): Promise<void> {
  require((await policy.checkCommit(review)) === true, "refused-by-policy", "a commit that policy accepts");
}

export function groupView(context: GroupContext, tree: Pick<RatchetTree, "leaves">): GroupView {
  return { context, members: () => membersOf(tree) };
}
