/**
 * People who were suspended or have left, in end-to-end rooms: members take their devices out of the keys by what the audit log
 * shows, whoever asks for it; and what a server gets that says so of somebody who did not leave.
 */
import type { StandingFact } from "@warbler/protocol";
import { recordStanding } from "@warbler/sdk/testing";
import { eventually, MaliciousServer, type Victim } from "@warbler/testkit/malicious-server";
import { afterEach, describe, expect, test } from "vitest";

let world: MaliciousServer | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

/** Alice owns a room with Bob and Carol in it, neither of whom has a role. */
async function threeInARoom() {
  world = await MaliciousServer.open();
  const [alice, bob, carol] = [await world.join("alice"), await world.join("bob"), await world.join("carol")];
  const { server } = world;
  const room = await world.room(alice, bob, carol);
  await room.send("before").settled;
  for (const one of [bob, carol])
    await eventually("all to hear", async () => ((await one.texts(room.id)).includes("before") ? true : undefined));
  const isIn = ({ person }: Victim) =>
    server.state.groups.groupOf(room.id).roster.some(({ account }) => account === person.id);
  const isOut = (one: Victim) => eventually("a commit", () => (isIn(one) ? undefined : true));
  return { world, server, alice, bob, carol, room, isIn, isOut };
}
describe("somebody who was suspended or has left", () => {
  test.for(["person.suspended", "person.removed"] as const satisfies readonly StandingFact[])(
    "is taken out by members without a role, who are told why: %s",
    async (kind) => {
      const { server, alice, bob, carol, room, isOut } = await threeInARoom();
      await alice.stop();
      await bob.stop();
      const told: string[] = [];
      (await carol.client.room(room.id)).on("event", ({ what }) => told.push(what));
      await server.endStanding(bob.person.id, kind);
      await isOut(bob);
      await eventually("Carol to be told", () => (told.includes("out") ? true : undefined));
      expect(carol.alarms).toEqual([]);
      await alice.start();
      await (await alice.client.room(room.id)).send("after").settled;
      await eventually("Carol to hear", async () =>
        (await carol.texts(room.id)).includes("after") ? true : undefined,
      );
      expect(alice.alarms).toEqual([]);
    },
  );

  test("reads nothing that is said after, also when the server goes on giving them everything", async () => {
    const { world, server, alice, bob, room, isOut } = await threeInARoom();
    await server.endStanding(bob.person.id, "person.removed");
    await isOut(bob);
    await room.send("not for Bob").settled;
    const state = server.state.rooms.get(room.id);
    if (state === undefined) throw new Error("unreachable");
    // Back in the roster and with a session: all that keys would not stop.
    state.roster.set(bob.person.id, { role: "member", sinceMs: 0 });
    await bob.stop();
    await bob.start();
    await eventually("Bob to have it all", async () => {
      const held = await bob.store.list({ prefix: `record/${room.id}`, limit: 500 });
      return held.length > 0 ? true : undefined;
    });
    expect(await bob.texts(room.id)).not.toContain("not for Bob");
    expect(world.recordsOf(room).length).toBeGreaterThan(0);
    expect(alice.alarms).toEqual([]);
  });

  test("is not taken out any more once they are back, and the room goes on", async () => {
    const { server, alice, bob, carol, room, isIn } = await threeInARoom();
    for (const one of [alice, bob, carol]) await one.stop();
    await server.endStanding(bob.person.id, "person.suspended");
    await server.endStanding(bob.person.id, "person.reinstated");
    // The real server holds messages back for what it asked until the epoch ends; here it is for the members to end it.
    server.state.groups.leaving.clear();
    const { epoch } = server.state.groups.groupOf(room.id);
    for (const one of [alice, bob, carol]) await one.start();
    await eventually("the epoch to end", () => (server.state.groups.groupOf(room.id).epoch > epoch ? true : undefined));
    await (await bob.client.room(room.id)).send("back").settled;
    await eventually("Carol to hear", async () => ((await carol.texts(room.id)).includes("back") ? true : undefined));
    expect(isIn(bob)).toBe(true);
    expect([...alice.alarms, ...bob.alarms, ...carol.alarms]).toEqual([]);
  });
});

describe("a server that says so of somebody who did not leave", () => {
  test("without the audit log: named, and they stay", async () => {
    const { server, alice, bob, carol, room, isIn } = await threeInARoom();
    await server.proposeRemovals(bob.person.id);
    for (const one of [alice, bob, carol])
      expect((await one.notices("group-forbidden")).detail).toBe("a proposal that no member may take up");
    server.state.groups.leaving.clear();
    await room.send("with bob").settled;
    expect(isIn(bob)).toBe(true);
  });

  test.for([
    ["of somebody else", (facts: readonly object[]) => facts, true],
    ["under another time", (facts: readonly object[]) => facts.map((one) => ({ ...one, atMs: 1 })), false],
    ["of another kind", (facts: readonly object[]) => facts.map((one) => ({ ...one, kind: "person.removed" })), false],
  ] as const)("with a fact %s: named, and they stay", async ([, lie, isOfAnother]) => {
    const { server, alice, bob, carol, isIn } = await threeInARoom();
    recordStanding(server.state, "person.suspended", isOfAnother ? carol.person.id : bob.person.id);
    server.tamperAnswer = async (path, response) => {
      if (!path.includes("/leavers/")) return response;
      const { facts } = (await response.json()) as { readonly facts: readonly object[] };
      return Response.json({ facts: lie(facts) });
    };
    await server.proposeRemovals(bob.person.id);
    await alice.notices("group-forbidden");
    expect(isIn(bob)).toBe(true);
  });

  test("with a fact in the log: what it asks is done in the log's sight, and whom it is about names it", async () => {
    const { server, bob, isOut } = await threeInARoom();
    recordStanding(server.state, "person.suspended", bob.person.id);
    await server.proposeRemovals(bob.person.id);
    await bob.notices("standing-contradicted");
    await isOut(bob);
  });

  test("of somebody who came back, hiding the return from who has seen it: they stay", async () => {
    const { server, alice, bob, carol, isIn, isOut, room } = await threeInARoom();
    await server.endStanding(bob.person.id, "person.suspended");
    await isOut(bob);
    recordStanding(server.state, "person.reinstated", bob.person.id);
    await bob.stop();
    await bob.start();
    await eventually("Alice to follow", async () => ((await room.members()).length === 2 ? true : undefined));
    await room.add([bob.person.id]);
    // Whoever looks at it now sees the return; later the server shows what was before it alone.
    await server.proposeRemovals(bob.person.id);
    for (const { store } of [alice, carol])
      await eventually("the return to be seen", async () => {
        const held = await store.read(`standing/${bob.person.id}`);
        return new TextDecoder().decode(held).includes("reinstated") ? true : undefined;
      });
    server.tamperAnswer = async (path, response) => {
      if (!path.includes("/leavers/")) return response;
      const { facts } = (await response.json()) as { readonly facts: readonly object[] };
      return Response.json({ facts: facts.slice(0, 1) });
    };
    server.state.groups.leaving.clear();
    await server.proposeRemovals(bob.person.id);
    server.state.groups.leaving.clear();
    await room.send("still here").settled;
    expect(isIn(bob)).toBe(true);
  });
});
