/** What people say they are doing: sealed with the person's own key, forgotten when its time is over. */
import type { AccountId, ApiParsed, Status } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insertOrReplace, plan, remove } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { statusChanged } from "./facts.ts";
import type { AccountStore } from "./store.ts";
import { statuses } from "./tables.ts";

export function statusRules(
  { ledger, vault, clock }: Pick<Kernel, "ledger" | "vault" | "clock">,
  store: Pick<AccountStore, "statusesOf">,
) {
  return {
    async set(grant: Grant<"account.change">, { text, untilMs }: ApiParsed<"setStatus">): Promise<Result<undefined>> {
      const { account } = grant.resource;
      if (untilMs !== undefined && untilMs <= clock.nowMs()) return refuse("bad-request", "expected a time to come");
      const until = untilMs === undefined ? {} : { untilMs };
      const step =
        text === ""
          ? remove(statuses, { account }, "ignore")
          : insertOrReplace(statuses, { account, text, until_ms: untilMs ?? null });
      const done = await ledger.commit(grant, () =>
        plan(statusChanged, [{ subject: account, detail: until }], [step], { account, text, ...until }),
      );
      return done.ok ? ok(undefined) : done;
    },

    /** Of those of these people who have one. */
    async of(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Status>> {
      const nowMs = clock.nowMs();
      const current = (await store.statusesOf(ids)).filter(({ until_ms }) => until_ms === null || until_ms > nowMs);
      return new Map(
        current.flatMap((row) => {
          const text = vault.open(statuses, "text", row);
          if (text === ERASED) return [];
          return [[row.account, { text, ...(row.until_ms !== null && { untilMs: row.until_ms }) }]];
        }),
      );
    },
  };
}
