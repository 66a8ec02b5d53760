/** What only a whole server shows: that groups survive its death at any moment, on either store. */
import { RECORD_KINDS } from "@warbler/protocol";
import { bundleBytes, groupMember, listedPerson, openWorld, type World } from "@warbler/testkit";
import { postgres } from "@warbler/testkit/services";
import { describe, expect, test } from "vitest";

const database = await postgres();
const ROUNDS = 3;

const someone = async (world: World, handle: string) => {
  const person = await listedPerson(world.raw, handle);
  await person.post();
  const member = groupMember(person.first);
  await member.publish();
  return { ...member, person };
};

for (const store of ["sqlite", "postgres"] as const)
  describe.skipIf(store === "postgres" && "missing" in database)(`on ${store}`, () => {
    test("a group begins, grows, races, speaks, loses a revoked device, and is left", async () => {
      await using world = await openWorld({ store });
      const [alice, bob, carol] = [
        await someone(world, "alice"),
        await someone(world, "bob"),
        await someone(world, "carol"),
      ];
      const phone = groupMember(await bob.person.addDevice());
      await phone.publish();
      const room = await alice.newRoom();
      expect(await alice.add(room, bob.account, carol.account)).toMatchObject({ status: 200 });
      for (const one of [bob, carol, phone]) expect(await one.join(room)).toMatchObject({ status: 204 });

      const answers = await Promise.all(
        [alice, bob, carol, phone].map(async (one) => {
          const { bundle, applied } = await one.prepare(room);
          const answer = await one.call("commitToGroup", { room }, bundleBytes(bundle));
          if (answer.status === 200) applied();
          return answer.code;
        }),
      );
      expect(answers.toSorted()).toEqual(["", "stale-epoch", "stale-epoch", "stale-epoch"]);
      const socket = await alice.connect();
      await alice.catchUp(socket, room, 2);
      expect(await socket.outcome(await alice.saying(room, "hello"))).toBe("sent");

      expect(await bob.person.revoke(phone)).toMatchObject({ status: 200 });
      expect(await socket.outcome(await alice.saying(room, "wait"))).toBe("commit-first");
      await alice.catchUp(socket, room, 3);
      expect(await alice.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
      await carol.catchUp(await carol.connect(), room, 2);
      expect(carol.authenticator(room)).toBe(alice.authenticator(room));
      expect(await carol.call("leaveGroup", { room }, await carol.leaveProposals(room))).toMatchObject({ status: 204 });
      expect((await alice.call("roster", { room })).body.members).toHaveLength(2);
    });

    test("a server that is killed again and again answers every bundle once, and its groups go on", async () => {
      await using world = await openWorld({ store, server: "apart" });
      const alice = await someone(world, "alice");
      const room = await alice.newRoom();
      let last = 1;
      for (let round = 0; round < ROUNDS; round++) {
        const { bundle, applied } = await alice.prepare(room);
        const bytes = bundleBytes(bundle);
        const answer = alice.call("commitToGroup", { room }, bytes).catch(() => undefined);
        // Sometimes before, sometimes while, sometimes after it is taken.
        await new Promise((resolve) => setTimeout(resolve, round * 10));
        await world.kill();
        await answer;
        await world.start();
        const repeated = await alice.call("commitToGroup", { room }, bytes);
        expect(repeated).toMatchObject({ status: 200, body: { epoch: round + 1 } });
        expect(repeated.body.seq).toBe(last + 1);
        last = repeated.body.seq;
        applied();
      }
      const page = await (await alice.connect()).ask({ case: "fetch", value: { room } });
      if (page.case !== "records") throw new Error(`expected records, got ${page.case}`);
      expect(page.value.records.map(({ kind }) => kind)).toEqual(Array(ROUNDS + 1).fill(RECORD_KINDS.handshake));
    });
  });
