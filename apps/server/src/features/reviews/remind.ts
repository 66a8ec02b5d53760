/** Reminds reviewers, on the days before a review is due that it names, who still have something to decide. */
import type { AccountId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, update } from "../../kernel/plan.ts";
import type { Campaign } from "./campaign.ts";
import * as told from "./facts.ts";
import { reviewCampaigns } from "./tables.ts";

const DAY_MS = 24 * 3_600_000;

/** How many of its reminders have come. */
export function remindersDue({ row, about }: Pick<Campaign, "row" | "about">, nowMs: number): number {
  const times = about.reminderDays.map((days) => row.due_ms - days * DAY_MS);
  // One that would have come before the start is none.
  return times.filter((atMs) => atMs > row.started_ms && atMs <= nowMs).length;
}

export function reminding({ ledger, clock, openGrant }: Pick<Kernel, "ledger" | "clock" | "openGrant">) {
  /** `waiting` are those who have something left. */
  return async (campaign: Campaign, waiting: readonly AccountId[]): Promise<void> => {
    const { row } = campaign;
    const due = remindersDue(campaign, clock.nowMs());
    if (due <= row.reminded || row.due_ms <= clock.nowMs()) return;
    const detail = { review: row.id, dueAtMs: row.due_ms, people: waiting.length };
    await ledger.commit(openGrant("a review's reviewers are reminded"), () =>
      plan(
        told.reviewReminded,
        aboutEach(row.by, waiting, detail),
        [update(reviewCampaigns, { id: row.id, state: "open", reminded: row.reminded }, { reminded: due }, "ignore")],
        { accounts: waiting },
      ),
    );
  };
}
