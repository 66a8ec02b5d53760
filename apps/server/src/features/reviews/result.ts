/** The result of a review that is over, for officers as a whole, and for a room's owners of their room. */
import {
  type AccountId,
  type ApiAnswer,
  type FactDetail,
  RESULT_FORMAT,
  type ReviewId,
  type ReviewLogProof,
  type ReviewResult,
  type RoomId,
  reviewResultText,
  type SnapshotPart,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { plan } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { AuditRules } from "../audit/index.ts";
import { type Batch, type Campaign, type Campaigns, digestText, isRooms, sha256 } from "./campaign.ts";
import * as told from "./facts.ts";
import { progressOf } from "./rubber-stamp.ts";
import type { PartHead } from "./store.ts";

export type ResultDeps = Pick<Kernel, "ledger"> & {
  readonly campaigns: Campaigns;
  readonly provenFact: AuditRules["provenFact"];
};
type Numbered = readonly [at: number, part: SnapshotPart];

/** Decisions of people, in order. */
export const byPeople = (batches: readonly Batch[]) =>
  batches.flatMap((batch) => (batch.account === null ? [] : [{ ...batch, account: batch.account }]));

export function resultRules({ ledger, campaigns, provenFact }: ResultDeps) {
  const partsOf = async (heads: readonly PartHead[]): Promise<readonly Numbered[] | undefined> => {
    const parts: Numbered[] = [];
    for (const head of heads) {
      const part = await campaigns.part(head);
      if (part === undefined) return undefined;
      parts.push([head.part, part]);
    }
    return parts;
  };

  /** Of one room, or of the whole without what is in rooms. */
  const document = async (campaign: Campaign, room?: RoomId): Promise<ReviewResult | undefined> => {
    const { heads } = campaign;
    const own = heads.filter((head) => (head.room ?? undefined) === room);
    const parts = await partsOf(own);
    if (parts === undefined) return undefined;
    const isHere = (item: number) => own.some(({ first, items }) => item >= first && item < first + items);
    return {
      format: RESULT_FORMAT,
      ...(room !== undefined && { room }),
      review: headerOf(campaign),
      snapshot: {
        items: campaign.row.items,
        digest: digestText(campaign.row.snapshot),
        digests: heads.map(({ hash }) => digestText(hash)),
        parts: parts.map(([at, part]) => [at, part]),
      },
      ...decidedOf(campaign, isHere),
      rooms: [],
    };
  };

  const roomsOf = async (campaign: Campaign): Promise<ReviewResult["rooms"] | undefined> => {
    const rooms: ReviewResult["rooms"] = [];
    const all = new Set(campaign.heads.flatMap(({ room }) => (room === null ? [] : [room])));
    for (const room of all) {
      const part = await document(campaign, room);
      if (part === undefined) return undefined;
      const lapsed = part.lapsed.length;
      const decided = part.decisions.flatMap(({ decisions }) => decisions.map(([, decision]) => decision));
      const removed = decided.filter((one) => one === "remove").length;
      const items = part.snapshot.parts.reduce((sum, [at]) => sum + (campaign.heads[at]?.items ?? 0), 0);
      const digest = digestText(sha256(reviewResultText(part)));
      rooms.push({ items, kept: decided.length - removed, removed, lapsed, digest });
    }
    // In the order of their digests: which room is which is for its owners to know.
    return rooms.sort((a, b) => (a.digest < b.digest ? -1 : 1));
  };

  /** The whole result, or undefined where the snapshot is not what it was. */
  const textOf = async (campaign: Campaign): Promise<string | undefined> => {
    const whole = await document(campaign);
    const rooms = isRooms(campaign) ? await roomsOf(campaign) : [];
    return whole === undefined || rooms === undefined ? undefined : reviewResultText({ ...whole, rooms });
  };

  const over = async (id: ReviewId): Promise<Result<Campaign>> => {
    const campaign = await campaigns.of(id);
    if (campaign?.row.state !== "closed") return refuse("not-found", "expected a review that is over");
    return campaign.isDamaged ? refuse("tampered") : ok(campaign);
  };
  const readBy = (grant: Grant<"review.read"> | Grant<"room.review">, review: ReviewId) =>
    ledger.commit(grant, () =>
      plan(told.resultRead, [{ subject: grant.caller.account, detail: { review } }], [], null),
    );

  /** What the audit log has of it, as facts about who began it. */
  const inLog = async ({ row: { id, by } }: Campaign): Promise<ReviewLogProof | undefined> => {
    const isOfIt = ({ review }: FactDetail) => review === id;
    const started = await provenFact({ kind: "review.started", subject: by }, isOfIt);
    const closed = await provenFact({ kind: "review.closed", subject: by }, isOfIt);
    return started === undefined || closed === undefined ? undefined : { started, closed };
  };

  return {
    textOf,

    async result(grant: Grant<"review.read">, id: ReviewId): Promise<Result<ApiAnswer<"reviewResult">>> {
      const found = await over(id);
      if (!found.ok) return found;
      const text = await textOf(found.value);
      const isSame =
        text !== undefined && found.value.row.result !== null && sha256(text).equals(found.value.row.result);
      if (!isSame) return refuse("tampered");
      const read = await readBy(grant, id);
      if (!read.ok) return read;
      const log = await inLog(found.value);
      return ok({ text, ...(log !== undefined && { log }) });
    },

    async roomResult(grant: Grant<"room.review">, id: ReviewId): Promise<Result<{ readonly text: string }>> {
      const { room } = grant.resource;
      const found = await over(id);
      if (!found.ok) return found;
      if (!found.value.heads.some((head) => head.room === room)) return refuse("not-found");
      const part = await document(found.value, room);
      if (part === undefined) return refuse("tampered");
      const read = await readBy(grant, id);
      return read.ok ? ok({ text: reviewResultText(part) }) : read;
    },
  };
}
export type ResultRules = ReturnType<typeof resultRules>;

function headerOf({ row, about }: Campaign): ReviewResult["review"] {
  const { name, reason, scope, reviewers, unanswered } = about;
  return {
    id: row.id,
    name,
    reason,
    scope,
    reviewers,
    unanswered,
    by: row.by,
    ...(row.series !== null && { series: row.series }),
    startedAtMs: row.started_ms,
    dueAtMs: row.due_ms,
    closedAtMs: row.closed_ms ?? 0,
    state: row.state,
  };
}

/** What was decided about some of the grants. A request that decided about others too was signed as a whole, and is of one room. */
function decidedOf({ batches, effects, about }: Campaign, isHere: (item: number) => boolean) {
  const here = batches.filter(({ decisions }) => decisions.some(([item]) => isHere(item)));
  const people = byPeople(here);
  const flagged: ReadonlySet<AccountId> = new Set(people.map(({ account }) => account));
  return {
    decisions: people.flatMap(({ account, device, key, atMs, decisions, signature }) =>
      device === null || key === undefined || signature === undefined
        ? []
        : [
            {
              reviewer: account,
              device,
              key,
              atMs,
              decisions: decisions.map(([item, decision, reason]): [number, typeof decision, string] => [
                item,
                decision,
                reason,
              ]),
              signature,
            },
          ],
    ),
    lapsed: here
      .filter(({ account }) => account === null)
      .flatMap(({ decisions }) => decisions.filter(([item]) => isHere(item)))
      .map(([item]): [number, typeof about.unanswered] => [item, about.unanswered]),
    effects: [...effects]
      .filter(([item]) => isHere(item))
      .sort(([a], [b]) => a - b)
      .map(([item, { effect, why }]): [number, typeof effect, string | null] => [item, effect, why]),
    reviewers: progressOf(people).filter(({ account }) => flagged.has(account)),
  };
}
