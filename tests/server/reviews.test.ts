import { type AccountId, type ApiInput, type ItemDecision, LIMITS, newId, type ReviewItem } from "@warbler/protocol";
import { WarblerError } from "@warbler/sdk";
import {
  actsOf,
  type ReviewPlace,
  reviewsOf,
  rolesOf,
  verifyReviewInLog,
  verifyReviewResult,
} from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseOf } from "./in-the-database.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw, clock } = world;
const [olga, sally, adam, cora, mia] = [
  await world.join("olga", { role: "administrator" }),
  await world.join("sally", { role: "security-officer" }),
  await world.join("adam", { role: "administrator" }),
  await world.join("cora", { role: "compliance-officer" }),
  await world.join("mia"),
];
type Somebody = typeof olga;
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  await raw.owner.call("grantRole", {}, { account: olga.account, role: "owner" });
  for (const person of [olga, sally, adam, cora, mia]) await person.client.identity.setUp();
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof WarblerError ? error.code : String(error)),
  );
const reviews = ({ client }: Somebody) => reviewsOf(client);
const start = (settings: Partial<ApiInput<"startReview">> = {}, by = olga) =>
  reviews(by).start({
    name: "a review",
    scope: { kind: "roles", roles: ["administrator", "security-officer", "compliance-officer", "auditor"] },
    reviewers: [sally.account],
    openForMs: HOUR_MS,
    reason: "a test",
    ...settings,
  });
const ofPerson = async (by: Somebody, place: ReviewPlace, account: AccountId): Promise<ReviewItem> => {
  const found = (await reviews(by).items(place)).items.find((one) => one.account === account);
  if (found === undefined) throw new Error("expected a grant of this person");
  return found;
};
const keep = (item: ReviewItem): ItemDecision => ({ item, decision: "keep", reason: "needed" });
const drop = (item: ReviewItem): ItemDecision => ({ item, decision: "remove", reason: "not needed" });
const shown = async ({ account }: Somebody) =>
  (await sally.client.api("people", {})).people.find(({ id }) => id === account) ?? {
    role: "nobody",
    suspended: false,
  };
const roleOf = async (person: Somebody) => (await shown(person)).role;
const inTheDatabase = databaseOf(world);
/** Lets what is due happen, and waits until it has. */
const untilOver = async (review: ReviewPlace["review"], forMs = 0) => {
  clock.pass(forMs);
  for (let tries = 0; tries < 200; tries++) {
    const now = await reviews(sally).read(review);
    if (now.state !== "open") return now;
    clock.pass(2_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("expected the review to end");
};

test("what is removed goes at once, what is kept stays, and the result verifies without a server", async () => {
  const review = await start({ reviewers: [sally.account, olga.account] });
  expect(review).toMatchObject({ state: "open", kept: 0, removed: 0, byReviewer: [] });
  const place = { review: review.id };
  expect(await reviews(sally).own()).toMatchObject([{ id: review.id, open: review.items - 1 }]);
  const removed = await ofPerson(sally, place, adam.account);
  expect(removed).toMatchObject({ role: "administrator", signs: ["no-second-factor"], suggestion: "look" });
  expect((await reviews(sally).decide(place, [drop(removed)])).effects).toEqual([
    { item: removed.item, effect: "done" },
  ]);
  expect(await roleOf(adam)).toBe("member");
  await reviews(sally).decide(place, [keep(await ofPerson(sally, place, cora.account))]);
  await reviews(olga).decide(place, [keep(await ofPerson(olga, place, sally.account))]);
  const over = await untilOver(review.id);
  expect(over).toMatchObject({ state: "closed", open: 0, lapsed: 0, removed: 1, kept: review.items - 1 });
  const text = await reviews(olga).result(place);
  const checked = await verifyReviewResult(text);
  expect(checked).toMatchObject({ ok: true, digest: over.result });
  const { facts } = await olga.client.api("ownFacts", {});
  const closed = facts.find(({ kind, detail }) => kind === "review.closed" && detail?.["review"] === review.id);
  expect(closed?.detail).toMatchObject({ result: over.result, removed: 1 });
  for (const [from, to, fault] of [
    ["not needed", "not heeded", "signature-wrong"],
    ['"remove"', '"keep"', "signature-wrong"],
    [adam.account, mia.account, "snapshot-differs"],
    ['"format"', ' "format"', "malformed"],
    ['"effect', '"effect', "ok"],
  ] as const) {
    const changed = await verifyReviewResult(text.replace(from, to));
    expect(changed.ok ? "ok" : changed.fault, from).toBe(fault);
  }
  await rolesOf(olga.client).grant(adam.account, "administrator");
});

test("nobody reviews their own access, nor a role they gave, and nobody else than who was asked", async () => {
  const review = await start({ reviewers: [sally.account, olga.account] });
  const place = { review: review.id };
  const { items } = await reviews(olga).items(place);
  expect(items.some(({ account }) => account === olga.account)).toBe(false);
  // Olga gave Adam the role again.
  expect(items.some(({ account }) => account === adam.account)).toBe(false);
  const adams = await ofPerson(sally, place, adam.account);
  expect(await codeOf(reviews(olga).decide(place, [keep(adams)]))).toBe("own-access");
  const sallys = await ofPerson(olga, place, sally.account);
  expect(await codeOf(reviews(sally).decide(place, [keep(sallys)]))).toBe("own-access");
  for (const [who, code] of [
    [adam, "not-found"],
    [mia, "forbidden"],
  ] as const) {
    expect(await codeOf(reviews(who).decide(place, [keep(sallys)]))).toBe(code);
    expect(await codeOf(reviews(who).items(place))).toBe(code);
  }
  expect(await codeOf(reviews(mia).list())).toBe("forbidden");
  expect(await codeOf(reviews(sally).decide({ review: newId() }, [keep(adams)]))).toBe("not-found");
  await reviews(olga).withdraw(review.id, "enough");
  expect(await codeOf(reviews(sally).decide(place, [keep(adams)]))).toBe("review-over");
});

test("a signature counts for the decisions it was made for, in its review, by its device, once", async () => {
  const [review, other] = [await start(), await start()];
  const place = { review: review.id };
  const item = await ofPerson(sally, place, cora.account);
  for (const [what, changed] of [
    ["person", { ...item, account: mia.account }],
    ["role", { ...item, role: "auditor" as const }],
    ["time", { ...item, sinceMs: item.sinceMs + 1 }],
    ["sign", { ...item, signs: [] as ReviewItem["signs"] }],
  ] as const)
    expect(await codeOf(reviews(sally).decide(place, [keep(changed)])), what).toBe("bad-request");
  const { account, client } = sally;
  const calls: { body: ApiInput<"decideReview">; params: { review: string } }[] = [];
  const listening = {
    account,
    identity: client.identity,
    room: (name: string) => client.room(name),
    api: (name: never, body: never, params: never) => {
      calls.push({ body, params });
      return client.api(name, body, params);
    },
  };
  expect(await codeOf(reviewsOf(listening as never).decide(place, [keep(item)]))).toBe("done");
  const [call] = calls;
  if (call === undefined) throw new Error("expected a call");
  expect(await codeOf(client.api("decideReview", call.body, call.params))).toBe("already-decided");
  expect(await codeOf(client.api("decideReview", call.body, { review: other.id }))).toBe("bad-request");
  const twice = await ofPerson(sally, { review: other.id }, cora.account);
  expect(await codeOf(reviews(sally).decide({ review: other.id }, [keep(twice), drop(twice)]))).toBe("bad-request");
  const second = await sally.device("second");
  const onSecond = reviewsOf(second.client);
  expect(await codeOf(onSecond.decide({ review: other.id }, [keep(twice)]))).toBe("device-unlisted");
  for (const one of [review, other]) await reviews(olga).withdraw(one.id, "enough");
});

test("of many who decide one grant at once, one decides it and the others are told", async () => {
  const review = await start({ reviewers: [sally.account, cora.account] });
  const place = { review: review.id };
  const item = await ofPerson(sally, place, adam.account);
  const tries = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      codeOf(reviews(at % 2 === 0 ? sally : cora).decide(place, [at % 3 === 0 ? drop(item) : keep(item)])),
    ),
  );
  expect(tries.toSorted()).toEqual([...Array.from({ length: 9 }, () => "already-decided"), "done"]);
  await reviews(olga).withdraw(review.id, "enough");
  if ((await roleOf(adam)) === "member") await rolesOf(olga.client).grant(adam.account, "administrator");
});

test("a reviewer who lost the role decides nothing any more, and nobody unfit is asked", async () => {
  const review = await start({ reviewers: [sally.account, cora.account] });
  const place = { review: review.id };
  const item = await ofPerson(cora, place, adam.account);
  await rolesOf(olga.client).grant(cora.account, "member");
  expect(await codeOf(reviews(cora).decide(place, [drop(item)]))).toBe("forbidden");
  expect(await reviews(cora).own()).toEqual([]);
  expect(await codeOf(start({ reviewers: [cora.account] }))).toBe("policy-refused");
  expect(await codeOf(start({ reviewers: [] }))).toBe("bad-request");
  expect(await codeOf(start({}, sally))).toBe("forbidden");
  await rolesOf(olga.client).grant(cora.account, "compliance-officer");
  await reviews(olga).withdraw(review.id, "enough");
});

test("reasons are asked for: to remove, and to keep what an officer has", async () => {
  const review = await start();
  const place = { review: review.id };
  const item = await ofPerson(sally, place, adam.account);
  for (const decision of ["keep", "remove"] as const)
    expect(await codeOf(reviews(sally).decide(place, [{ item, decision, reason: "" }]))).toBe("bad-request");
  await reviews(olga).withdraw(review.id, "enough");
});

test("the last owner stays, an owner's role is for who gives roles to take, and who has no answer loses the role", async () => {
  const review = await start({ scope: { kind: "roles", roles: ["owner", "auditor"] }, reviewers: [sally.account] });
  const place = { review: review.id };
  const owners = await ofPerson(sally, place, olga.account);
  expect(await codeOf(reviews(sally).decide(place, [drop(owners)]))).toBe("forbidden");
  const over = await untilOver(review.id, HOUR_MS);
  // Two owners, of whom one is the last.
  expect(over).toMatchObject({ state: "closed", items: 2, lapsed: 2, refused: 1 });
  const text = await reviews(sally).result(place);
  expect(text).toContain('"refused","last-owner"');
  expect((await verifyReviewResult(text)).ok).toBe(true);
  await raw.owner.proves();
  const isOlga = (await roleOf(olga)) === "owner";
  if (isOlga) await rolesOf(olga.client).grant(raw.owner.account as AccountId, "owner");
  else await raw.owner.call("grantRole", {}, { account: olga.account, role: "owner" });
  expect(await roleOf(olga)).toBe("owner");
  expect(await codeOf(reviews(sally).decide(place, [keep(owners)]))).toBe("review-over");
});

test("without an answer everything stays where the review says so, and each is recorded", async () => {
  const review = await start({ unanswered: "keep" });
  const over = await untilOver(review.id, HOUR_MS);
  expect(over).toMatchObject({ lapsed: review.items, removed: 0 });
  expect(await roleOf(adam)).toBe("administrator");
  const { text, log } = await reviews(olga).provenResult(review.id);
  const checked = await verifyReviewResult(text);
  if (!checked.ok) throw new Error(checked.fault);
  const { verifierKey } = await olga.client.audit.key();
  expect(await verifyReviewInLog(checked, log, verifierKey)).toMatchObject({ ok: true });
  const snapshot = { ...checked.result.snapshot, digest: "A".repeat(43) };
  for (const [fault, wrong, proof] of [
    ["log-differs", { ...checked, digest: "A".repeat(43) }, log],
    ["log-differs", { ...checked, result: { ...checked.result, snapshot } }, log],
    ["not-in-log", checked, log && { started: log.closed, closed: log.started }],
    ["not-in-log", checked, log && { ...log, started: { ...log.started, atMs: log.started.atMs + 1 } }],
    ["not-in-log", checked, log && { ...log, closed: { ...log.closed, proof: { ...log.closed.proof, leaf: 0 } } }],
    ["proof-malformed", checked, log && { started: log.started }],
  ] as const)
    expect(await verifyReviewInLog(wrong, proof, verifierKey), fault).toEqual({ ok: false, fault });
  expect(checked).toMatchObject({ ok: true, result: { decisions: [], effects: [] } });
});

test("a member or guest is suspended, a role that was given anew is not taken, and a held role ends", async () => {
  const [gus, nils] = [await world.join("gus", { role: "guest" }), await world.join("nils")];
  const hold = { account: nils.account, role: "auditor" as const, reason: "a test" };
  await rolesOf(olga.client).hold(hold);
  const review = await start({
    scope: { kind: "people", people: [gus.account, nils.account] },
    reviewers: [sally.account],
  });
  const place = { review: review.id };
  const { items } = await reviews(sally).items(place);
  expect(items.map(({ role }) => role).toSorted()).toEqual(["auditor", "guest", "member"]);
  const guest = items.find(({ role }) => role === "guest");
  const held = items.find(({ role }) => role === "auditor");
  if (guest === undefined || held === undefined) throw new Error("expected both");
  await reviews(sally).decide(place, [drop(guest)]);
  await gus.devices[0]?.expired();
  expect(await shown(gus)).toMatchObject({ suspended: true });
  await rolesOf(olga.client).drop(nils.account, "auditor");
  clock.pass(10);
  await rolesOf(olga.client).hold(hold);
  expect((await reviews(sally).decide(place, [drop(held)])).effects).toEqual([{ item: held.item, effect: "gone" }]);
  expect(await rolesOf(olga.client).held()).toMatchObject([{ account: nils.account, role: "auditor" }]);
  await reviews(olga).withdraw(review.id, "enough");
  await rolesOf(olga.client).drop(nils.account, "auditor");
});

test("an office held beside a first role is not taken with that one", async () => {
  const otto = await world.join("otto");
  await rolesOf(olga.client).hold({ account: otto.account, role: "auditor", reason: "a test" });
  const review = await start({ scope: { kind: "people", people: [otto.account] }, reviewers: [sally.account] });
  const place = { review: review.id };
  const { items } = await reviews(sally).items(place);
  const first = items.find(({ role }) => role === "member");
  const held = items.find(({ role }) => role === "auditor");
  if (first === undefined || held === undefined) throw new Error("expected both");
  expect(await codeOf(reviews(sally).decide(place, [drop(first)]))).toBe("forbidden");
  expect((await shown(otto)).suspended ?? false).toBe(false);
  await reviews(sally).decide(place, [drop(held)]);
  await reviews(sally).decide(place, [drop(first)]);
  expect(await shown(otto)).toMatchObject({ suspended: true });
});

test("a room is reviewed by its owners, who alone see who is in it", async () => {
  const room = await world.room([mia, adam, cora]);
  const review = await start({ scope: { kind: "rooms" }, reviewers: [], unanswered: "keep" });
  expect(await codeOf(start({ scope: { kind: "rooms" }, reviewers: [sally.account] }))).toBe("bad-request");
  const place = { review: review.id, room: room.id };
  expect(await reviews(mia).own()).toMatchObject([{ id: review.id, room: room.id, open: 2 }]);
  for (const who of [olga, sally]) expect(await codeOf(reviews(who).items(place))).toBe("not-found");
  expect(await codeOf(reviews(adam).items(place))).toBe("forbidden");
  expect(await codeOf(reviews(sally).items({ review: review.id }))).toBe("not-found");
  const adams = await ofPerson(mia, place, adam.account);
  expect(adams).toMatchObject({ roomRole: "member", givenBy: mia.account });
  const elsewhere = await world.room([cora, mia]);
  expect(await codeOf(reviews(cora).decide({ ...place, room: elsewhere.id }, [drop(adams)]))).toBe("not-found");
  const one = { kind: "rooms" as const, rooms: [elsewhere.id] };
  expect(await reviews(olga).preview({ scope: one, reviewers: [] })).toMatchObject({ items: 2, rooms: 1 });
  expect((await reviews(mia).decide(place, [drop(adams)])).effects).toMatchObject([{ effect: "done" }]);
  expect((await (await mia.client.room(room.id)).members()).map(({ id }) => id)).not.toContain(adam.account);
  await untilOver(review.id, HOUR_MS);
  const whole = await reviews(olga).result({ review: review.id });
  for (const secret of [room.id, mia.account, adam.account]) expect(whole).not.toContain(secret);
  const own = await reviews(mia).result(place);
  const [all, part] = [await verifyReviewResult(whole), await verifyReviewResult(own)];
  if (!all.ok || !part.ok) throw new Error("expected both to verify");
  expect(all.result.rooms).toContainEqual({ items: 3, kept: 0, removed: 1, lapsed: 2, digest: part.digest });
  expect(await codeOf(reviews(sally).result(place))).toBe("not-found");
});

test("who has something left is reminded on the day named", async () => {
  const day = 24 * HOUR_MS;
  const review = await start({ openForMs: 3 * day, reminderDays: [1], unanswered: "keep" });
  const reminders = async () =>
    (await sally.client.api("ownFacts", {})).facts.filter(({ kind }) => kind === "review.reminded").length;
  const before = await reminders();
  clock.pass(day);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await reminders()).toBe(before);
  clock.pass(day + HOUR_MS);
  await expect.poll(reminders).toBe(before + 1);
  clock.pass(HOUR_MS);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await reminders()).toBe(before + 1);
  await reviews(olga).withdraw(review.id, "enough");
});

test("a series begins one review each time, and one about whoever's role changes", async () => {
  const common = {
    name: "again",
    reviewers: [sally.account],
    unanswered: "keep" as const,
    openForMs: HOUR_MS,
    reason: "x",
  };
  const scope = { kind: "roles" as const, roles: ["administrator" as const] };
  const series = await reviews(olga).beginSeries({ ...common, scope, repeat: "weekly" });
  const begun = async () => (await reviews(olga).list()).filter((one) => one.series === series.id).length;
  const look = async () => {
    clock.pass(2_000);
    return begun();
  };
  await expect.poll(look).toBe(1);
  clock.pass(3 * 7 * 24 * HOUR_MS);
  await expect.poll(look).toBe(2);
  await reviews(olga).endSeries(series.id);
  expect(await reviews(olga).series()).toEqual([]);
  for (const repeat of ["role-change", "dormant"] as const)
    expect(await codeOf(reviews(olga).beginSeries({ ...common, scope, repeat }))).toBe("bad-request");
  expect(await codeOf(reviews(olga).beginSeries({ ...common, repeat: "weekly" }))).toBe("bad-request");
  const events = await reviews(olga).beginSeries({ ...common, repeat: "role-change" });
  expect(events.scope).toBeUndefined();
  const newcomer = await world.join("nora");
  await rolesOf(olga.client).grant(newcomer.account, "trainer");
  const started = async () => (await reviews(olga).list()).filter((one) => one.series === events.id);
  await expect.poll(started).toMatchObject([{ scope: { kind: "people", people: [newcomer.account] }, items: 1 }]);
  await reviews(olga).endSeries(events.id);
});

test("a review about whoever's role changes that cannot begin is told of, as one by the clock is", async () => {
  const rita = await world.join("rita");
  await rolesOf(olga.client).grant(rita.account, "compliance-officer");
  const settings = { name: "again", reviewers: [rita.account], openForMs: HOUR_MS, reason: "x" };
  const { id } = await reviews(olga).beginSeries({ ...settings, repeat: "role-change" });
  await rolesOf(olga.client).grant(rita.account, "member");
  const told = async () =>
    (await olga.client.api("ownFacts", {})).facts.filter(
      ({ kind, detail }) => kind === "review.started" && detail?.["series"] === id,
    );
  await expect.poll(told).toMatchObject([{ detail: { items: 0, refused: "policy-refused" } }]);
  await reviews(olga).endSeries(id);
});

test("the dormant are found by their sessions, and not asked about again at once", async () => {
  await using later = await openWorld();
  const [boss, ward] = [await later.owner(), await later.join("ward", { role: "security-officer" })];
  // Without a socket: a device that is connected uses its session.
  const { account: doras } = await later.raw.join("dora");
  later.clock.pass(LIMITS.dormantMs + HOUR_MS);
  const [bossNow, wardNow] = [await boss.device("new"), await ward.device("new")];
  const scope = { kind: "dormant" } as const;
  const asked = reviewsOf(bossNow.client);
  expect(await asked.preview({ scope, reviewers: [ward.account] })).toMatchObject({
    items: 1,
    suggested: { remove: 1 },
  });
  const common = {
    name: "dormant",
    reviewers: [ward.account],
    openForMs: HOUR_MS,
    reason: "x",
    unanswered: "keep" as const,
  };
  const series = await asked.beginSeries({ ...common, scope, repeat: "weekly" });
  const events = await asked.beginSeries({ ...common, repeat: "dormant" });
  const begunBy = async (id: typeof series.id) => (await asked.list()).filter((one) => one.series === id).length;
  const begun = async () => {
    later.clock.pass(2_000);
    return begunBy(series.id);
  };
  await expect.poll(begun).toBe(1);
  const [review] = await reviewsOf(wardNow.client).own();
  if (review === undefined) throw new Error("expected a review");
  const { items } = await reviewsOf(wardNow.client).items({ review: review.id });
  expect(items).toMatchObject([{ account: doras, role: "member", signs: ["dormant"], suggestion: "remove" }]);
  later.clock.pass(7 * 24 * HOUR_MS);
  for (let tries = 0; tries < 5; tries++) expect(await begun()).toBe(1);
  // It has come by itself, about her alone, and comes about her no more.
  await expect.poll(() => begunBy(events.id)).toBe(1);
  expect((await asked.list()).find((one) => one.series === events.id)).toMatchObject({ items: 1 });
  later.clock.pass(HOUR_MS);
  expect(await begunBy(events.id)).toBe(1);
  // Nobody is left who may decide: that is told, and not every hour.
  await rolesOf(bossNow.client).grant(ward.account, "member");
  const refusals = async () => {
    later.clock.pass(HOUR_MS);
    const { facts } = await bossNow.client.api("ownFacts", {});
    return facts.filter(({ detail }) => detail?.["series"] === events.id && detail["refused"] === "policy-refused")
      .length;
  };
  await expect.poll(refusals).toBe(1);
  for (let tries = 0; tries < 3; tries++) expect(await refusals()).toBe(1);
});

test("what somebody changes in the database is noticed, and nothing is removed by it", async () => {
  const changes = [
    "UPDATE review_campaigns SET due_ms = due_ms - 3600000 WHERE id = ?",
    "UPDATE review_batches SET at_ms = at_ms + 1 WHERE review = ?",
    "DELETE FROM review_batches WHERE review = ?",
    "DELETE FROM review_parts WHERE review = ?",
    "UPDATE review_parts SET hash = randomblob(32) WHERE review = ?",
    "UPDATE review_parts SET body = (SELECT body FROM review_parts AS o WHERE o.review <> review_parts.review LIMIT 1) WHERE review = ?",
  ];
  for (const sql of changes) {
    const review = await start();
    const place = { review: review.id };
    const coras = await ofPerson(sally, place, cora.account);
    await reviews(sally).decide(place, [keep(coras)]);
    inTheDatabase(sql, review.id);
    clock.pass(HOUR_MS);
    for (let tries = 0; tries < 5; tries++) {
      clock.pass(2_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await roleOf(adam), sql).toBe("administrator");
    const { facts } = await olga.client.api("queryAudit", { reason: "a test", kind: "review.damaged" });
    expect(facts[0]?.detail, sql).toMatchObject({ review: review.id });
    expect(await codeOf(reviews(olga).result(place)), sql).not.toBe("done");
  }
});

test("after a crash the review goes on where it was, and nothing is done twice", async () => {
  await using fallible = await openWorld({ server: "apart" });
  const [boss, ward] = [await fallible.owner(), await fallible.join("ward", { role: "security-officer" })];
  const people = await Promise.all(
    ["ann", "ben", "cid", "dan"].map((name) => fallible.join(name, { role: "trainer" })),
  );
  await ward.client.identity.setUp();
  const asked = reviewsOf(boss.client);
  const review = await asked.start({
    name: "cut short",
    scope: { kind: "people", people: people.map(({ account }) => account) },
    reviewers: [ward.account],
    openForMs: HOUR_MS,
    reason: "x",
  });
  const { items } = await reviewsOf(ward.client).items({ review: review.id });
  const [first, ...rest] = items;
  if (first === undefined) throw new Error("expected grants");
  const deciding = reviewsOf(ward.client)
    .decide({ review: review.id }, [drop(first), ...rest.slice(0, 2).map(keep)])
    .catch(() => undefined);
  await fallible.kill();
  await deciding;
  await fallible.start();
  const left = (await reviewsOf(ward.client).items({ review: review.id })).items;
  await reviewsOf(ward.client).decide({ review: review.id }, left.map(keep));
  const state = async () => (await asked.read(review.id)).state;
  await expect.poll(state, { timeout: 20_000 }).toBe("closed");
  const over = await asked.read(review.id);
  expect(over).toMatchObject({ items: 4, open: 0, damaged: false });
  expect(over.kept + over.removed).toBe(4);
  const checked = await verifyReviewResult(await asked.result({ review: review.id }));
  if (!checked.ok) throw new Error(checked.fault);
  const taken = checked.result.effects.filter(([, effect]) => effect === "done").length;
  const roles = (await boss.client.api("people", {})).people.filter(({ role }) => role === "trainer").length;
  expect([taken, roles]).toEqual([over.removed, 4 - over.removed]);
});

test("where giving roles is under dual control, a review begins only with as many approvals", async () => {
  const { version, document } = await rolesOf(olga.client).policy();
  const dual = (["policy.change", "role.grant"] as const).map((action) => ({ action, approvals: 1 }));
  await rolesOf(olga.client).changePolicy({ version, document: { ...document, dual }, reason: "a test" });
  expect(await codeOf(start())).toBe("policy-refused");
  const both = [...dual, { action: "review.run" as const, approvals: 1 }];
  const change = { version: version + 1, document: { ...document, dual: both }, reason: "a test" };
  const [acts, others] = [actsOf(olga.client), actsOf(adam.client)];
  const asked = await acts.ask({ route: "changePolicy", body: change, reason: "a test" });
  await others.approve(asked);
  await acts.execute(asked.id);
  expect(await codeOf(start())).toBe("approval-needed");
  const body = {
    name: "approved",
    scope: { kind: "roles", roles: ["administrator"] },
    reviewers: [sally.account],
    openForMs: HOUR_MS,
    reason: "x",
  };
  const wanted = await acts.ask({ route: "startReview", body, reason: "a test" });
  await others.approve(wanted);
  expect(await acts.execute(wanted.id)).toMatchObject({ state: "open", name: "approved" });
});
