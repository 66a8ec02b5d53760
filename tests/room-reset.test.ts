/** A room whose group broke is begun anew by its members, and a server that would begin it for them is named. */
import { RECORD_KINDS } from "@warbler/protocol";
import { type Room, WarblerError } from "@warbler/sdk";
import { loseGroup } from "@warbler/sdk/testing";
import {
  eventually,
  foreignGroup,
  intrude,
  intruderWith,
  MaliciousServer,
  type Victim,
} from "@warbler/testkit/malicious-server";
import { afterEach, describe, expect, test } from "vitest";

let world: MaliciousServer | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

/** Alice's room with Bob and Carol, in which something was said; Mallory is on the server and not in the room. */
async function threeInARoom() {
  world = await MaliciousServer.open();
  const [alice, bob, carol, mallory] = [
    await world.join("alice"),
    await world.join("bob"),
    await world.join("carol"),
    await world.join("mallory"),
  ];
  const room = await world.room(alice, bob, carol);
  await room.send("before").settled;
  for (const one of [bob, carol]) await reads(one, room, "before");
  return { world, alice, bob, carol, mallory, room };
}
type Parts = Awaited<ReturnType<typeof threeInARoom>>;

const reads = (victim: Victim, { id }: Room, text: string) =>
  eventually(`${victim.person.handle} to read ${text}`, async () =>
    (await victim.texts(id)).includes(text) ? true : undefined,
  );
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : String(error)),
  );
const troubleOf = async (victim: Victim, { id }: Room) => (await victim.client.room(id)).trouble;
const troubled = (victim: Victim, room: Room) =>
  eventually(`${victim.person.handle} to be told of trouble`, () => troubleOf(victim, room));
const namesIn = async (victim: Victim, { id }: Room) =>
  (await (await victim.client.room(id)).members()).map(({ name, role }) => `${name} ${role}`).toSorted();

/** The server lets a commit through that no member follows: an outsider's. */
async function end({ world: { server }, mallory, room }: Parts): Promise<void> {
  const state = stateOf(room);
  const { id: author } = mallory.person;
  const { device } = mallory.client;
  const intruder = await intruderWith(author, device, mallory.store);
  const { commit: content } = await intrude(intruder, server.state.groups.groupOf(room.id));
  server.deliver(state, server.state.append(state, { author, device, kind: RECORD_KINDS.handshake, content }).record);
}

function stateOf({ id }: Room) {
  const state = world?.server.state.rooms.get(id);
  if (state === undefined) throw new Error("unreachable");
  return state;
}

async function nothingGoesOut({ bob, room, world: malicious }: Parts): Promise<void> {
  const before = malicious.recordsOf(room).length;
  const { settled } = (await bob.client.room(room.id)).send("for the old room only");
  const late = new Promise((resolve) => setTimeout(resolve, 300)).then(() => {
    throw new Error("not sent");
  });
  expect(await codeOf(Promise.race([settled, late]))).not.toBe("none");
  const kinds = malicious
    .recordsOf(room)
    .slice(before)
    .map(({ kind }) => kind);
  expect(kinds).not.toContain(RECORD_KINDS.message);
}

describe("a room that a forbidden commit ended", () => {
  test("goes on with the same people and roles once its owner resets it, and nothing that was said is lost", async () => {
    const parts = await threeInARoom();
    const { alice, bob, carol, room } = parts;
    await room.grantRole(bob.person.id, "moderator");
    await eventually("Bob to be moderator", async () =>
      (await namesIn(carol, room)).includes("Bob moderator") ? true : undefined,
    );
    await end(parts);
    for (const one of [alice, bob, carol]) {
      expect(await troubled(one, room)).toEqual({ kind: "broken" });
      expect((await one.notices("group-forbidden")).account).toBe(parts.mallory.person.id);
    }
    const waiting = (await bob.client.room(room.id)).send("written meanwhile");
    await room.reset();
    await waiting.settled;
    await room.send("after").settled;
    for (const one of [alice, bob, carol]) {
      for (const text of ["before", "written meanwhile", "after"]) await reads(one, room, text);
      expect(await troubleOf(one, room)).toBeUndefined();
      expect(await namesIn(one, room)).toEqual(["Alice owner", "Bob moderator", "Carol member"]);
      expect((await one.client.room(room.id)).name).toBe("secret");
    }
    await (await carol.client.room(room.id)).send("from carol").settled;
    await reads(bob, room, "from carol");
  });

  test("is not reset by a member without a role before most of the others' devices gave up on it", async () => {
    const parts = await threeInARoom();
    const { bob, carol, alice, room } = parts;
    const theirs = await bob.client.room(room.id);
    expect(await codeOf(theirs.reset())).toBe("commit-forbidden");
    await end(parts);
    for (const one of [alice, bob, carol]) await troubled(one, room);
    const { groups } = parts.world.server.state;
    await eventually("all to give up", () => (groups.gaveUp.get(room.id)?.size === 3 ? true : undefined));
    await theirs.reset();
    await theirs.send("by bob").settled;
    for (const one of [alice, carol]) await reads(one, room, "by bob");
    expect(await namesIn(carol, room)).toEqual(["Alice owner", "Bob member", "Carol member"]);
  });
});

describe("a reset", () => {
  test("finds whoever was away: they read what was said before it and after it", async () => {
    const { bob, alice, room } = await threeInARoom();
    await bob.stop();
    await room.send("while bob is away").settled;
    await room.reset();
    await room.send("after").settled;
    await bob.start();
    await reads(bob, room, "after");
    expect(await bob.texts(room.id)).toEqual(["before", "while bob is away", "after"]);
    expect([...alice.alarms, ...bob.alarms]).toEqual([]);
    const told: string[] = [];
    const theirs = await bob.client.room(room.id);
    theirs.on("event", ({ what }) => told.push(what));
    await room.reset();
    await eventually("Bob to be told", () => (told.includes("reset") ? true : undefined));
  });

  test("that was interrupted before the others were back is finished when the device starts again", async () => {
    const { world: malicious, alice, bob, room } = await threeInARoom();
    const { server } = malicious;
    server.tamperAnswer = async (path, response) =>
      path === "/api/key-packages/claim" ? new Response("no", { status: 503 }) : response;
    expect(await codeOf(room.reset())).toBe("internal");
    await alice.stop();
    server.tamperAnswer = undefined;
    await alice.start();
    await (await alice.client.room(room.id)).send("after").settled;
    await reads(bob, room, "after");
  });

  test("of two at once one counts, and both devices are in its group", async () => {
    const { bob, carol, room } = await threeInARoom();
    await room.grantRole(bob.person.id, "owner");
    await eventually("Bob to be owner", async () =>
      (await bob.client.room(room.id)).myRole === "owner" ? true : undefined,
    );
    const theirs = await bob.client.room(room.id);
    const codes = await Promise.all([room.reset(), theirs.reset()].map(codeOf));
    expect(codes.every((code) => code === "none" || code === "stale-epoch")).toBe(true);
    await room.send("by alice").settled;
    await theirs.send("by bob").settled;
    for (const text of ["by alice", "by bob"]) await reads(carol, room, text);
  });
});

describe("a device that lost its keys, where the people changed meanwhile", () => {
  /** Bob's device is away and forgets; Carol, whom it knew without a role, has become an owner and let Mallory in. */
  async function changedByCarol() {
    const parts = await threeInARoom();
    const { alice, bob, carol, mallory, room } = parts;
    await bob.stop();
    await room.grantRole(carol.person.id, "owner");
    const hers = await carol.client.room(room.id);
    await eventually("Carol to be owner", () => (hers.myRole === "owner" ? true : undefined));
    await hers.add([mallory.person.id]);
    const known = new Map([
      [alice.person.id, "owner" as const],
      [bob.person.id, "member" as const],
      [carol.person.id, "member" as const],
    ]);
    await loseGroup(bob.store, room.id, known);
    await bob.start();
    const asked = await troubled(bob, room);
    const shown = {
      ...{ kind: "unconfirmed" as const, by: carol.person.id, isReset: false },
      newcomers: [{ account: mallory.person.id, role: "member" as const }],
      changed: [{ account: carol.person.id, role: "owner" as const }],
    };
    return { ...parts, hers, asked, shown };
  }

  test("asks who vouches for them, shows nothing and sends nothing before somebody has said that it is right", async () => {
    const parts = await changedByCarol();
    const { bob, room, hers, asked, shown } = parts;
    expect(asked).toEqual(shown);
    await hers.send("not for a device that doubts").settled;
    await nothingGoesOut(parts);
    const theirs = await bob.client.room(room.id);
    await theirs.acceptGroup(shown);
    await hers.send("for all").settled;
    await reads(bob, room, "for all");
    expect(theirs.trouble).toBeUndefined();
    await eventually("what waited to be sent", async () =>
      (await parts.alice.texts(room.id)).includes("for the old room only") ? true : undefined,
    );
    expect(bob.alarms).toEqual([]);
  });

  test("asks again when there is more to say than what was shown", async () => {
    const { bob, room, hers, shown, world: malicious } = await changedByCarol();
    const eve = await malicious.join("eve");
    await hers.add([eve.person.id]);
    await hers.grantRole(eve.person.id, "owner");
    const theirs = await bob.client.room(room.id);
    // As of before: without Carol as an owner she could vouch for Eve as well.
    await theirs.acceptGroup({ ...shown, changed: [] });
    await eventually("Bob to be asked about Eve", async () => {
      const trouble = await troubleOf(bob, room);
      const newcomers = trouble?.kind === "unconfirmed" ? trouble.newcomers : [];
      return newcomers.some(({ account, role }) => account === eve.person.id && role === "owner") ? true : undefined;
    });
  });
});

describe("a server that resets a room by itself", () => {
  /** Mallory's device and the server replace the room's group, in somebody's name. */
  async function replace(
    { world, alice, mallory, room }: Parts,
    how: {
      readonly inTheNameOf?: Victim;
      readonly others: readonly Victim[];
      readonly roles?: readonly Victim[];
      readonly level?: "e2ee" | "e2ee-vanishing";
      readonly withoutRecord?: boolean;
    },
  ): Promise<void> {
    const { server } = world;
    const { inTheNameOf = mallory, others, roles = [alice], level = "e2ee" } = how;
    const { id: author } = inTheNameOf.person;
    const { device } = inTheNameOf.client;
    const accounts = others.map(({ person }) => person.id);
    const made = await foreignGroup(await intruderWith(author, device, mallory.store), {
      ...{ room: room.id, generation: 1, level },
      roles: new Map(roles.map(({ person }) => [person.id, "owner" as const])),
      keyPackages: server.state.groups.claim(accounts).map(({ keyPackage }) => keyPackage),
      proposalKey: (await server.state.proposer()).publicKey,
    });
    const state = stateOf(room);
    const kind = RECORD_KINDS.handshake;
    const beginning = { author, device, kind, content: made.beginning };
    if (how.withoutRecord !== true) server.deliver(state, server.state.append(state, beginning).record);
    world.replaceGroup(room, made, { by: { account: author, device }, victims: others });
  }

  /** Mallory is a member without a role from here on. */
  async function withMallory(): Promise<Parts> {
    const parts = await threeInARoom();
    await parts.room.add([parts.mallory.person.id]);
    await eventually("Bob to see Mallory", async () =>
      (await namesIn(parts.bob, parts.room)).length === 4 ? true : undefined,
    );
    return parts;
  }

  test("in the name of the owner, who did not sign it: named, and nothing goes into it", async () => {
    const parts = await threeInARoom();
    await replace(parts, { inTheNameOf: parts.alice, others: [parts.bob] });
    expect((await parts.bob.notices("group-forbidden")).detail).toBe("a reset that the member it names did not sign");
    expect(await troubled(parts.bob, parts.room)).toEqual({ kind: "broken" });
    await nothingGoesOut(parts);
  });

  test("by an outsider: named, and nothing goes into it", async () => {
    const parts = await threeInARoom();
    await replace(parts, { others: [parts.bob] });
    const { account, detail } = await parts.bob.notices("group-forbidden");
    expect([account, detail]).toEqual([parts.mallory.person.id, "a reset by an outsider"]);
    await nothingGoesOut(parts);
  });

  test("with a member who makes herself an owner: named, and nothing goes into it", async () => {
    const parts = await withMallory();
    await replace(parts, { others: [parts.bob], roles: [parts.alice, parts.mallory] });
    expect((await parts.bob.notices("group-forbidden")).detail).toBe(
      "a reset that changes roles, by someone who is no owner",
    );
    await nothingGoesOut(parts);
  });

  test("to another level: named, and nothing goes into it", async () => {
    const parts = await withMallory();
    await replace(parts, { others: [parts.bob], level: "e2ee-vanishing" });
    expect((await parts.bob.notices("group-forbidden")).detail).toBe("a reset that changes what never changes");
    await nothingGoesOut(parts);
  });

  test("with somebody more in it: named, and nothing goes into it", async () => {
    const parts = await withMallory();
    const eve = await parts.world.join("eve");
    await replace(parts, { others: [parts.bob, eve] });
    expect(await parts.bob.notices("group-forbidden")).toMatchObject({
      detail: "a Welcome by someone who may not add anybody",
    });
    await nothingGoesOut(parts);
  });

  test("to the people of an earlier day: who was removed since is not let back", async () => {
    const parts = await withMallory();
    await parts.room.remove(parts.carol.person.id);
    await eventually("Bob to see it", async () =>
      (await namesIn(parts.bob, parts.room)).length === 3 ? true : undefined,
    );
    await replace(parts, { others: [parts.bob, parts.carol] });
    await parts.bob.notices("group-forbidden");
    await nothingGoesOut(parts);
  });

  test.for(["other people", "another role", "another level"])(
    "and hides that from a device whose group is broken, with %s: noticed all the same",
    async (what) => {
      const parts = await withMallory();
      const eve = await parts.world.join("eve");
      await end({ ...parts, mallory: eve });
      await parts.bob.notices("group-forbidden");
      parts.bob.alarms.length = 0;
      await replace(parts, {
        others: what === "other people" ? [parts.bob, eve] : [parts.bob],
        roles: what === "another role" ? [parts.alice, parts.mallory] : [parts.alice],
        level: what === "another level" ? "e2ee-vanishing" : "e2ee",
        withoutRecord: true,
      });
      if (what === "another role")
        expect(
          await eventually("Bob to be asked", async () => {
            const trouble = await troubleOf(parts.bob, parts.room);
            return trouble?.kind === "unconfirmed" ? trouble : undefined;
          }),
        ).toEqual({
          ...{ kind: "unconfirmed", by: parts.mallory.person.id, isReset: true, newcomers: [] },
          changed: [{ account: parts.mallory.person.id, role: "owner" }],
        });
      else await parts.bob.notices("group-forbidden");
      await nothingGoesOut(parts);
    },
  );
});
