/** Members as results and policies name them. */
import type { Sender } from "../framing/framed-content.ts";
import type { Credential } from "../messages/credential.ts";
import type { Extension } from "../messages/extension.ts";
import type { LeafNode } from "../messages/leaf-node.ts";
import type { RatchetTree } from "../tree/ratchet-tree.ts";

export interface Member {
  readonly leafIndex: number;
  readonly credential: Credential;
  readonly signatureKey: Uint8Array;
  /** Of the leaf. */
  readonly extensions: readonly Extension[];
}

/** Who sent a message, by the key that signed it. */
export interface NamedSender {
  readonly kind: Sender["kind"];
  /** Of a member, and of one who joins by a commit. */
  readonly leafIndex: number | undefined;
  /** Of an external sender, in the group's list. */
  readonly senderIndex: number | undefined;
  readonly credential: Credential;
  readonly signatureKey: Uint8Array;
}

export function memberOf(leafIndex: number, { credential, signatureKey, extensions }: LeafNode): Member {
  return { leafIndex, credential, signatureKey, extensions };
}

export function membersOf(tree: Pick<RatchetTree, "leaves">): readonly Member[] {
  return tree.leaves.flatMap((leaf, leafIndex) => (leaf === undefined ? [] : [memberOf(leafIndex, leaf)]));
}

export function senderOfLeaf(
  kind: Sender["kind"],
  leafIndex: number | undefined,
  { credential, signatureKey }: Pick<LeafNode, "credential" | "signatureKey">,
): NamedSender {
  return { kind, leafIndex, senderIndex: undefined, credential, signatureKey };
}
