/** Which of the waiting proposals one commit can take together: RFC 9420 §12.2, §12.4. */
import { equalBytes, hexFromBytes } from "../bytes.ts";
import { pskName } from "../messages/psk-id.ts";
import { refuse } from "../refusal.ts";
import type { GroupState, WaitingProposal } from "./group-state.ts";

/** "all" takes what fits together; references take exactly those. */
export type WaitingChoice = "all" | "none" | readonly Uint8Array[];

export function selectWaiting(state: GroupState, choice: WaitingChoice): readonly WaitingProposal[] {
  if (choice === "none") return [];
  if (choice === "all") return fittingTogether(state);
  return choice.map(
    (reference) =>
      state.waiting.find((each) => equalBytes(each.reference, reference)) ??
      refuse("unknown-proposal", "the reference of a waiting proposal"),
  );
}

/**
 * The later of two that exclude each other wins, but a Remove wins over an Update (RFC 9420 §12.2). Our own Update and our
 * own removal are for others to commit.
 */
function fittingTogether(state: GroupState): readonly WaitingProposal[] {
  const removed = new Set<number>();
  for (const { proposal } of state.waiting) if (proposal.kind === "remove") removed.add(proposal.removed);
  const chosen = new Map<string, WaitingProposal>();
  for (const each of state.waiting) {
    const key = exclusionKey(each, removed, state.ownLeaf);
    if (key !== undefined) chosen.set(key, each);
  }
  const reinit = chosen.get("reinit");
  if (reinit === undefined) return [...chosen.values()];
  return chosen.size === 1 ? [reinit] : [...chosen.values()].filter((each) => each !== reinit);
}

/** Equal for proposals of which only one can be taken; undefined for one that cannot be. */
function exclusionKey(
  { proposal, sender }: WaitingProposal,
  removed: ReadonlySet<number>,
  ownLeaf: number,
): string | undefined {
  switch (proposal.kind) {
    case "add":
      return `add ${hexFromBytes(proposal.keyPackage.leafNode.signatureKey)}`;
    case "update": {
      const { leafIndex } = sender;
      if (leafIndex === undefined || leafIndex === ownLeaf || removed.has(leafIndex)) return undefined;
      return `leaf ${leafIndex}`;
    }
    case "remove":
      return proposal.removed === ownLeaf ? undefined : `leaf ${proposal.removed}`;
    case "psk":
      return `psk ${pskName(proposal.psk)}`;
    case "reinit":
    case "group_context_extensions":
      return proposal.kind;
    case "external_init":
      return undefined;
  }
}
