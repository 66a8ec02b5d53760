/** Marks are one person's own: set and seen on all of their devices, told to nobody else, and nothing to the record. */
import { type AccountId, type ApiParsed, LIMITS, type MarkAnswer } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { factType, insertOrReplace, plan, remove, requireRows, type Step } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { records } from "../../kernel/records.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { markStore } from "./store.ts";
import { marks } from "./tables.ts";

export interface MarkNotice extends MarkAnswer {
  readonly account: AccountId;
  readonly on: boolean;
}
export const markSet = factType<MarkNotice>("mark.set");

export function markRules({ ledger, reader, clock }: Pick<Kernel, "ledger" | "reader" | "clock">) {
  const store = markStore(reader);
  return {
    async list(grant: Grant<"mark.list">): Promise<Result<{ readonly marks: MarkAnswer[] }>> {
      const rows = await store.marksOf(grant.resource.account);
      return ok({ marks: rows.map(({ room, seq, mark, at_ms }) => ({ room, seq, mark, atMs: at_ms })) });
    },

    async set(grant: Grant<"mark.set">, seq: number, { mark, on }: ApiParsed<"setMark">): Promise<Result<undefined>> {
      const { room } = grant.resource;
      const { account } = grant.caller;
      const atMs = clock.nowMs();
      // A room counts as unread from one place.
      const where = mark === "unread" ? { account, room, mark } : { account, room, seq, mark };
      const steps: readonly Step[] = [
        remove(marks, where, "ignore"),
        ...(on
          ? [
              requireRows(records, { room, seq }, "not-found"),
              requireRows(marks, { account }, "too-many", 0, LIMITS.marksPerAccount - 1),
              insertOrReplace(marks, { account, room, seq, mark, at_ms: atMs }),
            ]
          : []),
      ];
      const done = await ledger.commit(grant, () =>
        plan(markSet, [{ subject: account, detail: { room, seq, mark, on } }], steps, {
          ...{ account, room, seq, mark, on, atMs },
        }),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type MarkRules = ReturnType<typeof markRules>;
