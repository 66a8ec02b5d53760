/** The only SQL about reviews that is not for tagged rows. */
import type { AccountId, ReviewId, RoomId, SeriesId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { reviewParts } from "./tables.ts";

export type PartRow = RowOf<typeof reviewParts>;
export type PartHead = Omit<PartRow, "body">;

const HEAD = '"review", "part", "first", "items", "room", "hash"';

export const reviewStore = (reader: Reader) => ({
  newest: async (limit: number) =>
    (
      await reader.all<{ id: ReviewId }>(
        'SELECT "id" FROM "review_campaigns" ORDER BY "started_ms" DESC, "id" LIMIT ?',
        [limit],
      )
    ).map(({ id }) => id),
  open: async () =>
    (
      await reader.all<{ id: ReviewId }>(
        `SELECT "id" FROM "review_campaigns" WHERE "state" = 'open' ORDER BY "due_ms", "id"`,
        [],
      )
    ).map(({ id }) => id),
  heads: (review: ReviewId) =>
    reader.all<PartHead>(`SELECT ${HEAD} FROM "review_parts" WHERE "review" = ? ORDER BY "part"`, [review]),
  part: (review: ReviewId, part: number) =>
    reader.get<PartRow>('SELECT * FROM "review_parts" WHERE "review" = ? AND "part" = ?', [review, part]),
  /** Rooms that the stored roles make somebody an owner of, among those under review; the policy says whether that is so. */
  ownedParts: (account: AccountId) =>
    reader.all<{ review: ReviewId; room: RoomId }>(
      `SELECT p."review", p."room" FROM "role_assignments" AS a JOIN "review_parts" AS p ON p."room" = a."scope"
        JOIN "review_campaigns" AS c ON c."id" = p."review"
        WHERE a."account" = ? AND a."role" = 'owner' ORDER BY c."due_ms" DESC, p."part" LIMIT 500`,
      [account],
    ),
  /** What tells that a review went on: decisions and effects are only ever added to. */
  version: async (review: ReviewId) => {
    const row = await reader.get<{ batches: number; effects: number; state: string; reminded: number }>(
      `SELECT (SELECT count(*) FROM "review_batches" WHERE "review" = ?) AS "batches",
        (SELECT COALESCE(SUM(CASE WHEN "effect" = 'waits' THEN 1 ELSE 2 END), 0) FROM "review_effects"
          WHERE "review" = ?) AS "effects",
        (SELECT "state" FROM "review_campaigns" WHERE "id" = ?) AS "state",
        (SELECT "reminded" FROM "review_campaigns" WHERE "id" = ?) AS "reminded"`,
      [review, review, review, review],
    );
    return `${row?.state}/${row?.batches}/${row?.effects}/${row?.reminded}`;
  },
  /** Reviews that parts were stored for and that never began. */
  orphans: async () =>
    (
      await reader.all<{ review: ReviewId }>(
        'SELECT DISTINCT "review" FROM "review_parts" WHERE "review" NOT IN (SELECT "id" FROM "review_campaigns")',
        [],
      )
    ).map(({ review }) => review),
  activeSeries: async () =>
    (
      await reader.all<{ id: SeriesId }>(
        `SELECT "id" FROM "review_series" WHERE "state" = 'active' ORDER BY "begun_ms", "id"`,
        [],
      )
    ).map(({ id }) => id),
  /** Parts of the reviews that a series began since a time. */
  startedBy: async (series: SeriesId, sinceMs: number) =>
    (
      await reader.all<{ id: ReviewId }>(
        'SELECT "id" FROM "review_campaigns" WHERE "series" = ? AND "started_ms" >= ?',
        [series, sinceMs],
      )
    ).map(({ id }) => id),
});
export type ReviewStore = ReturnType<typeof reviewStore>;
