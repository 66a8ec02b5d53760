/** A group that follows from another, by ReInit or as a branch: RFC 9420 §11.2, §11.3. */

import { equalBytes, hexFromBytes } from "../bytes.ts";
import { encode } from "../codec/writer.ts";
import { encodeCredential } from "../messages/credential.ts";
import { writeExtensions } from "../messages/extension.ts";
import type { GroupContext } from "../messages/group-context.ts";
import type { PreSharedKeyId } from "../messages/psk-id.ts";
import { present, require } from "../refusal.ts";
import type { RatchetTree } from "../tree/ratchet-tree.ts";
import type { GroupState } from "./group-state.ts";

/** Checks a Welcome that names what its group follows from; other Welcomes pass. */
export function checkSuccession(
  psks: readonly PreSharedKeyId[],
  joined: { readonly context: GroupContext; readonly tree: RatchetTree },
  previous: GroupState | undefined,
): void {
  const claims = psks.filter((psk) => psk.kind === "resumption" && psk.usage !== "application");
  require(claims.length <= 1, "invalid", "at most one group that this one follows from");
  const [claim] = claims;
  if (claim === undefined || claim.kind !== "resumption") return;
  const old = present(previous, "unknown-psk", "the group that this one follows from");
  require(equalBytes(old.context.groupId, claim.groupId), "invalid", "the group that this one follows from");
  require(joined.context.epoch === 1n, "invalid", "a Welcome from the first commit of the group");
  if (claim.usage === "reinit") checkReInit(joined.context, old);
  else checkBranch(joined, old);
}

function checkReInit(context: GroupContext, old: GroupState): void {
  const { groupId, cipherSuite, extensions } = present(old.reinit, "invalid", "a ReInit that was committed");
  const isAsAgreed =
    equalBytes(context.groupId, groupId) &&
    context.cipherSuite === cipherSuite &&
    equalBytes(encode(context.extensions, writeExtensions), encode(extensions, writeExtensions));
  require(isAsAgreed, "invalid", "the group that the ReInit describes");
}

/** A branch has the old group's suite, and only members of it. */
function checkBranch(
  { context, tree }: { readonly context: GroupContext; readonly tree: RatchetTree },
  old: GroupState,
) {
  require(context.cipherSuite === old.context.cipherSuite, "invalid", "the cipher suite of the old group");
  const credentials = (of: RatchetTree) =>
    of.leaves.flatMap((leaf) => (leaf === undefined ? [] : [hexFromBytes(encodeCredential(leaf.credential))]));
  const before = new Set(credentials(old.tree));
  require(credentials(tree).every((credential) => before.has(credential)), "invalid", "only members of the old group");
}
