/** Reviews of API tokens: what programs have is decided about by others than who answers for it. */
import { type AccountId, type ItemDecision, nameOfToken, type ReviewItem } from "@warbler/protocol";
import { WarblerError } from "@warbler/sdk";
import { reviewsOf, verifyReviewResult } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const HOUR_MS = 3_600_000;
const [olga, sally, adam, mia] = [
  await world.join("olga", { role: "administrator" }),
  await world.join("sally", { role: "security-officer" }),
  await world.join("adam", { role: "administrator" }),
  await world.join("mia"),
];
type Somebody = typeof olga;

beforeAll(async () => {
  await raw.owner.call("grantRole", {}, { account: olga.account, role: "owner" });
  for (const person of [olga, sally, adam]) await person.client.identity.setUp();
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof WarblerError ? error.code : String(error)),
  );
const botOf = (handle: string, { account: owner }: Somebody) =>
  adam.client.api("makeBot", { handle, name: handle, owner });
const tokenOf = (account: AccountId, name: string, by = adam) =>
  by.client.api("makeToken", { name, scopes: ["rooms:read"], forMs: 24 * HOUR_MS }, { account });
const start = (reviewers: readonly Somebody[], unanswered: "keep" | "remove" = "keep") =>
  reviewsOf(olga.client).start({
    ...{ name: "tokens", scope: { kind: "tokens" as const }, openForMs: HOUR_MS, reason: "a test", unanswered },
    reviewers: reviewers.map(({ account }) => account),
  });
const itemsFor = async ({ client }: Somebody, review: Awaited<ReturnType<typeof start>>) =>
  (await reviewsOf(client).items({ review: review.id })).items;
const drop = (item: ReviewItem): ItemDecision => ({ item, decision: "remove", reason: "not needed" });
const keep = (item: ReviewItem): ItemDecision => ({ item, decision: "keep", reason: "" });
const works = async (token: string) => (await raw.call("ownToken", { token })).status === 200;

test("a token that is removed ends at once, another one goes on, and the result verifies without a server", async () => {
  const bot = await botOf("mias-bot", mia);
  const [old, used] = [await tokenOf(bot.account, "old"), await tokenOf(bot.account, "used")];
  expect(await works(used.token)).toBe(true);
  const review = await start([sally]);
  expect(review).toMatchObject({ items: 2 });
  const items = await itemsFor(sally, review);
  const shown = { account: mia.account, givenBy: adam.account, signs: [] };
  expect(items).toMatchObject([
    { ...shown, token: old.id, untilMs: old.expiresAtMs },
    { ...shown, token: used.id },
  ]);
  const [first, second] = items as [ReviewItem, ReviewItem];
  expect((await reviewsOf(sally.client).decide({ review: review.id }, [drop(first), keep(second)])).effects).toEqual([
    { item: first.item, effect: "done" },
  ]);
  expect([await works(old.token), await works(used.token)]).toEqual([false, true]);
  await expect.poll(async () => (await reviewsOf(olga.client).read(review.id)).state).toBe("closed");
  const text = await reviewsOf(olga.client).result({ review: review.id });
  expect(await verifyReviewResult(text)).toMatchObject({ ok: true, items: [{ token: old.id }, { token: used.id }] });
  const other = text.replaceAll(nameOfToken(old.id), nameOfToken(used.id));
  expect(await verifyReviewResult(other)).toMatchObject({ ok: false, fault: "snapshot-differs" });
  const { facts } = await mia.client.api("ownFacts", {});
  expect(facts.find(({ kind }) => kind === "token.ended")?.detail).toMatchObject({ token: old.id, review: review.id });
});

test("whoever answers for a token, or made it, does not decide about it", async () => {
  const ofSally = await tokenOf((await botOf("sallys-bot", sally)).account, "sallys");
  const review = await start([sally, adam]);
  expect((await itemsFor(sally, review)).some(({ token }) => token === ofSally.id)).toBe(false);
  // Adam made all of them.
  expect(await itemsFor(adam, review)).toEqual([]);
  const again = await start([olga]);
  const found = (await itemsFor(olga, again)).find(({ token }) => token === ofSally.id) as ReviewItem;
  expect(await codeOf(reviewsOf(sally.client).decide({ review: review.id }, [drop(found)]))).not.toBe("done");
  expect(await works(ofSally.token)).toBe(true);
});

test("a token that has ended meanwhile is told as gone, and what nobody decided lapses", async () => {
  const bot = await botOf("another-bot", mia);
  const [gone, lapsing] = [await tokenOf(bot.account, "gone"), await tokenOf(bot.account, "lapsing")];
  const review = await start([sally], "remove");
  const items = await itemsFor(sally, review);
  await olga.client.api("revokeToken", undefined, { token: gone.id });
  const item = items.find(({ token }) => token === gone.id) as ReviewItem;
  expect((await reviewsOf(sally.client).decide({ review: review.id }, [drop(item)])).effects).toEqual([
    { item: item.item, effect: "gone" },
  ]);
  world.clock.pass(HOUR_MS + 1);
  await expect
    .poll(async () => {
      world.clock.pass(2_000);
      return (await reviewsOf(olga.client).read(review.id)).state;
    })
    .toBe("closed");
  expect(await works(lapsing.token)).toBe(false);
});

test("no series begins such a review for a change of role", async () => {
  const settings = { name: "x", scope: { kind: "tokens" as const }, reviewers: [sally.account], openForMs: HOUR_MS };
  const begun = reviewsOf(olga.client).beginSeries({ ...settings, reason: "x", repeat: "role-change" });
  expect(await codeOf(begun)).toBe("bad-request");
});
