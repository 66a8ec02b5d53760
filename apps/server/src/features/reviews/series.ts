/** Reviews that begin again and again, or whenever somebody's role changes or somebody becomes dormant. The next time is moved by the commit that begins one. */
import {
  type AccountId,
  type ApiParsed,
  type ErrorCode,
  isByEvent,
  LIMITS,
  newId,
  type Repeat,
  type ReviewScope,
  type ReviewSettings,
  type SeriesAnswer,
  type SeriesId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, insert, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { BeginRules } from "./begin.ts";
import type { Campaigns } from "./campaign.ts";
import * as told from "./facts.ts";
import type { ReviewStore } from "./store.ts";
import { reviewSeries, type SeriesAbout } from "./tables.ts";

export interface SeriesDeps extends Pick<Kernel, "ledger" | "policy" | "clock" | "openGrant" | "tagged" | "vault"> {
  readonly store: ReviewStore;
  readonly campaigns: Campaigns;
  readonly beginning: BeginRules;
}
interface Series {
  readonly row: RowOf<typeof reviewSeries>;
  readonly about: SeriesAbout;
}
const MONTHS = { monthly: 1, quarterly: 3, yearly: 12 } as const;
const DORMANT: ReviewScope = { kind: "dormant" };
const WEEK_MS = 7 * 24 * 3_600_000;

/** The time after `fromMs` at which it is the next one's turn; undefined where an event begins them. Months by the calendar, in UTC. */
export function nextAfter(fromMs: number, repeat: Repeat): number | undefined {
  switch (repeat) {
    case "role-change":
    case "dormant":
      return undefined;
    case "weekly":
      return fromMs + WEEK_MS;
    case "monthly":
    case "quarterly":
    case "yearly": {
      const from = new Date(fromMs);
      const month = from.getUTCMonth() + MONTHS[repeat];
      // A month that is too short ends on its last day.
      const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
      const day = Math.min(from.getUTCDate(), lastDay);
      return Date.UTC(from.getUTCFullYear(), month, day) + (fromMs % (24 * 3_600_000));
    }
  }
}

export function seriesRules({
  ledger,
  policy,
  clock,
  openGrant,
  tagged,
  vault,
  store,
  campaigns,
  beginning,
}: SeriesDeps) {
  const read = async (id: SeriesId): Promise<Series | undefined> => {
    const { rows } = await tagged.of(reviewSeries, id);
    const [row] = rows;
    const about = row === undefined ? ERASED : vault.open(reviewSeries, "about", row);
    return row === undefined || about === ERASED ? undefined : { row, about };
  };
  const active = async (): Promise<readonly Series[]> => {
    const found = await Promise.all((await store.activeSeries()).map(read));
    return found.flatMap((one) => (one?.row.state === "active" ? [one] : []));
  };

  /** People whom this series asked about within the time that counts as dormant: they are not asked about again every week. */
  const askedLately = async ({ row, about }: Series): Promise<ReadonlySet<AccountId>> => {
    const people = new Set<AccountId>();
    if (about.scope?.kind !== "dormant" && about.repeat !== "dormant") return people;
    for (const id of await store.startedBy(row.id, clock.nowMs() - LIMITS.dormantMs))
      for (const head of (await campaigns.of(id))?.heads ?? [])
        for (const [account] of (await campaigns.part(head))?.people ?? []) people.add(account);
    return people;
  };

  /** What kept each of the last ones from beginning. */
  const refusedLast = new Map<SeriesId, ErrorCode | undefined>();

  /** Begins one, while who began the series may still begin reviews. */
  const beginOne = async (series: Series, about: ReviewSettings, steps: readonly Step[]): Promise<void> => {
    const { id, by } = series.row;
    if (!(await policy.explain(by, "review.run", { kind: "org" })).may) return;
    const apart = await askedLately(series);
    const grant = openGrant("a series of reviews that somebody with the right to it began");
    const begun = await beginning.begin({ by, about, series: id, steps, apart }, grant);
    const refused = begun.ok ? undefined : begun.refusal.code;
    // Who is dormant is looked for every hour: what keeps a review from beginning is told once.
    const isNews = refused !== undefined && (series.about.repeat !== "dormant" || refusedLast.get(id) !== refused);
    refusedLast.set(id, refused);
    const hasBegun = begun.ok && begun.value !== undefined;
    // With nothing to review, or without a fit reviewer, it is tried again when it is the next one's turn.
    if (!hasBegun && (isNews || steps.length > 0))
      await ledger.commit(grant, () =>
        plan(
          told.reviewStarted,
          aboutEach(by, [], { series: id, items: 0, ...(refused !== undefined && { refused }) }),
          steps,
          { accounts: [] },
        ),
      );
  };

  return {
    async list(_grant: Grant<"review.read">) {
      return ok({ series: (await active()).map(shown) });
    },

    async begin(grant: Agreed<"review.run">, input: ApiParsed<"beginReviewSeries">): Promise<Result<SeriesAnswer>> {
      const { firstAtMs, ...about } = input;
      const { repeat, reason, scope } = about;
      if (isByEvent(repeat) && scope !== undefined)
        return refuse("bad-request", `scope: expected none with ${repeat}, which says whom a review is about`);
      if (!isByEvent(repeat) && scope === undefined) return refuse("bad-request", "scope: expected one");
      // An event is about people, as this scope is.
      const fault = await beginning.faultOf(settingsOf(about, scope ?? DORMANT));
      if (!fault.ok) return fault;
      const nowMs = clock.nowMs();
      const id = newId<SeriesId>();
      const by = grant.caller.account;
      const row = { id, state: "active" as const, by, begun_ms: nowMs, about };
      const timed = isByEvent(repeat) ? {} : { next_ms: Math.max(firstAtMs ?? nowMs, nowMs) };
      const done = await ledger.commit(grant, () =>
        plan(
          told.seriesBegun,
          aboutEach(by, about.reviewers, { series: id, by, repeat, reason }),
          [
            requireRows(reviewSeries, { state: "active" }, "too-many", 0, LIMITS.reviewSeries - 1),
            insert(reviewSeries, { ...row, ...timed }),
          ],
          null,
        ),
      );
      if (!done.ok) return done;
      const made = await read(id);
      return made === undefined ? refuse("not-found") : ok(shown(made));
    },

    async end(grant: Agreed<"review.run">, id: SeriesId): Promise<Result<undefined>> {
      const by = grant.caller.account;
      const done = await ledger.commit(grant, () =>
        plan(
          told.seriesEnded,
          aboutEach(by, [], { series: id, by }),
          [update(reviewSeries, { id, state: "active" }, { state: "ended", next_ms: null })],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    /** Begins those whose time has come; after a time at which no server ran, one and not several. */
    async runDue(): Promise<void> {
      const nowMs = clock.nowMs();
      for (const series of await active()) {
        const { id, next_ms } = series.row;
        const { scope, repeat } = series.about;
        if (scope === undefined || next_ms === null || next_ms > nowMs) continue;
        let next = nextAfter(next_ms, repeat);
        while (next !== undefined && next <= nowMs) next = nextAfter(next, repeat);
        const moved = update(reviewSeries, { id, next_ms }, { next_ms: next ?? null }, "already-decided");
        await beginOne(series, settingsOf(series.about, scope), [moved]);
      }
    },

    /** About those who became dormant since they were last asked about. */
    async askOfDormant(): Promise<void> {
      for (const series of await active())
        if (series.about.repeat === "dormant") await beginOne(series, settingsOf(series.about, DORMANT), []);
    },

    /** Somebody's role changed, and not by a review. */
    async roleChanged(account: AccountId): Promise<void> {
      for (const series of await active())
        if (series.about.repeat === "role-change")
          await beginOne(series, settingsOf(series.about, { kind: "people", people: [account] }), []);
    },
  };
}
export type SeriesRules = ReturnType<typeof seriesRules>;

const settingsOf = (about: SeriesAbout, scope: ReviewScope): ReviewSettings => {
  const { name, reviewers, unanswered, openForMs, reminderDays, reason } = about;
  return { name, scope, reviewers, unanswered, openForMs, reminderDays, reason };
};

const shown = ({ row, about }: Series): SeriesAnswer => ({
  id: row.id,
  name: about.name,
  ...(!isByEvent(about.repeat) && { scope: about.scope }),
  reviewers: about.reviewers,
  unanswered: about.unanswered,
  openForMs: about.openForMs,
  repeat: about.repeat,
  by: row.by,
  ...(row.next_ms !== null && { nextAtMs: row.next_ms }),
});
