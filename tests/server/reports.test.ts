import { LIMITS, newId } from "@warbler/protocol";
import { openWorld, saying, type World } from "@warbler/testkit";
import { postgres } from "@warbler/testkit/services";
import { describe, expect, test } from "vitest";

const database = await postgres();

const setTheStage = async (world: World) => {
  const { raw } = world;
  const { owner } = raw;
  const [alice, bob] = [await raw.join("alice"), await raw.join("bob")];
  const officer = await raw.join("olga", "security-officer");
  const room = String(newId());
  await alice.call("createRoom", {}, { id: room, kind: "group", name: "room", members: [bob.account] } as never);
  const socket = await bob.connect();
  const say = async (text: string) => {
    const sent = await socket.ask(saying(room, text));
    return sent.case === "sent" ? sent.value.seq : 0;
  };
  const report = (who: typeof alice, seqs: readonly number[], more: object = {}) => {
    const messages = seqs.map((seq) => ({ seq }));
    return who.call("makeReport", { room }, { id: newId(), reason: "phishing", messages, ...more } as never);
  };
  return { owner, alice, bob, officer, room, say, report };
};
type Stage = Awaited<ReturnType<typeof setTheStage>>;
const act = (who: Stage["alice"], name: "readReport" | "takeReport", report: string) => who.call(name, { report });
const close = (who: Stage["alice"], report: string, body: object = { outcome: "acted", answer: "Thank you" }) =>
  who.call("closeReport", { report }, body as never);

for (const store of ["sqlite", "postgres"] as const)
  describe.skipIf(store === "postgres" && "missing" in database)(`reports on ${store}`, () => {
    test("a report goes to who looks after security, is read on record, taken and closed, and its reporter sees that", async () => {
      await using world = await openWorld({ store });
      const { alice, bob, officer, say, report } = await setTheStage(world);
      const [before, seq] = [await say("hello"), await say("send me your password")];
      const [onAlice, onOfficer, onBob] = [await alice.connect(), await officer.connect(), await bob.connect()];
      const made = await report(alice, [seq, before], { note: "not like Bob" });
      expect(made).toMatchObject({ body: { state: "open", author: bob.account, note: "not like Bob" } });
      const { id } = made.body;
      await onOfficer.hears("deviceEvent", ({ kind }) => kind === "reports");
      expect((await officer.call("reports", { state: "open" })).body.reports).toMatchObject([{ id, seq }]);
      const { level, messages } = (await act(officer, "readReport", id)).body;
      expect(level).toBe("sealed");
      expect(messages.map((one: { seq: number }) => one.seq)).toEqual([seq, before]);
      expect(Buffer.from(messages[0].content, "base64url").toString()).toContain("send me your password");
      expect((await act(officer, "takeReport", id)).body).toMatchObject({ state: "taken", handler: officer.account });
      expect((await close(officer, id)).body).toMatchObject({ state: "closed", outcome: "acted" });
      await onAlice.hears("deviceEvent", ({ kind }) => kind === "reports");
      expect((await alice.call("ownReports")).body.reports).toMatchObject([
        { id, outcome: "acted", answer: "Thank you" },
      ]);
      expect((await close(officer, id)).code).toBe("not-found");
      expect((await act(officer, "takeReport", id)).code).toBe("not-found");

      const kindsOf = async (who: typeof alice) =>
        (await who.call("ownFacts")).body.facts.map(({ kind }: { kind: string }) => kind);
      expect(await kindsOf(alice)).toEqual(
        expect.arrayContaining(["report.made", "report.read", "report.taken", "report.closed"]),
      );
      expect(await kindsOf(officer)).toContain("report.read");
      // Who is reported is not told.
      expect((await kindsOf(bob)).filter((kind: string) => kind.startsWith("report."))).toEqual([]);
      expect(onBob.told("deviceEvent")).toEqual([]);
    });

    test("nobody else reads reports, and none of them judges their own words or their own report", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, bob, officer, room, say, report } = await setTheStage(world);
      const { id } = (await report(alice, [await say("x")])).body;
      for (const who of [alice, bob]) {
        expect((await who.call("reports")).code).toBe("forbidden");
        expect((await act(who, "readReport", id)).code).toBe("forbidden");
        expect((await act(who, "takeReport", id)).code).toBe("forbidden");
        expect((await close(who, id)).code).toBe("forbidden");
      }
      expect((await bob.call("ownReports")).body.reports).toEqual([]);
      await alice.call("addMembers", { room }, { members: [officer.account] } as never);
      const theirs = (await report(officer, [await say("y")])).body;
      expect((await close(officer, theirs.id)).code).toBe("forbidden");
      expect((await close(owner, theirs.id)).status).toBe(200);
    });

    test("who looks after reports learns of none about their own words, nor who made it", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, officer, room, report } = await setTheStage(world);
      await alice.call("addMembers", { room }, { members: [officer.account] } as never);
      const onOfficer = await officer.connect();
      const sent = await onOfficer.ask(saying(room, "you will regret this"));
      const { id } = (await report(alice, [sent.case === "sent" ? sent.value.seq : 0])).body;
      await owner.call("reports");
      for (const state of ["open", undefined] as const)
        expect((await officer.call("reports", {}, { ...(state !== undefined && { state }) })).body.reports).toEqual([]);
      for (const name of ["readReport", "takeReport"] as const)
        expect((await act(officer, name, id)).code).toBe("not-found");
      expect((await close(officer, id)).code).toBe("not-found");
      expect((await act(owner, "takeReport", id)).body).toMatchObject({ author: officer.account });
      expect((await close(owner, id)).status).toBe(200);
      await onOfficer.settled();
      expect(onOfficer.told("deviceEvent").filter(({ kind }) => kind === "reports")).toEqual([]);
    });

    test("a report is of somebody else's message of this room, once, and within bounds", async () => {
      await using world = await openWorld({ store });
      const { alice, bob, officer, say, report } = await setTheStage(world);
      const seq = await say("x");
      expect((await report(bob, [seq])).code).toBe("bad-request");
      expect((await report(officer, [seq])).code).toBe("not-found");
      expect((await report(alice, [99])).code).toBe("not-found");
      // What the server said of the room is no message.
      expect((await report(alice, [1])).code).toBe("not-found");
      expect((await report(alice, [])).code).toBe("bad-request");
      expect(
        (
          await report(
            alice,
            Array.from({ length: 7 }, () => seq),
          )
        ).code,
      ).toBe("bad-request");
      expect((await report(alice, [seq], { reason: "boredom" })).code).toBe("bad-request");
      expect((await report(alice, [seq], { note: "x".repeat(1_001) })).code).toBe("bad-request");
      const withKey = { messages: [{ seq, contentKey: "A".repeat(43) }] };
      expect((await report(alice, [seq], withKey)).code).toBe("bad-request");
      expect((await report(alice, [seq])).status).toBe(200);
      expect((await report(alice, [seq])).code).toBe("already-reported");
      for (let made = 1; made < LIMITS.openReportsPerAccount; made++)
        expect((await report(alice, [await say(String(made))])).status).toBe(200);
      expect((await report(alice, [await say("one more")])).code).toBe("too-many");
    });
  });
