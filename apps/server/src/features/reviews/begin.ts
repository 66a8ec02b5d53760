/**
 * Beginning a review: the snapshot is written in parts, in commits of their own so that nobody's message waits behind it, and the
 * review begins with the commit that tells the digest of them all.
 */
import { randomBytes } from "node:crypto";
import {
  type AccountId,
  base64urlFromBytes,
  itemsIn,
  LIMITS,
  newId,
  type ReviewId,
  type ReviewPreview,
  type ReviewScope,
  type ReviewSettings,
  type RoomId,
  type SeriesId,
  type SnapshotPart,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insert, plan, remove, requireRows, type Step } from "../../kernel/plan.ts";
import type { Agreed, OpenGrant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { digestText, sha256, snapshotDigest } from "./campaign.ts";
import * as told from "./facts.ts";
import type { GrantsOf, GrantsRules } from "./grants.ts";
import { ownIn } from "./own-access.ts";
import { PartWriter } from "./part-bytes.ts";
import { partsOf } from "./snapshot.ts";
import type { ReviewStore } from "./store.ts";
import { reviewCampaigns, reviewParts } from "./tables.ts";

export interface BeginDeps extends Pick<Kernel, "ledger" | "policy" | "clock" | "openGrant"> {
  readonly store: ReviewStore;
  readonly grants: GrantsRules;
}
/** A new review: by whom, about what, and what else is written when it begins. */
export interface NewReview {
  readonly by: AccountId;
  readonly about: ReviewSettings;
  readonly series?: SeriesId;
  readonly steps?: readonly Step[];
  /** People whose grants are left out. */
  readonly apart?: ReadonlySet<AccountId>;
}
type Beginning = Agreed<"review.run"> | OpenGrant;
/** Bytes of parts that one commit stores. */
const COMMIT_BYTES = 4 * 1024 * 1024;
const PARTS_A_TURN = 20;

export function beginRules({ ledger, policy, clock, openGrant, store, grants }: BeginDeps) {
  /** Snapshots that are being written: their parts belong to no review yet. */
  const underway = new Set<ReviewId>();
  const salt = () => base64urlFromBytes(randomBytes(16));

  async function* partsFor(
    scope: ReviewScope,
    apart?: ReadonlySet<AccountId>,
  ): AsyncGenerator<[SnapshotPart, GrantsOf]> {
    let [first, made] = [0, 0];
    for await (const group of grants.grantsIn(scope, apart)) {
      const { room, people } = group;
      for (const part of partsOf(people, { first, salt, ...(room !== undefined && { room }) })) {
        first += itemsIn(part);
        yield [part, group];
        // A large snapshot must not keep others waiting.
        if (++made % PARTS_A_TURN === 0) await clock.wait(0);
      }
    }
  }

  /** Those among them who may not decide in a review. */
  const unfitAmong = async (reviewers: readonly AccountId[]): Promise<AccountId[]> => {
    const unfit: AccountId[] = [];
    for (const one of reviewers)
      if (!(await policy.explain(one, "review.decide", { kind: "org" })).may) unfit.push(one);
    return unfit;
  };
  /** In how far nobody of the reviewers may decide about a part. */
  const unreviewableIn = async (part: SnapshotPart, reviewers: readonly AccountId[]): Promise<number> => {
    if (part.room === undefined) return inAll(reviewers.map((one) => ownIn(part, one))).length;
    const owners = await ownersOf(part.room);
    return owners.length === 0 ? itemsIn(part) : inAll(owners.map((one) => ownIn(part, one))).length;
  };
  const ownersOf = async (room: RoomId): Promise<readonly AccountId[]> =>
    [...(await policy.rosterOf(room))].filter(([, { role }]) => role === "owner").map(([account]) => account);

  /** Stores the snapshot; its parts' digests and how many grants it has. */
  const take = async (review: ReviewId, scope: ReviewScope, grant: Beginning, apart?: ReadonlySet<AccountId>) => {
    let [writer, other] = [new PartWriter(), new PartWriter()];
    const hashes: Uint8Array[] = [];
    const owners = new Set<AccountId>();
    let steps: Step[] = [];
    let [bytes, items] = [0, 0];
    let under: Promise<Result<unknown>> = Promise.resolve(ok(undefined));
    /** One commit is under way while the next parts are made. */
    const flush = async (): Promise<Result<unknown>> => {
      const before = await under;
      const inserted = steps;
      [steps, bytes] = [[], 0];
      // The commit before has been answered: its bytes are nobody's any more.
      [writer, other] = [other, writer];
      writer.clear();
      if (!before.ok || inserted.length === 0) return before;
      const about = [{ subject: null, detail: { review, parts: inserted.length } }] as const;
      under = ledger.commit(grant, () => plan(told.snapshotStored, about, inserted, null));
      return before;
    };
    for await (const [part] of partsFor(scope, apart)) {
      const body = writer.bytesOf(part);
      const hash = sha256(body);
      const row = { review, part: hashes.length, first: items, items: itemsIn(part), hash, body };
      steps.push(insert(reviewParts, { ...row, ...(part.room !== undefined && { room: part.room }) }));
      hashes.push(hash);
      for (const owner of part.room === undefined ? [] : await ownersOf(part.room)) owners.add(owner);
      items += row.items;
      bytes += body.length;
      const done = bytes < COMMIT_BYTES ? ok(undefined) : await flush();
      if (!done.ok) return done;
      if (items > LIMITS.reviewItems) break;
    }
    await flush();
    const done = await under;
    if (!done.ok) return done;
    return items > LIMITS.reviewItems
      ? refuse("too-many")
      : ok({ items, snapshot: snapshotDigest(review, hashes), owners });
  };

  const faultOf = async ({ scope, reviewers }: ReviewSettings): Promise<Result<undefined>> => {
    if (scope.kind === "rooms" && reviewers.length > 0)
      return refuse("bad-request", "a room is reviewed by its owners");
    if (scope.kind !== "rooms" && reviewers.length === 0) return refuse("bad-request", "expected reviewers");
    const unkept = scope.kind === "keys" ? await grants.keysOfNobody() : [];
    if (unkept.length > 0) return refuse("bad-request", `nobody answers for ${unkept.join(", ")}: name somebody first`);
    const [unfit] = await unfitAmong(reviewers);
    if (unfit !== undefined) return refuse("policy-refused", `${unfit} may not decide in a review`);
    // What a review takes away is taken under the approvals of its start: they must be as many as taking it by hand needs.
    const [needed, has] = [await policy.approvalsFor("role.grant"), await policy.approvalsFor("review.run")];
    return has >= needed
      ? ok(undefined)
      : refuse("policy-refused", "reviews must be under dual control as giving roles is: `review.run`");
  };

  return {
    faultOf,

    async preview(scope: ReviewScope, reviewers: readonly AccountId[]): Promise<ReviewPreview> {
      const people = new Set<AccountId>();
      const rooms = new Set<RoomId>();
      const suggested = { remove: 0, look: 0 };
      let [items, unreviewable] = [0, 0];
      for await (const [part] of partsFor(scope)) {
        items += itemsIn(part);
        if (part.room !== undefined) rooms.add(part.room);
        for (const [account, , list] of part.people) {
          people.add(account);
          for (const [, , , , suggestion] of list) {
            if (suggestion === 2) suggested.remove++;
            if (suggestion === 1) suggested.look++;
          }
        }
        unreviewable += await unreviewableIn(part, reviewers);
      }
      const unfit = await unfitAmong(reviewers);
      const unkept = scope.kind === "keys" ? { unkept: [...(await grants.keysOfNobody())] } : {};
      return { items, people: people.size, rooms: rooms.size, unreviewable, suggested, unfit, ...unkept };
    },

    /** Undefined where there is nothing to review. */
    async begin(
      { by, about, series, steps = [], apart }: NewReview,
      grant: Beginning,
    ): Promise<Result<ReviewId | undefined>> {
      const fault = await faultOf(about);
      if (!fault.ok) return fault;
      const id = newId<ReviewId>();
      underway.add(id);
      try {
        const taken = await take(id, about.scope, grant, apart);
        if (!taken.ok) return taken;
        const { items, snapshot, owners } = taken.value;
        if (items === 0) return ok(undefined);
        const nowMs = clock.nowMs();
        const row = { id, by, about, items, snapshot, started_ms: nowMs, due_ms: nowMs + about.openForMs };
        const { reason, unanswered, reviewers } = about;
        const detail = {
          review: id,
          by,
          reason,
          unanswered,
          items,
          snapshot: digestText(snapshot),
          dueAtMs: row.due_ms,
        };
        const done = await ledger.commit(grant, () =>
          plan(
            told.reviewStarted,
            aboutEach(by, reviewers, detail),
            [
              requireRows(reviewCampaigns, { state: "open" }, "too-many", 0, LIMITS.openReviews - 1),
              insert(reviewCampaigns, { ...row, state: "open", reminded: 0, ...(series !== undefined && { series }) }),
              ...steps,
            ],
            { accounts: [...reviewers, ...owners] },
          ),
        );
        return done.ok ? ok(id) : done;
      } finally {
        underway.delete(id);
      }
    },

    /** Removes what a start that was refused or cut short left behind. */
    async sweep(): Promise<void> {
      for (const review of await store.orphans()) {
        if (underway.has(review)) continue;
        const about = [{ subject: null, detail: { review } }] as const;
        await ledger.commit(openGrant("a snapshot that no review began with is removed"), () =>
          plan(told.snapshotDropped, about, [remove(reviewParts, { review }, "ignore")], null),
        );
      }
    },
  };
}
export type BeginRules = ReturnType<typeof beginRules>;

/** What is in every one of these lists. */
function inAll(lists: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...rest] = lists.map((list) => new Set(list));
  return [...first].filter((one) => rest.every((list) => list.has(one)));
}
