/** `warbler review mine`, `show` and `decide`: what waits for oneself, with what the server knows of it, and deciding, signed. */
import {
  DECISIONS,
  type Decision,
  type ItemDecision,
  LIMITS,
  type ReviewItem,
  SERVER_KEY_WORDS,
} from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { type ReviewPlace, reviewsOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import { confirmed } from "../ask-anew.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findRoom } from "../session/find.ts";
import { handlesOf, type ReviewDeps, reviewId, tokenNamesOf } from "../session/reviews.ts";
import { roleNamesOf } from "../session/roles.ts";
import { oneOf, valueFailure } from "../usage.ts";

interface DecideOptions {
  readonly room?: string;
  readonly reason?: string;
  readonly yes?: true;
}

export function addReviewDecide(review: Command, deps: ReviewDeps): void {
  const { words, output, session } = deps;
  const said = words.commands.review;
  review
    .command("mine")
    .description(said.mineSays)
    .action(async () => {
      await using me = await session.open();
      const reviews = await reviewsOf(me).own();
      const names = new Map((await me.rooms()).map(({ id, name }) => [id, name]));
      const rows = reviews.map((one) => [
        one.id,
        one.room === undefined ? "" : onOneLine(names.get(one.room) ?? one.room),
        said.left(one.open),
        said.due(localMinute(one.dueAtMs)),
        onOneLine(one.name),
      ]);
      await output.result({ reviews }, rows.length === 0 ? [said.noneWaits] : table(rows));
    });
  review
    .command("show")
    .description(said.showSays)
    .argument("<id>", said.id)
    .option("--room <room>", said.room)
    .action(async (text: string, { room }: DecideOptions) => {
      await using me = await session.open();
      const items = await itemsOf(me, await placeOf(me, text, room, deps));
      await output.result({ items }, table(await rowsOf(me, items, deps)));
    });
  review
    .command("decide")
    .description(said.decideSays)
    .argument("<id>", said.id)
    .argument("<decision>", said.decision, oneOf(words, DECISIONS))
    .argument("<grants...>", said.grants)
    .option("--room <room>", said.room)
    .option("--reason <text>", said.why)
    .option("--yes", words.commands.erase.yes)
    .action(async (text: string, decision: Decision, grants: readonly string[], options: DecideOptions) => {
      await using me = await session.open();
      const place = await placeOf(me, text, options.room, deps);
      const chosen = chosenFrom(await itemsOf(me, place), grants, deps);
      await assent(me, { chosen, decision, options, deps });
      const decisions = chosen.map((item): ItemDecision => ({ item, decision, reason: options.reason ?? "" }));
      const effects = [];
      for (let at = 0; at < decisions.length; at += LIMITS.reviewDecisions)
        effects.push(...(await reviewsOf(me).decide(place, decisions.slice(at, at + LIMITS.reviewDecisions))).effects);
      const notes = effects.flatMap(({ item, effect, why }) =>
        effect === "done" ? [] : [said.effect(item, said.effects[effect], why ?? "")],
      );
      await printDone({ decided: chosen.length, decision, effects }, [said.decided(chosen.length), ...notes], deps);
    });
}

async function placeOf(
  me: Warbler,
  text: string,
  room: string | undefined,
  { words }: ReviewDeps,
): Promise<ReviewPlace> {
  const found = room === undefined ? undefined : await findRoom(me, room, words);
  return { review: reviewId(text, words), room: found?.id };
}

/** All that waits for this person. */
async function itemsOf(me: Warbler, place: ReviewPlace): Promise<readonly ReviewItem[]> {
  const items: ReviewItem[] = [];
  for (let after = -1; ; ) {
    const page = await reviewsOf(me).items(place, after);
    items.push(...page.items);
    after = page.items.at(-1)?.item ?? after;
    if (!page.more) return items;
  }
}

function chosenFrom(
  items: readonly ReviewItem[],
  texts: readonly string[],
  { words }: ReviewDeps,
): readonly ReviewItem[] {
  const said = words.commands.review;
  if (texts.length === 1 && texts[0] === "all") {
    if (items.length === 0) throw valueFailure(said.nothingLeft);
    return items;
  }
  return [...new Set(texts)].map((text) => {
    const item = items.find((one) => String(one.item) === text.replace(/^#/, ""));
    if (item === undefined) throw valueFailure(said.noGrant(text));
    return item;
  });
}

/** What is signed is shown before it is; several at once, and every removal, ask for the number of grants. */
async function assent(
  me: Warbler,
  {
    chosen,
    decision,
    options,
    deps,
  }: {
    readonly chosen: readonly ReviewItem[];
    readonly decision: Decision;
    readonly options: DecideOptions;
    readonly deps: ReviewDeps;
  },
): Promise<void> {
  const said = deps.words.commands.review;
  if (options.yes === true) return;
  for (const line of table(await rowsOf(me, chosen, deps))) deps.output.note(line);
  const prompt = said.ask(said.decisions[decision], chosen.length);
  await confirmed(String(chosen.length), { prompt, notConfirmed: said.notSigned }, deps);
}

async function rowsOf(
  me: Warbler,
  items: readonly ReviewItem[],
  { words, language }: ReviewDeps,
): Promise<readonly (readonly string[])[]> {
  const said = words.commands.review;
  const handles = await handlesOf(me);
  const names = await roleNamesOf(me, words);
  const handle = (account: ReviewItem["account"]) => `@${handles.get(account) ?? account}`;
  const tokens = items.some(({ token }) => token !== undefined) ? await tokenNamesOf(me) : new Map<string, string>();
  const nameOf = ({ role, roomRole, token, key }: ReviewItem) => {
    if (key !== undefined) return said.serverKey(SERVER_KEY_WORDS[key][language]);
    if (token !== undefined) return onOneLine(said.token(tokens.get(token) ?? token));
    return role === undefined ? words.commands.room.roles[roomRole ?? "member"] : names.of(role);
  };
  return items.map((one) => [
    `#${one.item}`,
    handle(one.account),
    nameOf(one),
    said.since(localMinute(one.sinceMs)),
    one.untilMs === undefined ? "" : words.commands.role.until(localMinute(one.untilMs)),
    one.givenBy === undefined ? "" : said.givenBy(handle(one.givenBy)),
    one.lastUsed === undefined ? said.neverUsed : said.lastUsed(one.lastUsed),
    one.suggestion === undefined ? "" : said.suggestions[one.suggestion],
    one.signs.map((sign) => said.signs[sign]).join(said.between),
  ]);
}
