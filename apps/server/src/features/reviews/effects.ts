/**
 * Takes away what a review decided on, by the very rules by which it is taken by hand: the last owner stays, and so do enough people
 * who can approve. In an end-to-end room only the members' own devices can remove somebody: then it waits for them.
 */
import type { ReviewEffect, ReviewId, ReviewItem } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { insertOrReplace, type Plan, plan } from "../../kernel/plan.ts";
import type { Grant, OpenGrant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { ConversationRules } from "../conversations/index.ts";
import type { CustodianRules } from "../custodians/index.ts";
import type { Authority, RoleRules } from "../roles/index.ts";
import type { TokensFeature } from "../tokens/index.ts";
import type { Effect } from "./campaign.ts";
import * as told from "./facts.ts";
import { reviewEffects } from "./tables.ts";

export interface EffectsDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly taking: RoleRules["taking"];
  readonly conversations: Pick<ConversationRules, "takingOut" | "levelOf">;
  readonly tokens: Pick<TokensFeature["reviewed"], "ending">;
  readonly custodians: Pick<CustodianRules, "ending">;
}
export type DecidingGrant = Grant<"review.decide"> | Grant<"room.review"> | OpenGrant;

export function effectRules({ ledger, policy, clock, taking, conversations, tokens, custodians }: EffectsDeps) {
  const planFor = async (item: ReviewItem, authority: Authority): Promise<Result<Plan | "waits" | undefined>> => {
    const { account, role, room, token, key, sinceMs } = item;
    if (token !== undefined) return ok(await tokens.ending(token, authority));
    if (key !== undefined) return ok(await custodians.ending(key, { account, sinceMs }, authority));
    if (role !== undefined) return taking({ account, role, sinceMs }, authority);
    if (room === undefined) return ok(undefined);
    const member = (await policy.rosterOf(room)).get(account);
    // Whoever came back after the review began is there by a decision that came after it.
    if (member?.since_ms !== sinceMs) return ok(undefined);
    if ((await conversations.levelOf(room)) !== "sealed") return ok("waits");
    return ok(await conversations.takingOut({ room, account }, authority));
  };

  const record = async (
    review: ReviewId,
    { item, account }: ReviewItem,
    { effect, why }: Effect,
    grant: DecidingGrant,
  ): Promise<Result<Effect>> => {
    const row = { review, item, effect, at_ms: clock.nowMs(), ...(why !== null && { why }) };
    const detail = { review, item, effect, ...(why !== null && { why }) };
    const done = await ledger.commit(grant, () =>
      plan(told.removalOpen, [{ subject: account, detail }], [insertOrReplace(reviewEffects, row)], null),
    );
    return done.ok ? ok({ effect, why }) : done;
  };
  const withEffect = (made: Plan, review: ReviewId, item: number, effect: ReviewEffect): Plan => ({
    ...made,
    steps: [...made.steps, insertOrReplace(reviewEffects, { review, item, effect, at_ms: clock.nowMs() })],
  });

  return {
    /** Whether it can be taken away now, as far as can be known before. */
    async mayTake(item: ReviewItem, authority: Authority): Promise<Result<undefined>> {
      const made = await planFor(item, authority);
      if (!made.ok) return made;
      const isOnlyOwner = item.room !== undefined && item.roomRole === "owner" && (await isLastOwnerOf(policy, item));
      return isOnlyOwner ? refuse("last-owner") : ok(undefined);
    },

    /** Takes it away; what became of it is stored in the same commit. */
    async take(
      review: ReviewId,
      item: ReviewItem,
      { authority, grant }: { readonly authority: Authority; readonly grant: DecidingGrant },
    ): Promise<Result<Effect>> {
      const made = await planFor(item, authority);
      if (!made.ok) return record(review, item, { effect: "refused", why: reasonOf(made.refusal) }, grant);
      const what = made.value;
      if (what === "waits") return record(review, item, { effect: "waits", why: null }, grant);
      if (what === undefined) return record(review, item, { effect: "gone", why: null }, grant);
      const done = await ledger.commit(grant, () => withEffect(what, review, item.item, "done"));
      if (done.ok) return ok({ effect: "done", why: null });
      if (done.refusal.code === "overloaded" || done.refusal.code === "stopping") return done;
      return record(review, item, { effect: "refused", why: reasonOf(done.refusal) }, grant);
    },
  };
}
export type EffectRules = ReturnType<typeof effectRules>;

const reasonOf = ({ code, detail }: { readonly code: string; readonly detail?: string }): string =>
  detail === undefined ? code : `${code}: ${detail}`;

async function isLastOwnerOf(policy: EffectsDeps["policy"], { account, room }: ReviewItem): Promise<boolean> {
  if (room === undefined) return false;
  const roster = [...(await policy.rosterOf(room))];
  return roster.length > 1 && !roster.some(([other, { role }]) => role === "owner" && other !== account);
}
