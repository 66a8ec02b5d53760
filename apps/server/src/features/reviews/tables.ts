import {
  type AccountId,
  type Decision,
  type DeviceId,
  REVIEW_EFFECTS,
  REVIEW_STATES,
  type Repeat,
  type ReviewId,
  type ReviewScope,
  type ReviewSettings,
  type RoomId,
  type SeriesId,
} from "@warbler/protocol";
import { choice, count, digest, id, mac, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

const TABLE = { key: "table" } as const;

/** Reviews. Tagged: neither a due date, nor what it is about, nor its end is for who can write to the database to change. */
export const reviewCampaigns = table(
  "review_campaigns",
  {
    id: id<ReviewId>(),
    state: choice(REVIEW_STATES),
    by: id<AccountId>(),
    series: nullable(id<SeriesId>()),
    about: sealed<ReviewSettings>(TABLE, "name, reason, scope and reviewers of a review"),
    started_ms: timeMs(),
    due_ms: timeMs(),
    closed_ms: nullable(timeMs()),
    items: count(),
    /** Over the digests of all parts of the snapshot. */
    snapshot: digest(),
    /** Reminders that were given. */
    reminded: count(),
    /** SHA-256 of the result. */
    result: nullable(digest()),
    tag: mac(),
  },
  { primaryKey: ["id"], indexes: [["state"], ["started_ms"]] },
);

/** The grants as they were. Written once; the campaign has the digest of all. */
export const reviewParts = table(
  "review_parts",
  {
    review: id<ReviewId>(),
    part: count(),
    /** Number of its first grant in the whole snapshot, and how many it has. */
    first: count(),
    items: count(),
    room: nullable(id<RoomId>()),
    hash: digest(),
    body: sealed<Uint8Array>(TABLE, "who had which role since when, given by whom, and when it was last used, by day"),
  },
  { primaryKey: ["review", "part"], indexes: [["room"]] },
);

/** What one request decided. Without an account: what the review's choice made of what nobody had decided. */
export interface DecidedTogether {
  readonly decisions: readonly (readonly [item: number, decision: Decision, reason: string])[];
  /** Of the reviewer's device, in base64url, and the key that was on the signed list for it. */
  readonly signature?: string;
  readonly key?: string;
}
export const reviewBatches = table(
  "review_batches",
  {
    review: id<ReviewId>(),
    /** From 0, without gaps: two that decide at once cannot both be the next. */
    batch: count(),
    account: nullable(id<AccountId>()),
    device: nullable(id<DeviceId>()),
    at_ms: timeMs(),
    body: sealed<DecidedTogether>(TABLE, "decisions about grants, their reasons and signature"),
    tag: mac(),
  },
  { primaryKey: ["review", "batch"] },
);

/** What became of a removal. */
export const reviewEffects = table(
  "review_effects",
  {
    review: id<ReviewId>(),
    item: count(),
    effect: choice(REVIEW_EFFECTS),
    why: nullable(sealed<string>(TABLE, "why a removal was not carried out")),
    at_ms: timeMs(),
    tag: mac(),
  },
  { primaryKey: ["review", "item"] },
);

export interface SeriesAbout extends Omit<ReviewSettings, "scope"> {
  /** Counts where no event says whom a review is about. */
  readonly scope?: ReviewScope | undefined;
  readonly repeat: Repeat;
}
/** Reviews that begin again and again. */
export const reviewSeries = table(
  "review_series",
  {
    id: id<SeriesId>(),
    state: choice(["active", "ended"]),
    by: id<AccountId>(),
    begun_ms: timeMs(),
    /** Absent where an event begins them. */
    next_ms: nullable(timeMs()),
    about: sealed<SeriesAbout>(TABLE, "name, reason, scope and reviewers of reviews, and how often they begin"),
    tag: mac(),
  },
  { primaryKey: ["id"], indexes: [["state"]] },
);
export const reviewTables = [reviewCampaigns, reviewParts, reviewBatches, reviewEffects, reviewSeries] as const;
