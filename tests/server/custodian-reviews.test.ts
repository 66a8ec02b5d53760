/** Who answers for what the server keeps secret: named by owners, told with what its file shows, and reviewed by others. */
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { type ItemDecision, nameOfKey, type ReviewItem, type ServerKeyName } from "@warbler/protocol";
import { WarblerError } from "@warbler/sdk";
import { reviewsOf, verifyReviewResult } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseOf } from "./in-the-database.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const HOUR_MS = 3_600_000;
const [olga, sally, mia] = [
  await world.join("olga", { role: "administrator" }),
  await world.join("sally", { role: "security-officer" }),
  await world.join("mia"),
];
type Somebody = typeof olga;

const keysNow = async (by = olga) => (await by.client.api("serverKeys", undefined)).keys;
const keyNow = async (key: ServerKeyName) => (await keysNow()).find((one) => one.key === key);
const name = (key: ServerKeyName, who: Somebody | undefined, by = olga) =>
  by.client.api("nameCustodian", { key, reason: "a test", ...(who !== undefined && { custodian: who.account }) });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof WarblerError ? error.code : String(error)),
  );
const start = (reviewers: readonly Somebody[], unanswered: "keep" | "remove" = "keep") =>
  reviewsOf(olga.client).start({
    ...{ name: "keys", scope: { kind: "keys" as const }, openForMs: HOUR_MS, reason: "a test", unanswered },
    reviewers: reviewers.map(({ account }) => account),
  });
const itemsFor = async ({ client }: Somebody, review: Awaited<ReturnType<typeof start>>) =>
  (await reviewsOf(client).items({ review: review.id })).items;
const decision = (item: ReviewItem, decided: "keep" | "remove", reason: string): ItemDecision => ({
  item,
  decision: decided,
  reason,
});

beforeAll(async () => {
  await raw.owner.call("grantRole", {}, { account: olga.account, role: "owner" });
  for (const person of [olga, sally]) await person.client.identity.setUp();
});

test("what the server keeps secret is told by where it lies and who may read it, and only to who may know", async () => {
  const keys = await keysNow();
  expect(keys.map(({ key }) => key)).toEqual([
    ...["root-key", "keyring", "audit-log-key", "identity-log-key", "proposal-key", "tls-key", "local-ca-key"],
  ]);
  expect(keys.find(({ key }) => key === "audit-log-key")).toMatchObject({
    ...{ where: "audit/log.key", isVariable: false, form: "wrapped", mode: "600", exposed: false },
    changedAtMs: expect.any(Number),
  });
  expect(keys.every(({ key, isVariable, mode }) => key === "root-key" || isVariable || mode !== undefined)).toBe(true);
  expect(keys.every(({ custodian }) => custodian === undefined)).toBe(true);
  expect(await codeOf(keysNow(mia))).toBe("forbidden");
  expect(await keysNow(sally)).toHaveLength(keys.length);
});

test("owners alone say who answers for a secret: somebody of the organisation, with a reason, in the log", async () => {
  expect(await codeOf(name("tls-key", mia, sally))).toBe("forbidden");
  expect(await codeOf(name("s3-secret", mia))).toBe("not-found");
  const guest = await world.join("gus", { role: "guest" });
  expect(await codeOf(name("tls-key", guest))).toBe("bad-request");
  await name("tls-key", mia);
  expect(await keyNow("tls-key")).toMatchObject({ custodian: mia.account, givenBy: olga.account });
  const { facts } = await mia.client.api("ownFacts", {});
  expect(facts.find(({ kind }) => kind === "key.custodian-named")?.detail).toMatchObject({
    ...{ key: "tls-key", custodian: mia.account, by: olga.account, reason: "a test" },
  });
  await name("tls-key", undefined);
  expect((await keyNow("tls-key"))?.custodian).toBeUndefined();
});

test("a review begins once somebody answers for every secret, and shows a file that others may read", async () => {
  expect(await codeOf(start([sally]))).toBe("bad-request");
  // Both the file and its folder.
  const folder = join(world.folder, "audit");
  const log = join(folder, "log.key");
  await chmod(log, 0o640);
  await chmod(folder, 0o755);
  for (const { key } of await keysNow()) await name(key, mia);
  const preview = await reviewsOf(olga.client).preview({ scope: { kind: "keys" }, reviewers: [sally.account] });
  expect(preview).toMatchObject({ items: 7, people: 1, suggested: { look: 1 } });
  const review = await start([sally]);
  const items = await itemsFor(sally, review);
  expect(items.find(({ key }) => key === "audit-log-key")).toMatchObject({
    ...{ account: mia.account, givenBy: olga.account, suggestion: "look", signs: ["exposed"] },
    lastUsed: expect.any(String),
  });
  await chmod(log, 0o600);
  await reviewsOf(olga.client).withdraw(review.id, "a test");
});

test("keeping needs a reason, removing leaves the secret with nobody, and the result verifies without a server", async () => {
  const review = await start([sally, olga]);
  const items = await itemsFor(sally, review);
  const decide = (...decisions: ItemDecision[]) => reviewsOf(sally.client).decide({ review: review.id }, decisions);
  const [first, ...others] = items as [ReviewItem, ...ReviewItem[]];
  expect(await codeOf(decide(decision(first, "keep", "")))).toBe("bad-request");
  // Who named somebody does not confirm it.
  expect(await itemsFor(olga, review)).toEqual([]);
  expect((await decide(decision(first, "remove", "moved to another team"))).effects).toMatchObject([
    { effect: "done" },
  ]);
  expect((await keyNow(first.key as ServerKeyName))?.custodian).toBeUndefined();
  await decide(...others.map((item) => decision(item, "keep", "still hers")));
  await expect.poll(async () => (await reviewsOf(olga.client).read(review.id)).state).toBe("closed");
  const text = await reviewsOf(olga.client).result({ review: review.id });
  expect(await verifyReviewResult(text)).toMatchObject({ ok: true, items: items.map(({ key }) => ({ key })) });
  const other = text.replaceAll(nameOfKey("keyring"), nameOfKey("tls-key"));
  expect(await verifyReviewResult(other)).toMatchObject({ ok: false, fault: "snapshot-differs" });
});

test("who answers for a secret does not decide about it, and was named anew meanwhile stays", async () => {
  for (const { key } of await keysNow()) await name(key, key === "root-key" ? sally : mia);
  const review = await start([sally]);
  const items = await itemsFor(sally, review);
  expect(items.some(({ key }) => key === "root-key")).toBe(false);
  const tls = items.find(({ key }) => key === "tls-key") as ReviewItem;
  world.clock.pass(1);
  await name("tls-key", mia);
  const { effects } = await reviewsOf(sally.client).decide({ review: review.id }, [decision(tls, "remove", "old")]);
  expect(effects).toMatchObject([{ effect: "gone" }]);
  expect((await keyNow("tls-key"))?.custodian).toBe(mia.account);
  await reviewsOf(olga.client).withdraw(review.id, "a test");
});

test("nobody answers for a secret by the word of the database", async () => {
  databaseOf(world)("UPDATE key_custodians SET account = ? WHERE key = 'keyring'", sally.account);
  expect((await keyNow("keyring"))?.custodian).toBeUndefined();
});

test("no series begins such a review for a change of role, and one by the clock begins", async () => {
  await name("keyring", mia);
  const settings = { name: "x", scope: { kind: "keys" as const }, reviewers: [sally.account], openForMs: HOUR_MS };
  const begin = (repeat: "role-change" | "weekly") =>
    reviewsOf(olga.client).beginSeries({ ...settings, reason: "x", repeat });
  expect(await codeOf(begin("role-change"))).toBe("bad-request");
  const { id } = await begin("weekly");
  await expect
    .poll(async () => {
      world.clock.pass(2_000);
      return (await reviewsOf(olga.client).list()).some((one) => one.series === id && one.items === 7);
    })
    .toBe(true);
});
