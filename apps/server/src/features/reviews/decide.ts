/**
 * Deciding: by a reviewer who still is one, about grants that are not their own, signed by a device of theirs over what was shown, once
 * for each grant. What is removed is taken away at once.
 */
import { isSignedByDevice, type ListedDevice, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import {
  type AccountId,
  type ApiParsed,
  base64urlFromBytes,
  type DecideReviewAnswer,
  type DeviceId,
  type ItemDecision,
  itemsOf,
  type ReviewId,
  type ReviewItem,
  type RoomId,
  reviewPayload,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insert, plan, requireRows } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { makesOfficer } from "../../kernel/policy/rule.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type Campaign, type Campaigns, isRooms } from "./campaign.ts";
import type { EffectRules } from "./effects.ts";
import * as told from "./facts.ts";
import { isOwn } from "./own-access.ts";
import { reviewBatches, reviewCampaigns } from "./tables.ts";

export interface DecideDeps extends Pick<Kernel, "ledger" | "policy" | "clock"> {
  readonly campaigns: Campaigns;
  readonly effects: EffectRules;
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, ListedDevice>>;
  /** Closes the review where nothing is left to decide. */
  readonly closeIfDone: (review: ReviewId) => Promise<void>;
}
type Deciding = Grant<"review.decide"> | Grant<"room.review">;
/** Two that decide at once both want the next place; who is second tries again. */
const TRIES = 20;

export function decideRules({ ledger, policy, clock, campaigns, effects, listedDevices, closeIfDone }: DecideDeps) {
  /** The review, where the caller is asked in it and it goes on. */
  const openFor = async (review: ReviewId, { caller, resource }: Deciding): Promise<Result<Campaign>> => {
    const campaign = await campaigns.of(review);
    const isAsked =
      campaign !== undefined &&
      (resource.kind === "room" ? isRooms(campaign) : campaign.about.reviewers.includes(caller.account));
    if (!isAsked) return refuse("not-found");
    const isOver = campaign.row.state !== "open" || campaign.row.due_ms <= clock.nowMs();
    if (isOver) return refuse("review-over");
    return campaign.isDamaged ? refuse("tampered") : ok(campaign);
  };

  /** The grants by their numbers: of the room that the caller decides for, or of the organisation. */
  const itemsFor = async (
    campaign: Campaign,
    numbers: readonly number[],
    room: RoomId | undefined,
  ): Promise<Result<ReadonlyMap<number, ReviewItem>>> => {
    const found = new Map<number, ReviewItem>();
    for (const head of campaign.heads) {
      const isHere = (item: number) => item >= head.first && item < head.first + head.items;
      const here = numbers.filter(isHere);
      if (here.length === 0 || (head.room ?? undefined) !== room) continue;
      const part = await campaigns.part(head);
      if (part === undefined) return refuse("tampered");
      const items = itemsOf(part);
      for (const number of here) {
        const item = items[number - head.first];
        if (item !== undefined) found.set(number, item);
      }
    }
    return found.size === new Set(numbers).size ? ok(found) : refuse("not-found");
  };

  const faultOf = async ({ item, decision, reason }: ItemDecision, reviewer: AccountId): Promise<Result<undefined>> => {
    if (isOwn(item, reviewer)) return refuse("own-access", `grant ${item.item}`);
    const { compiled } = await policy.now();
    const needsReason =
      decision === "remove" || item.key !== undefined || (item.role !== undefined && makesOfficer(compiled, item.role));
    if (needsReason && reason === "") return refuse("bad-request", `grant ${item.item} needs a reason`);
    if (decision === "keep") return ok(undefined);
    // Named by an owner to review does not make an officer somebody who may take an owner's role.
    if (item.role === "owner" && !(await policy.explain(reviewer, "role.grant", { kind: "org" })).may)
      return refuse("forbidden", "expected somebody who may give roles");
    return ok(undefined);
  };

  const signedBy = async (
    { account, device }: Deciding["caller"],
    payload: Uint8Array,
    signature: Uint8Array,
  ): Promise<Result<Uint8Array>> => {
    const listed = (await listedDevices(account)).get(device);
    if (listed === undefined) return refuse("device-unlisted");
    const key = verifyingKeyFromBytes(listed.signatureKey);
    const isSigned =
      key !== undefined && (await isSignedByDevice(key, { kind: "review", message: payload, signature }));
    return isSigned
      ? ok(listed.signatureKey)
      : refuse("bad-request", "expected a signature of this device over these decisions");
  };

  /** Stores decisions at the next place, unless somebody else decided one of them before. */
  const store = async (
    review: ReviewId,
    grant: Deciding,
    {
      decisions,
      signature,
      key,
    }: { readonly decisions: readonly ItemDecision[]; readonly signature: string; readonly key: Uint8Array },
  ): Promise<Result<Campaign>> => {
    const { account, device } = grant.caller;
    for (let attempt = 1; ; attempt++) {
      const found = await openFor(review, grant);
      if (!found.ok) return found;
      const taken = decisions.find(({ item }) => found.value.decided.has(item.item));
      if (taken !== undefined) return refuse("already-decided", `grant ${taken.item.item}`);
      const row = {
        review,
        batch: found.value.batches.length,
        account,
        device,
        at_ms: clock.nowMs(),
        body: {
          decisions: decisions.map(({ item, decision, reason }) => [item.item, decision, reason] as const),
          signature,
          key: base64urlFromBytes(key),
        },
      };
      const removed = decisions.filter(({ decision }) => decision === "remove").length;
      const detail = { review, by: account, device, kept: decisions.length - removed, removed };
      const done = await ledger.commit(grant, () =>
        plan(
          told.reviewDecided,
          aboutEach(account, [], detail),
          [
            requireRows(reviewCampaigns, { id: review, state: "open" }, "review-over"),
            insert(reviewBatches, row, "id-reused"),
          ],
          null,
        ),
      );
      if (done.ok) return found;
      // Somebody else's removal changes roles, on which this grant was decided too.
      const isOvertaken = done.refusal.code === "id-reused" || done.refusal.code === "permission-changed";
      if (!isOvertaken || attempt >= TRIES) return done;
    }
  };

  return {
    openFor,

    async decide(
      grant: Deciding,
      review: ReviewId,
      { decisions: asked, signature }: ApiParsed<"decideReview">,
    ): Promise<Result<DecideReviewAnswer>> {
      const { account } = grant.caller;
      const room = grant.resource.kind === "room" ? grant.resource.room : undefined;
      const open = await openFor(review, grant);
      if (!open.ok) return open;
      const numbers = asked.map(({ item }) => item);
      if (new Set(numbers).size < numbers.length) return refuse("bad-request", "a grant is decided once");
      const items = await itemsFor(open.value, numbers, room);
      if (!items.ok) return items;
      const decisions = asked.flatMap(({ item: number, ...rest }): ItemDecision[] => {
        const item = items.value.get(number);
        return item === undefined ? [] : [{ item, ...rest }];
      });
      for (const one of decisions) {
        const fault = await faultOf(one, account);
        if (!fault.ok) return fault;
      }
      const bytes = Buffer.from(signature, "base64url");
      const signed = await signedBy(grant.caller, reviewPayload(review, account, decisions), bytes);
      if (!signed.ok) return signed;
      const removals = decisions.filter(({ decision }) => decision === "remove");
      for (const { item, reason } of removals) {
        const may = await effects.mayTake(item, { by: account, review, reason });
        if (!may.ok) return { ok: false, refusal: { detail: `grant ${item.item}`, ...may.refusal } };
      }
      const stored = await store(review, grant, { decisions, signature, key: signed.value });
      if (!stored.ok) return stored;
      const done: DecideReviewAnswer["effects"] = [];
      for (const { item, reason } of removals) {
        const effect = await effects.take(review, item, { authority: { by: account, review, reason }, grant });
        // What could not be stored is carried out by the job.
        if (effect.ok)
          done.push({
            item: item.item,
            effect: effect.value.effect,
            ...(effect.value.why !== null && { why: effect.value.why }),
          });
      }
      await closeIfDone(review);
      const { items: all } = stored.value.row;
      return ok({ effects: done, open: all - stored.value.decided.size - decisions.length });
    },
  };
}
export type DecideRules = ReturnType<typeof decideRules>;
