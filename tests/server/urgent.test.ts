import { LIMITS, newId } from "@warbler/protocol";
import { openWorld, saying, type World } from "@warbler/testkit";
import { postgres } from "@warbler/testkit/services";
import { describe, expect, test } from "vitest";

const database = await postgres();

const setTheStage = async (world: World) => {
  const { raw } = world;
  const [alice, bob, carol] = [await raw.join("alice"), await raw.join("bob"), await raw.join("carol")];
  const room = String(newId());
  const members = [bob.account, carol.account];
  await alice.call("createRoom", {}, { id: room, kind: "group", name: "room", members } as never);
  const say = async (who: typeof alice = alice) => {
    const sent = await (await who.connect()).ask(saying(room, "the pump is leaking"));
    return sent.case === "sent" ? sent.value.seq : 0;
  };
  const urge = (who: typeof alice, seq: number, people: readonly string[]) =>
    who.call("urge", { room, seq }, { people } as never);
  const see = (who: typeof alice, seq: number) => who.call("seeUrgent", { room, seq });
  const told = async (who: typeof alice) => (await who.call("urgent")).body;
  return { alice, bob, carol, room, say, urge, see, told };
};

for (const store of ["sqlite", "postgres"] as const)
  describe.skipIf(store === "postgres" && "missing" in database)(`urgent calls on ${store}`, () => {
    test("whoever is called is told at once, and who called is told that it was seen", async () => {
      await using world = await openWorld({ store });
      const { alice, bob, carol, room, say, urge, see, told } = await setTheStage(world);
      const seq = await say();
      const [onAlice, onBob, onCarol] = [await alice.connect(), await bob.connect(), await carol.connect()];
      const called = await urge(alice, seq, [bob.account]);
      expect(called.body).toMatchObject({ left: LIMITS.urgentPerDay - 1, sent: [{ to: bob.account, seen: false }] });
      await onBob.hears("deviceEvent", ({ kind }) => kind === "urgent");
      expect(await told(bob)).toMatchObject({ waiting: [{ room, seq, by: alice.account }] });
      expect(await told(carol)).toMatchObject({ waiting: [] });
      expect((await see(carol, seq)).code).toBe("not-found");
      expect((await see(bob, seq)).status).toBe(204);
      expect((await see(bob, seq)).code).toBe("not-found");
      await onAlice.hears("deviceEvent", ({ kind }) => kind === "urgent");
      expect(await told(bob)).toMatchObject({ waiting: [] });
      expect(await told(alice)).toMatchObject({ sent: [{ to: bob.account, seen: true }] });
      expect(onCarol.told("deviceEvent")).toEqual([]);
      const kinds = (await bob.call("ownFacts")).body.facts.map(({ kind }: { kind: string }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(["urgent.called"]));
    });

    test("one calls members to one's own message, each once", async () => {
      await using world = await openWorld({ store });
      const { alice, bob, carol, say, urge } = await setTheStage(world);
      const seq = await say();
      const stranger = await world.raw.join("stranger");
      expect((await urge(bob, seq, [carol.account])).code).toBe("forbidden");
      expect((await urge(stranger, seq, [bob.account])).code).toBe("not-found");
      expect((await urge(alice, seq, [stranger.account])).code).toBe("bad-request");
      expect((await urge(alice, seq, [alice.account])).code).toBe("bad-request");
      expect((await urge(alice, seq, [])).code).toBe("bad-request");
      expect((await urge(alice, 99, [bob.account])).code).toBe("not-found");
      // What the server said of the room is nobody's message.
      expect((await urge(alice, 1, [bob.account])).code).toBe("not-found");
      const many = Array.from({ length: LIMITS.urgentPeople + 1 }, () => bob.account);
      expect((await urge(alice, seq, many)).code).toBe("bad-request");
      expect((await urge(alice, seq, [bob.account])).status).toBe(200);
      expect((await urge(alice, seq, [bob.account, carol.account])).code).toBe("urgent-already");
    });

    test("who is not in the room any more is called no more, and cannot be held to a call by being taken out", async () => {
      await using world = await openWorld({ store });
      const { alice, bob, carol, room, say, urge, see, told } = await setTheStage(world);
      const seq = await say();
      await urge(alice, seq, [bob.account, carol.account]);
      await alice.call("removeMember", { room, account: bob.account });
      expect((await see(bob, seq)).code).toBe("not-found");
      expect(await told(bob)).toMatchObject({ waiting: [] });
      expect(await told(carol)).toMatchObject({ waiting: [{ room, seq }] });
    });

    test("few are left a day, also where many come at one moment; a day later they count no more", async () => {
      await using world = await openWorld({ store });
      const { alice, bob, say, urge, told } = await setTheStage(world);
      const seqs = [];
      for (let at = 0; at < LIMITS.urgentPerDay + 2; at++) seqs.push(await say());
      const answers = await Promise.all(seqs.map((seq) => urge(alice, seq, [bob.account])));
      const done = answers.filter(({ status }) => status === 200).length;
      expect(done).toBeLessThanOrEqual(LIMITS.urgentPerDay);
      for (const seq of seqs) await urge(alice, seq, [bob.account]);
      expect(await told(alice)).toMatchObject({ left: 0 });
      expect((await urge(alice, await say(), [bob.account])).code).toBe("too-many");
      world.clock.pass(LIMITS.urgentMs);
      expect(await told(bob)).toMatchObject({ waiting: [] });
      expect((await urge(alice, await say(), [bob.account])).body).toMatchObject({ left: LIMITS.urgentPerDay - 1 });
    });
  });
