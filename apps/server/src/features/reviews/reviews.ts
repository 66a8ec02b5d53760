/** Reviews as officers see them, and as those see them who are to decide. */
import {
  type AccountId,
  type ApiParsed,
  itemsOf,
  type OwnReview,
  type ReviewAnswer,
  type ReviewId,
  type ReviewItem,
  type ReviewPreview,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, update } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { BeginRules } from "./begin.ts";
import { type Campaign, type Campaigns, digestText, isRooms } from "./campaign.ts";
import type { DecideRules } from "./decide.ts";
import * as told from "./facts.ts";
import { isOwn, ownIn } from "./own-access.ts";
import { byPeople } from "./result.ts";
import { progressOf } from "./rubber-stamp.ts";
import type { PartHead, ReviewStore } from "./store.ts";
import { reviewCampaigns } from "./tables.ts";

export interface ReviewsDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly store: ReviewStore;
  readonly campaigns: Campaigns;
  readonly beginning: BeginRules;
  readonly deciding: Pick<DecideRules, "openFor">;
}
const LISTED = 100;
const CACHED_OWN = 1_000;

export function reviewRules({ ledger, policy, clock, store, campaigns, beginning, deciding }: ReviewsDeps) {
  const own = new Map<string, ReadonlySet<number>>();

  /** Grants of these parts that the reviewer may not decide. */
  const ownOf = async (heads: readonly PartHead[], reviewer: AccountId): Promise<ReadonlySet<number>> => {
    const name = `${heads[0]?.review}/${heads[0]?.room}/${reviewer}`;
    const known = own.get(name);
    if (known !== undefined) return known;
    const found = new Set<number>();
    for (const head of heads) {
      const part = await campaigns.part(head);
      for (const item of part === undefined ? [] : ownIn(part, reviewer)) found.add(item);
    }
    if (own.size >= CACHED_OWN) own.clear();
    own.set(name, found);
    return found;
  };

  const openIn = async ({ decided }: Campaign, heads: readonly PartHead[], reviewer: AccountId): Promise<number> => {
    const notTheirs = await ownOf(heads, reviewer);
    let open = 0;
    for (const { first, items } of heads)
      for (let item = first; item < first + items; item++) if (!decided.has(item) && !notTheirs.has(item)) open++;
    return open;
  };

  const ownReview = async (campaign: Campaign, heads: readonly PartHead[], reviewer: AccountId): Promise<OwnReview> => {
    const { row, about } = campaign;
    const room = heads[0]?.room ?? undefined;
    const isOver = row.state !== "open" || row.due_ms <= clock.nowMs() || campaign.isDamaged;
    return {
      id: row.id,
      name: about.name,
      reason: about.reason,
      unanswered: about.unanswered,
      dueAtMs: row.due_ms,
      ...(room !== undefined && { room }),
      open: isOver ? 0 : await openIn(campaign, heads, reviewer),
      state: row.state,
    };
  };

  const answerFor = async (id: ReviewId): Promise<Result<ReviewAnswer>> => {
    const campaign = await campaigns.of(id);
    return campaign === undefined ? refuse("not-found") : ok(shown(campaign));
  };

  return {
    async list(_grant: Grant<"review.read">) {
      const found = await Promise.all((await store.newest(LISTED)).map((id) => campaigns.of(id)));
      return ok({ reviews: found.flatMap((one) => (one === undefined ? [] : [shown(one)])) });
    },
    read: (_grant: Grant<"review.read">, id: ReviewId) => answerFor(id),

    async preview(
      _grant: Grant<"review.read">,
      { scope, reviewers }: ApiParsed<"previewReview">,
    ): Promise<Result<ReviewPreview>> {
      return ok(await beginning.preview(scope, reviewers));
    },

    async start(grant: Agreed<"review.run">, about: ApiParsed<"startReview">): Promise<Result<ReviewAnswer>> {
      const begun = await beginning.begin({ by: grant.caller.account, about }, grant);
      if (!begun.ok) return begun;
      return begun.value === undefined ? refuse("not-found", "expected grants to review") : answerFor(begun.value);
    },

    async withdraw(grant: Agreed<"review.run">, id: ReviewId, reason: string): Promise<Result<undefined>> {
      const campaign = await campaigns.of(id);
      if (campaign === undefined) return refuse("not-found");
      const by = grant.caller.account;
      const { reviewers } = campaign.about;
      const done = await ledger.commit(grant, () =>
        plan(
          told.reviewWithdrawn,
          aboutEach(by, [campaign.row.by, ...reviewers], { review: id, by, reason }),
          [
            update(
              reviewCampaigns,
              { id, state: "open" },
              { state: "withdrawn", closed_ms: clock.nowMs() },
              "review-over",
            ),
          ],
          { accounts: reviewers },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    /** What waits for the caller, and what they decided in that still goes on. */
    async own(grant: Grant<"review.own">): Promise<Result<{ reviews: OwnReview[] }>> {
      const { account } = grant.resource;
      const reviews: OwnReview[] = [];
      const mayDecide = (await policy.explain(account, "review.decide", { kind: "org" })).may;
      for (const id of mayDecide ? await store.open() : []) {
        const campaign = await campaigns.of(id);
        if (campaign === undefined || isRooms(campaign) || !campaign.about.reviewers.includes(account)) continue;
        reviews.push(await ownReview(campaign, campaign.heads, account));
      }
      for (const { review, room } of await store.ownedParts(account)) {
        if (!(await policy.explain(account, "room.review", { kind: "room", room })).may) continue;
        const campaign = await campaigns.of(review);
        const heads = campaign?.heads.filter((head) => head.room === room) ?? [];
        if (campaign !== undefined && campaign.row.state !== "withdrawn")
          reviews.push(await ownReview(campaign, heads, account));
      }
      return ok({ reviews });
    },

    /** The next people whose grants the caller may decide and nobody has. */
    async items(
      grant: Grant<"review.decide"> | Grant<"room.review">,
      id: ReviewId,
      { after, limit }: ApiParsed<"reviewItems">,
    ): Promise<Result<{ items: ReviewItem[]; more: boolean }>> {
      const open = await deciding.openFor(id, grant);
      if (!open.ok) return open;
      const room = grant.resource.kind === "room" ? grant.resource.room : null;
      const { account } = grant.caller;
      const items: ReviewItem[] = [];
      const people = new Set<AccountId>();
      for (const head of open.value.heads) {
        if (head.room !== room || head.first + head.items <= after + 1) continue;
        const part = await campaigns.part(head);
        if (part === undefined) return refuse("tampered");
        for (const item of itemsOf(part)) {
          if (item.item <= after || open.value.decided.has(item.item) || isOwn(item, account)) continue;
          if (!people.has(item.account) && people.size >= limit) return ok({ items, more: true });
          people.add(item.account);
          items.push(item);
        }
      }
      return ok({ items, more: false });
    },
  };
}
export type ReviewRules = ReturnType<typeof reviewRules>;

/** What officers see. Of a review of rooms that is numbers alone: who is in a room is no officer's to know. */
function shown(campaign: Campaign): ReviewAnswer {
  const { row, about, decided, effects, batches, isDamaged } = campaign;
  const all = [...decided.values()];
  const removed = all.filter(({ decision }) => decision === "remove").length;
  const count = (effect: string) => [...effects.values()].filter((one) => one.effect === effect).length;
  return {
    id: row.id,
    name: about.name,
    scope: about.scope,
    reviewers: about.reviewers,
    unanswered: about.unanswered,
    reason: about.reason,
    by: row.by,
    ...(row.series !== null && { series: row.series }),
    startedAtMs: row.started_ms,
    dueAtMs: row.due_ms,
    ...(row.closed_ms !== null && { closedAtMs: row.closed_ms }),
    state: row.state,
    damaged: isDamaged,
    items: row.items,
    kept: all.length - removed,
    removed,
    open: row.items - all.length,
    lapsed: all.filter(({ by }) => by === null).length,
    refused: count("refused"),
    waiting: count("waits"),
    byReviewer: isRooms(campaign) ? [] : [...progressOf(byPeople(batches))],
    ...(row.result !== null && { result: digestText(row.result) }),
  };
}
