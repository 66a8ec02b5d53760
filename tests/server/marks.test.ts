import { type AccountId, LIMITS, type MarkAnswer, newId } from "@warbler/protocol";
import { openWorld, saying, type World } from "@warbler/testkit";
import { postgres } from "@warbler/testkit/services";
import { describe, expect, test } from "vitest";

const database = await postgres();

const setTheStage = async (world: World) => {
  const { raw } = world;
  const [alice, bob, mallory] = [await raw.join("alice"), await raw.join("bob"), await raw.join("mallory")];
  const room = newId();
  await alice.call("createRoom", {}, { id: room, kind: "group", name: "room", members: [bob.account] } as never);
  const socket = await alice.connect();
  for (const text of ["one", "two"]) await socket.ask(saying(String(room), text, String(newId())));
  const marked = async (who: typeof alice) =>
    (await who.call("marks")).body.marks.map(({ seq, mark }: MarkAnswer) => `${mark} ${seq}`).sort();
  const mark = (who: typeof alice, seq: number, kind: string, on = true) =>
    who.call("setMark", { room, seq }, { mark: kind, on } as never);
  return { alice, bob, mallory, room, socket, mark, marked };
};

for (const store of ["sqlite", "postgres"] as const)
  describe.skipIf(store === "postgres" && "missing" in database)(`marks on ${store}`, () => {
    test("are set and taken back, the caller's alone, and told to the caller's devices", async () => {
      await using world = await openWorld({ store });
      const { alice, bob, mallory, room, socket, mark, marked } = await setTheStage(world);
      const onBob = await bob.connect();
      expect(await mark(alice, 2, "saved")).toMatchObject({ status: 204 });
      await socket.hears("markSet", ({ seq, mark: kind, on }) => seq === 2 && kind === "saved" && on);
      for (const [seq, kind] of [
        [2, "saved"],
        [3, "hidden"],
        [2, "unread"],
        [3, "unread"],
      ] as const)
        expect(await mark(alice, seq, kind)).toMatchObject({ status: 204 });
      expect(await marked(alice)).toEqual(["hidden 3", "saved 2", "unread 3"]);
      expect(await marked(bob)).toEqual([]);
      expect(onBob.told("markSet")).toEqual([]);
      expect(await mark(alice, 3, "hidden", false)).toMatchObject({ status: 204 });
      expect(await marked(alice)).toEqual(["saved 2", "unread 3"]);
      expect(await mark(alice, 99, "saved")).toMatchObject({ code: "not-found" });
      expect(await mark(alice, 2, "starred")).toMatchObject({ code: "bad-request" });
      expect(await mark(mallory, 2, "saved")).toMatchObject({ code: "not-found" });
      expect(await alice.call("setMark", { room, seq: 0 }, { mark: "saved", on: true } as never)).toMatchObject({
        code: "not-found",
      });
    });

    test("a status reaches those who share a room, is sealed, and ends with its time", async () => {
      await using world = await openWorld({ store });
      const { alice, bob } = await setTheStage(world);
      const onBob = await bob.connect();
      const untilMs = world.clock.nowMs() + 60_000;
      expect(await alice.call("setStatus", {}, { text: "在开会", untilMs })).toMatchObject({ status: 204 });
      await onBob.hears("statusChanged", ({ account, text }) => account === alice.account && text === "在开会");
      const seen = async () =>
        (await bob.call("lookUpPeople", {}, { ids: [alice.account as AccountId] })).body.people[0]?.status;
      expect(await seen()).toEqual({ text: "在开会", untilMs });
      world.clock.pass(60_000);
      expect(await seen()).toBeUndefined();
      await alice.call("setStatus", {}, { text: "at lunch" });
      expect(await seen()).toEqual({ text: "at lunch" });
      await alice.call("setStatus", {}, { text: "" });
      expect(await seen()).toBeUndefined();
      const refused = { code: "bad-request" };
      const long = "x".repeat(LIMITS.statusChars + 1);
      expect(await alice.call("setStatus", {}, { text: long })).toMatchObject(refused);
      expect(await alice.call("setStatus", {}, { text: "a\u202Eb" })).toMatchObject(refused);
      expect(await alice.call("setStatus", {}, { text: "late", untilMs: 1 })).toMatchObject(refused);
    });
  });
