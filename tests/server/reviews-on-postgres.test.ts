/** Reviews on PostgreSQL, from a snapshot to a result that the log proves. */
import type { ItemDecision, ReviewItem } from "@warbler/protocol";
import { reviewsOf, rolesOf, verifyReviewInLog, verifyReviewResult } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { postgres } from "@warbler/testkit/services";
import { describe, expect, test } from "vitest";

const database = await postgres();
const HOUR_MS = 3_600_000;
const drop = (item: ReviewItem): ItemDecision => ({ item, decision: "remove", reason: "not needed" });
const keep = (item: ReviewItem): ItemDecision => ({ item, decision: "keep", reason: "needed" });

describe.skipIf("missing" in database)("on postgres", () => {
  test("roles and a room are reviewed, what is removed goes, what has no answer lapses, and the results verify", async () => {
    await using world = await openWorld({ store: "postgres" });
    const [olga, sally, adam, cora, mia] = [
      await world.join("olga", { role: "administrator" }),
      await world.join("sally", { role: "security-officer" }),
      await world.join("adam", { role: "administrator" }),
      await world.join("cora", { role: "compliance-officer" }),
      await world.join("mia"),
    ];
    await world.raw.owner.call("grantRole", {}, { account: olga.account, role: "owner" });
    for (const person of [olga, sally, mia]) await person.client.identity.setUp();
    await rolesOf(olga.client).hold({ account: mia.account, role: "trainer", reason: "the yearly training" });
    const room = await world.room([mia, adam]);
    const settings = { name: "yearly", openForMs: HOUR_MS, reason: "a test" };
    const asked = reviewsOf(olga.client);
    const roles = ["administrator", "compliance-officer", "trainer"] as const;
    const ofRoles = await asked.start({
      ...settings,
      scope: { kind: "roles", roles: [...roles] },
      reviewers: [sally.account],
    });
    const ofRoom = await asked.start({ ...settings, scope: { kind: "rooms", rooms: [room.id] }, unanswered: "keep" });
    expect([ofRoles.items, ofRoom.items]).toEqual([3, 2]);

    const place = { review: ofRoles.id };
    const { items } = await reviewsOf(sally.client).items(place);
    const of = (who: typeof mia) => items.find(({ account }) => account === who.account) as ReviewItem;
    const decided = await reviewsOf(sally.client).decide(place, [drop(of(mia)), keep(of(adam))]);
    expect(decided.effects).toMatchObject([{ effect: "done" }]);
    expect(await rolesOf(olga.client).held()).toEqual([]);
    const inRoom = { review: ofRoom.id, room: room.id };
    const adams = (await reviewsOf(mia.client).items(inRoom)).items.find(({ account }) => account === adam.account);
    await reviewsOf(mia.client).decide(inRoom, [drop(adams as ReviewItem)]);
    expect((await (await mia.client.room(room.id)).members()).map(({ id }) => id)).not.toContain(adam.account);

    world.clock.pass(HOUR_MS);
    const stateOf = async (id: typeof ofRoles.id) => {
      world.clock.pass(2_000);
      return (await asked.read(id)).state;
    };
    for (const { id } of [ofRoles, ofRoom]) await expect.poll(() => stateOf(id)).toBe("closed");
    expect(await asked.read(ofRoles.id)).toMatchObject({ kept: 1, removed: 2, lapsed: 1, damaged: false });
    const { people } = await sally.client.api("people", {});
    expect(people.find(({ id }) => id === cora.account)).toMatchObject({ role: "member" });
    const proven = await asked.provenResult(ofRoles.id);
    const checked = await verifyReviewResult(proven.text);
    if (!checked.ok) throw new Error(checked.fault);
    const { verifierKey } = await olga.client.audit.key();
    expect(await verifyReviewInLog(checked, proven.log, verifierKey)).toMatchObject({ ok: true });
    expect(await verifyReviewResult(await reviewsOf(mia.client).result(inRoom))).toMatchObject({ ok: true });
  });
});
