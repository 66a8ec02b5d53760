/**
 * What is due: removals that a crash left undone, what nobody decided, and the end of a review with its result. Each step is told by
 * what is stored, so that a job that was cut short goes on where it was.
 */
import { type Decision, itemsOf, type ReviewId, type ReviewItem } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insert, plan, requireRows, update } from "../../kernel/plan.ts";
import { type Campaign, type Campaigns, digestText, isRooms, sha256 } from "./campaign.ts";
import type { EffectRules } from "./effects.ts";
import * as told from "./facts.ts";
import type { ResultRules } from "./result.ts";
import { reviewBatches, reviewCampaigns } from "./tables.ts";

export interface CloseDeps extends Pick<Kernel, "ledger" | "clock" | "openGrant" | "policy"> {
  readonly campaigns: Campaigns;
  readonly effects: EffectRules;
  readonly results: Pick<ResultRules, "textOf">;
}
const LAPSED_AT_ONCE = 20_000;
const WHY = "a review is due: its own choice counts for what nobody decided";

export function closeRules({ ledger, clock, openGrant, policy, campaigns, effects, results }: CloseDeps) {
  const isDue = ({ row, decided }: Campaign) => row.due_ms <= clock.nowMs() || decided.size >= row.items;

  /** Every grant of a review; undefined where a part of the snapshot is not what it was. */
  async function* items(campaign: Campaign): AsyncGenerator<ReviewItem | undefined> {
    for (const head of campaign.heads) {
      const part = await campaigns.part(head);
      if (part === undefined) yield undefined;
      else yield* itemsOf(part);
    }
  }

  const lapse = async (id: ReviewId): Promise<void> => {
    for (;;) {
      const campaign = await campaigns.of(id);
      if (campaign === undefined || campaign.isDamaged || campaign.row.state !== "open") return;
      const decision: Decision = campaign.about.unanswered;
      const left: number[] = [];
      for (let item = 0; item < campaign.row.items && left.length < LAPSED_AT_ONCE; item++)
        if (!campaign.decided.has(item)) left.push(item);
      if (left.length === 0) return;
      const row = {
        review: id,
        batch: campaign.batches.length,
        at_ms: clock.nowMs(),
        body: { decisions: left.map((item) => [item, decision, ""] as const) },
      };
      const detail = { review: id, decision, items: left.length };
      const done = await ledger.commit(openGrant(WHY), () =>
        plan(
          told.reviewLapsed,
          aboutEach(campaign.row.by, campaign.about.reviewers, detail),
          [requireRows(reviewCampaigns, { id, state: "open" }, "review-over"), insert(reviewBatches, row, "id-reused")],
          null,
        ),
      );
      if (!done.ok && done.refusal.code !== "id-reused") return;
    }
  };

  /** Carries out removals that were decided and not carried out; false where the snapshot cannot be read. */
  const carryOut = async (campaign: Campaign): Promise<boolean> => {
    const review = campaign.row.id;
    const isOpen = (item: number) => {
      const effect = campaign.effects.get(item)?.effect;
      return campaign.decided.get(item)?.decision === "remove" && (effect === undefined || effect === "waits");
    };
    if (![...campaign.decided.keys()].some(isOpen)) return true;
    for await (const item of items(campaign)) {
      if (item === undefined) return false;
      const decided = campaign.decided.get(item.item);
      if (decided === undefined || !isOpen(item.item)) continue;
      const isWaiting = campaign.effects.get(item.item)?.effect === "waits";
      // What waits for a room's members is looked at again only once they have removed the person.
      if (isWaiting && item.room !== undefined && (await policy.rosterOf(item.room)).has(item.account)) continue;
      const { reason } = decided;
      const authority = { by: decided.by ?? campaign.row.by, review, ...(reason !== "" && { reason }) };
      await effects.take(review, item, { authority, grant: openGrant("a review decided on a removal") });
    }
    return true;
  };

  const close = async (id: ReviewId): Promise<void> => {
    const campaign = await campaigns.read(id);
    if (campaign === undefined || campaign.isDamaged || campaign.row.state !== "open") return;
    const closedAtMs = clock.nowMs();
    const text = await results.textOf({
      ...campaign,
      row: { ...campaign.row, state: "closed", closed_ms: closedAtMs },
    });
    if (text === undefined) return;
    const result = sha256(text);
    const removed = [...campaign.decided.values()].filter(({ decision }) => decision === "remove").length;
    const { by } = campaign.row;
    const detail = {
      review: id,
      result: digestText(result),
      items: campaign.row.items,
      removed,
      lapsed: [...campaign.decided.values()].filter((one) => one.by === null).length,
    };
    await ledger.commit(openGrant("a review is over"), () =>
      plan(
        told.reviewClosed,
        aboutEach(by, campaign.about.reviewers, detail),
        [
          update(
            reviewCampaigns,
            { id, state: "open" },
            { state: "closed", closed_ms: closedAtMs, result },
            "review-over",
          ),
        ],
        { accounts: [by, ...campaign.about.reviewers] },
      ),
    );
    campaigns.forget(id);
  };

  return {
    /** Does what is due of one review; false where it is damaged. */
    async run(id: ReviewId): Promise<boolean> {
      const campaign = await campaigns.of(id);
      if (campaign === undefined || campaign.isDamaged) return false;
      if (campaign.row.state !== "open") return true;
      if (!(await carryOut(campaign))) return false;
      if (!isDue(campaign)) return true;
      // Nothing is taken away by the clock that was not read anew, with every tag.
      campaigns.forget(id);
      if (!(await isReadable(id))) return false;
      await lapse(id);
      const after = await campaigns.of(id);
      if (after === undefined || after.isDamaged || !(await carryOut(after))) return false;
      await close(id);
      return true;
    },
  };

  async function isReadable(id: ReviewId): Promise<boolean> {
    const campaign = await campaigns.of(id);
    if (campaign === undefined || campaign.isDamaged) return false;
    if (isRooms(campaign) || campaign.about.unanswered === "remove")
      for await (const item of items(campaign)) if (item === undefined) return false;
    return true;
  }
}
