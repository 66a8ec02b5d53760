/**
 * `warbler review`: who has access, and whether they still need it. Starting reviews and looking at them; deciding, results and series
 * have files of their own.
 */
import {
  isByEvent,
  LIMITS,
  OFFICER_ROLES,
  REPEATS,
  type Repeat,
  type ReviewAnswer,
  type ReviewId,
  type ReviewScope,
  type RoleName,
  UNANSWERED,
} from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { reviewsOf } from "@warbler/sdk/admin";
import { type Command, Option } from "commander";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findPeople, findRoom } from "../session/find.ts";
import { handlesOf, type ReviewDeps, reviewId } from "../session/reviews.ts";
import { findRole } from "../session/roles.ts";
import { durationMs, oneOf, repeated, valueFailure, wholeNumber } from "../usage.ts";
import { addReviewDecide } from "./review-decide.ts";
import { addReviewResult } from "./review-result.ts";

interface StartOptions {
  readonly role?: readonly string[];
  readonly person?: readonly string[];
  readonly officers?: true;
  readonly guests?: true;
  readonly rooms?: true;
  readonly room?: readonly string[];
  readonly dormant?: true;
  readonly tokens?: true;
  readonly custodians?: true;
  readonly reviewer?: readonly string[];
  readonly open: number;
  readonly unanswered: (typeof UNANSWERED)[number];
  readonly remind?: readonly string[];
  readonly reason: string;
  readonly every?: Repeat;
  readonly dryRun?: true;
}

export function addReview(program: Command, deps: ReviewDeps): void {
  const { words, output, session } = deps;
  const said = words.commands.review;
  const review = program.command("review").description(said.says);
  review
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const reviews = await reviewsOf(me).list();
      const rows = reviews.map((one) => rowOf(one, deps));
      await output.result({ reviews }, rows.length === 0 ? [said.none] : table(rows));
    });
  addStart(review, deps);
  review
    .command("status")
    .description(said.statusSays)
    .argument("<id>", said.id)
    .action(async (text: string) => {
      await using me = await session.open();
      const found = await reviewsOf(me).read(reviewId(text, words));
      await output.result({ review: found }, await statusLines(me, found, deps));
    });
  review
    .command("withdraw")
    .description(said.withdrawSays)
    .argument("<id>", said.id)
    .requiredOption("--reason <text>", said.reason)
    .action(async (text: string, { reason }: { reason: string }) => {
      await using me = await session.open();
      const id = reviewId<ReviewId>(text, words);
      await reviewsOf(me).withdraw(id, reason);
      await printDone({ withdrawn: id }, [said.withdrawn], deps);
    });
  addReviewDecide(review, deps);
  addReviewResult(review, deps);
  addSeries(review, deps);
}

function addStart(review: Command, deps: ReviewDeps): void {
  const { words, output, session } = deps;
  const said = words.commands.review;
  review
    .command("start")
    .description(said.startSays)
    .argument("<name>", said.name)
    .option("--role <role>", said.role, repeated)
    .option("--officers", said.officers)
    .option("--guests", said.guests)
    .option("--rooms", said.rooms)
    .option("--room <room>", said.oneRoom, repeated)
    .option("--dormant", said.dormant)
    .option("--tokens", said.tokens)
    .option("--custodians", said.custodians)
    .option("--person <person>", said.person, repeated)
    .option("--reviewer <person>", said.reviewer, repeated)
    .addOption(new Option("--open <time>", said.open).argParser(durationMs(words)).default(14 * 24 * 3_600_000, "14d"))
    .option("--unanswered <choice>", said.unanswered, oneOf(words, UNANSWERED), "remove" as const)
    .option("--remind <days>", said.remind, repeated)
    .requiredOption("--reason <text>", said.reason)
    .option("--every <repeat>", said.every, oneOf(words, REPEATS))
    .option("--dry-run", said.dryRun)
    .action(async (name: string, options: StartOptions) => {
      const days = wholeNumber(words, 1, LIMITS.reviewReminderDays);
      await using me = await session.open();
      const scope = await scopeOf(me, options, deps);
      const reviewers = (await findPeople(me, options.reviewer ?? [], words)).map(({ id }) => id);
      const settings = {
        name,
        reviewers,
        unanswered: options.unanswered,
        openForMs: options.open,
        reason: options.reason,
        ...(options.remind !== undefined && { reminderDays: options.remind.map(days) }),
      };
      if (options.every !== undefined && options.dryRun !== true) {
        const asked = { ...settings, ...(scope !== undefined && { scope }), repeat: options.every };
        const series = await reviewsOf(me).beginSeries(asked);
        return printDone({ series }, [said.seriesBegun(series.id)], deps);
      }
      if (scope === undefined) throw valueFailure(said.noScopeExpected);
      const preview = await reviewsOf(me).preview({ scope, reviewers });
      const lines = [
        said.preview(preview.items, preview.people, preview.rooms),
        said.suggested(preview.suggested.remove, preview.suggested.look),
        ...(preview.unkept ?? []).map(said.unkept),
        ...(preview.unreviewable > 0 ? [said.unreviewable(preview.unreviewable)] : []),
      ];
      if (options.dryRun === true) return output.result({ preview }, [...lines, words.commands.role.nothingChanged]);
      const started = await reviewsOf(me).start({ ...settings, scope });
      await printDone({ review: started }, [...lines, said.started(started.id, localMinute(started.dueAtMs))], deps);
    });
}

/** Exactly one kind of scope; undefined, and none named, where an event says whom a review is about. */
async function scopeOf(me: Warbler, options: StartOptions, { words }: ReviewDeps): Promise<ReviewScope | undefined> {
  const said = words.commands.review;
  const named = await Promise.all((options.role ?? []).map((text) => findRole(me, text, words)));
  const all = new Set<RoleName>([
    ...(options.officers === true ? OFFICER_ROLES : []),
    ...(options.guests === true ? (["guest"] as const) : []),
    ...named,
  ]);
  const scopes: ReviewScope[] = [
    ...(all.size > 0 ? [{ kind: "roles" as const, roles: [...all] }] : []),
    ...(options.rooms === true ? [{ kind: "rooms" as const }] : []),
    ...(options.room === undefined
      ? []
      : [
          {
            kind: "rooms" as const,
            rooms: await Promise.all(options.room.map(async (text) => (await findRoom(me, text, words)).id)),
          },
        ]),
    ...(options.dormant === true ? [{ kind: "dormant" as const }] : []),
    ...(options.tokens === true ? [{ kind: "tokens" as const }] : []),
    ...(options.custodians === true ? [{ kind: "keys" as const }] : []),
    ...(options.person === undefined
      ? []
      : [{ kind: "people" as const, people: (await findPeople(me, options.person, words)).map(({ id }) => id) }]),
  ];
  const [scope, another] = scopes;
  if (options.every !== undefined && isByEvent(options.every)) {
    if (scope !== undefined) throw valueFailure(said.noScopeExpected);
    return undefined;
  }
  if (scope === undefined || another !== undefined) throw valueFailure(said.scopeExpected);
  return scope;
}

function addSeries(review: Command, deps: ReviewDeps): void {
  const { words, output, session } = deps;
  const said = words.commands.review;
  review
    .command("series")
    .description(said.seriesSays)
    .option("--end <id>", said.endSeries)
    .action(async ({ end }: { end?: string }) => {
      await using me = await session.open();
      if (end !== undefined) {
        await reviewsOf(me).endSeries(reviewId(end, words));
        return printDone({ ended: end }, [said.seriesEnded], deps);
      }
      const series = await reviewsOf(me).series();
      const rows = series.map((one) => [
        one.id,
        said.repeats[one.repeat],
        onOneLine(one.name),
        one.nextAtMs === undefined ? "" : localMinute(one.nextAtMs),
      ]);
      await output.result({ series }, table(rows));
    });
}

const rowOf = (one: ReviewAnswer, { words }: Pick<ReviewDeps, "words">): readonly string[] => {
  const said = words.commands.review;
  return [
    one.id,
    one.damaged ? said.damaged : said.states[one.state],
    `${one.kept + one.removed}/${one.items}`,
    said.due(localMinute(one.dueAtMs)),
    onOneLine(one.name),
  ];
};

async function statusLines(me: Warbler, one: ReviewAnswer, deps: ReviewDeps): Promise<readonly string[]> {
  const said = deps.words.commands.review;
  const handles = await handlesOf(me);
  return [
    rowOf(one, deps).join("  "),
    onOneLine(one.reason),
    said.counts(one.kept, one.removed, one.lapsed, one.open),
    ...(one.refused > 0 ? [said.refused(one.refused)] : []),
    ...(one.waiting > 0 ? [said.waiting(one.waiting)] : []),
    ...one.byReviewer.flatMap(({ account, kept, removed, keptInBulk, medianMs, rubberStamp }) => {
      const seconds = medianMs === undefined ? "" : (medianMs / 1_000).toFixed(1);
      const line = said.reviewed(`@${handles.get(account) ?? account}`, kept, removed, keptInBulk, seconds);
      return rubberStamp ? [line, said.rubberStamp] : [line];
    }),
    ...(one.result === undefined ? [] : [said.digest(one.result)]),
  ];
}
