// What the snapshot of an access review costs in an organisation of 100,000 people with 20 roles each: taken from roles that the policy
// holds in memory, as it does once it was asked, and durable in the store with its fact. Beside it a copy of the same roles in memory
// as JSON, which is less than anybody could do.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountId, newId, type RoleId } from "@warbler/protocol";
import { openSnapshots } from "@warbler/server";
import type { LibraryScenario } from "../mls/run.ts";
import { summarise } from "../runner.ts";
import type { Figures } from "../scenario.ts";

const NAME = "review-snapshot";
const SUBJECTS = ["JSON in memory", "warbler"] as const;

export interface SnapshotScale {
  readonly people: number;
  readonly grants: number;
  readonly rounds: number;
}

export function reviewSnapshot(scale: SnapshotScale): LibraryScenario {
  return {
    name: NAME,
    run: async () => {
      const startedAt = performance.now();
      const people = organisationOf(scale);
      const folder = await mkdtemp(join(tmpdir(), "warbler-reviews-"));
      const results: Figures[][] = SUBJECTS.map(() => []);
      try {
        await using snapshots = await openSnapshots(folder, people);
        // The first round warms up.
        for (let round = 0; round <= scale.rounds; round++) {
          const plain = await timed(async () => JSON.stringify([...people.values()]));
          const taken = await timed(() => snapshots.begin());
          if (round === 0) continue;
          results[0]?.push(plain);
          results[1]?.push(taken);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
      const servers = SUBJECTS.map((subject, index) =>
        summarise(NAME, subject, results[index] ?? [], index === 0 ? [] : (results[0] ?? [])),
      );
      return { scenario: NAME, elapsedMs: performance.now() - startedAt, servers };
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<Figures> {
  const begun = performance.now();
  await work();
  return { "snapshot s": (performance.now() - begun) / 1_000 };
}

/** Everybody a member, with roles of the organisation's own beside it, given by one of a hundred. */
function organisationOf({ people, grants }: SnapshotScale) {
  const roles = Array.from({ length: 200 }, () => newId<RoleId>());
  const givers = Array.from({ length: 100 }, () => newId<AccountId>());
  const sinceMs = Date.UTC(2026, 0, 1);
  const held = (at: number) =>
    Array.from({ length: grants - 1 }, (_, one) => ({
      role: roles[(at + one) % roles.length] ?? newId<RoleId>(),
      since_ms: sinceMs + at,
      until_ms: null,
      given_by: givers[at % givers.length] ?? null,
    }));
  return new Map(
    Array.from({ length: people }, (_, at) => [
      newId<AccountId>(),
      { standing: { role: "member" as const, suspended_ms: null, since_ms: sinceMs, given_by: null }, held: held(at) },
    ]),
  );
}
