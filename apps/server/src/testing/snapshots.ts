/** Snapshots of access reviews over people in memory and a real store, for benchmarks. */
import { rootKeyFromBytes } from "@warbler/crypto";
import { type AccountId, newId, type ReviewSettings, type RoleName } from "@warbler/protocol";
import { beginRules } from "../features/reviews/begin.ts";
import { grantsRules } from "../features/reviews/grants.ts";
import { reviewStore } from "../features/reviews/store.ts";
import { featureTables } from "../features.ts";
import { systemClock } from "../kernel/clock.ts";
import { openKernel } from "../kernel/kernel.ts";
import type { Person } from "../kernel/policy/rule.ts";

export interface Snapshots extends AsyncDisposable {
  /** Begins a review of everybody's roles, and resolves once it is durable. */
  begin(): Promise<void>;
}

export async function openSnapshots(folder: string, people: ReadonlyMap<AccountId, Person>): Promise<Snapshots> {
  const kernel = await openKernel({
    dataFolder: folder,
    rootKey: rootKeyFromBytes(new Uint8Array(32).fill(7)),
    tables: featureTables,
    clock: systemClock,
    log: () => undefined,
    onBroken: (sentence) => {
      throw new Error(sentence);
    },
  });
  // These people are in nobody's database: what the policy would hold in memory is given.
  const policy = {
    everybody: async () => people,
    now: () => kernel.policy.now(),
    explain: async () => ({ may: true, by: "self" }),
    approvalsFor: async () => 0,
  } as never;
  const conversations = { groupRooms: async () => [], lastRead: async () => [] };
  const custodians = { openedAtMs: 0, kept: async () => [] };
  const grants = grantsRules({ ...kernel, policy, conversations, tokens: { live: async () => [] }, custodians });
  const { begin } = beginRules({ ...kernel, policy, store: reviewStore(kernel.reader), grants });
  const roles = new Set<RoleName>(["member"]);
  for (const { held } of people.values()) for (const { role } of held) roles.add(role);
  const [by = newId<AccountId>()] = people.keys();
  const about: ReviewSettings = {
    name: "everybody",
    scope: { kind: "roles", roles: [...roles] },
    reviewers: [by],
    unanswered: "keep",
    openForMs: 3_600_000,
    reminderDays: [],
    reason: "a benchmark",
  };
  return {
    async begin() {
      const begun = await begin({ by, about }, kernel.openGrant("a benchmark takes a snapshot"));
      if (!begun.ok || begun.value === undefined) throw new Error("expected a snapshot");
    },
    [Symbol.asyncDispose]: () => kernel[Symbol.asyncDispose](),
  };
}
