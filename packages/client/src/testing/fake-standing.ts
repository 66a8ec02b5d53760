/** Suspensions, returns and removals of people as the real server records and proves them. */
import {
  type AccountId,
  base64urlFromBytes,
  canonicalFact,
  type LeaverAnswer,
  type StandingFact,
} from "@warbler/protocol";
import { commitToFact, portableHasher } from "@warbler/transparency";
import type { Handlers } from "./fake-call.ts";
import type { FakeState } from "./fake-state.ts";

interface ToldFact extends Omit<LeaverAnswer["facts"][number], "proof"> {
  readonly leaf: number;
  readonly position: number;
}
const factsBy = new WeakMap<FakeState, Map<AccountId, readonly ToldFact[]>>();
const factsOf = (state: FakeState): Map<AccountId, readonly ToldFact[]> => {
  const known = factsBy.get(state) ?? new Map<AccountId, readonly ToldFact[]>();
  factsBy.set(state, known);
  return known;
};

/** Puts it into the log: with its reason, and beside that for members. */
export function recordStanding(state: FakeState, kind: StandingFact, account: AccountId): void {
  const [atMs, salt] = [state.nowMs(), new Uint8Array(32).fill(state.log.size)];
  const details = [{ account, reason: "nobody else's business" }, { account }];
  const commitments = details.map((detail) =>
    commitToFact({ salt, fact: canonicalFact(kind, atMs, account, detail) }, portableHasher),
  );
  const leaf = state.log.append(kind, atMs, commitments);
  const told = { kind, atMs, salt: base64urlFromBytes(salt), leaf, position: 1 };
  factsOf(state).set(account, [...(factsOf(state).get(account) ?? []), told]);
}

export const standingHandlers: Pick<Handlers, "leaver"> = {
  leaver: async ({ state, caller, params }) => {
    state.roomFor(caller().account, params["room"] ?? "");
    const told = [...factsOf(state)].find(([account]) => account === params["account"])?.[1] ?? [];
    const facts = await Promise.all(
      told.map(async ({ leaf, position, ...fact }) => {
        const proof = await state.log.proof(leaf, position);
        return proof === undefined ? [] : [{ ...fact, proof }];
      }),
    );
    return { facts: facts.flat() };
  },
};
