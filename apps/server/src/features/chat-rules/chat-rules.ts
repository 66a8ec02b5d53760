/**
 * What the organisation lets people do in conversations: how long they can take back what they wrote, who sees how far
 * others have read, and whether their clients show a watermark. Read for every recall and every moved cursor, so both are held in memory and follow the facts.
 */
import {
  type AccountId,
  type ApiAnswer,
  type ApiParsed,
  LIMITS,
  type NewRoomLevel,
  type RecallWindow,
  type ReceiptRule,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { factType, insertOrReplace, plan } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { chatRuleStore } from "./store.ts";
import { chatRuleSets, receiptChoices } from "./tables.ts";

export const chatRulesChanged = factType<null>("chat-rules.changed");
export const receiptsChosen = factType<{ readonly account: AccountId; readonly shared: boolean }>("receipts.chosen");

interface Held {
  /** Oldest first. */
  readonly recall: readonly RecallWindow[];
  readonly receipts: ReceiptRule;
  readonly newRooms: NewRoomLevel | undefined;
  readonly watermark: boolean;
}

export function chatRulesOf({ ledger, reader, clock }: Pick<Kernel, "ledger" | "reader" | "clock">) {
  const store = chatRuleStore(reader);
  let held: Promise<Held> | undefined;
  let hiding: Promise<Set<AccountId>> | undefined;
  ledger.on(chatRulesChanged, () => {
    held = undefined;
  });
  ledger.on(receiptsChosen, () => {
    hiding = undefined;
  });

  const load = async (): Promise<Held> => {
    const sets = (await store.sets(LIMITS.recallWindows)).reverse();
    const recall = sets.map(({ since_ms, recall_within_ms }) => ({
      sinceMs: since_ms,
      ...(recall_within_ms !== null && { withinMs: recall_within_ms }),
    }));
    const newest = sets.at(-1);
    return {
      recall,
      receipts: newest?.receipts ?? "optional",
      newRooms: newest?.new_rooms ?? undefined,
      watermark: newest?.watermark === 1,
    };
  };
  const now = (): Promise<Held> => {
    held ??= load().catch((error: unknown) => {
      held = undefined;
      throw error;
    });
    return held;
  };
  const whoHides = (): Promise<ReadonlySet<AccountId>> => {
    hiding ??= store.hiding().then(
      (accounts) => new Set(accounts),
      (error: unknown) => {
        hiding = undefined;
        throw error;
      },
    );
    return hiding;
  };

  return {
    /** Whether what was written then can still be taken back by its author. */
    async canRecall(writtenAtMs: number): Promise<boolean> {
      const withinMs = (await now()).recall.at(-1)?.withinMs;
      return withinMs === undefined || clock.nowMs() - writtenAtMs < withinMs;
    },

    /** Of these people, those whose reading this person sees; oneself always. */
    async seenBy(viewer: AccountId, people: Iterable<AccountId>): Promise<readonly AccountId[]> {
      const { receipts } = await now();
      if (receipts === "required") return [...people];
      const hides = await whoHides();
      const seesOthers = receipts === "optional" && !hides.has(viewer);
      return [...people].filter((one) => one === viewer || (seesOthers && !hides.has(one)));
    },

    async read(grant: Grant<"chat-rules.read">): Promise<Result<ApiAnswer<"chatRules">>> {
      const { recall, receipts, newRooms, watermark } = await now();
      const sharesReceipts = !(await whoHides()).has(grant.caller.account);
      return ok({
        recall: [...recall],
        receipts,
        watermark,
        sharesReceipts,
        ...(newRooms !== undefined && { newRooms }),
      });
    },

    async configure(
      grant: Agreed<"chat-rules.change">,
      { recallWithinMs, receipts, ...asked }: ApiParsed<"configureChat">,
    ): Promise<Result<undefined>> {
      const before = await now();
      const { newRooms = before.newRooms, watermark = before.watermark } = asked;
      const row = {
        since_ms: clock.nowMs(),
        recall_within_ms: recallWithinMs ?? null,
        receipts,
        new_rooms: newRooms ?? null,
        watermark: watermark ? 1 : 0,
      } as const;
      const detail = {
        receipts,
        watermark,
        ...(recallWithinMs !== undefined && { recallWithinMs }),
        ...(newRooms !== undefined && { newRooms }),
      };
      const about = [{ subject: grant.caller.account, detail }] as const;
      const done = await ledger.commit(grant, () =>
        plan(chatRulesChanged, about, [insertOrReplace(chatRuleSets, row)], null),
      );
      return done.ok ? ok(undefined) : done;
    },

    async share(grant: Grant<"receipts.choose">, shared: boolean): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const done = await ledger.commit(grant, () =>
        plan(
          receiptsChosen,
          [{ subject: account, detail: { shared } }],
          [insertOrReplace(receiptChoices, { account, shared: shared ? 1 : 0 })],
          { account, shared },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type ChatRulesOf = ReturnType<typeof chatRulesOf>;
