/** Whose key must have signed a message: RFC 9420 §6.1. */
import type { FramedContent } from "../framing/framed-content.ts";
import { externalSendersOf } from "../messages/extension.ts";
import type { GroupContext } from "../messages/group-context.ts";
import type { LeafNode } from "../messages/leaf-node.ts";
import { present, refuse } from "../refusal.ts";
import { type NamedSender, senderOfLeaf } from "./member.ts";

export function namedSender(
  context: GroupContext,
  leaves: readonly (LeafNode | undefined)[],
  { sender, body }: FramedContent,
): NamedSender {
  switch (sender.kind) {
    case "member": {
      const leaf = present(leaves[sender.leafIndex], "not-a-member", "a message by a member");
      return senderOfLeaf("member", sender.leafIndex, leaf);
    }
    case "external": {
      const { senderIndex } = sender;
      const external = externalSendersOf(context.extensions)[senderIndex];
      const listed = present(external, "not-a-member", "an external sender that the group lists");
      return body.kind === "proposal"
        ? { kind: "external", leafIndex: undefined, senderIndex, ...listed }
        : refuse("invalid", "only proposals by external senders");
    }
    case "new_member_proposal":
      return body.kind === "proposal" && body.proposal.kind === "add"
        ? senderOfLeaf("new_member_proposal", undefined, body.proposal.keyPackage.leafNode)
        : refuse("invalid", "an Add by one who asks to join");
    case "new_member_commit":
      return body.kind === "commit" && body.commit.path !== undefined
        ? senderOfLeaf("new_member_commit", undefined, body.commit.path.leafNode)
        : refuse("invalid", "a commit with a path by one who joins");
  }
}
