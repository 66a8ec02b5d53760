import { newId } from "@warbler/protocol";
import { openWorld, saying, sending, type World } from "@warbler/testkit";
import { postgres } from "@warbler/testkit/services";
import { describe, expect, test } from "vitest";

const database = await postgres();
const MINUTE_MS = 60_000;

const setTheStage = async (world: World) => {
  const { raw } = world;
  const { owner } = raw;
  const [alice, bob] = [await raw.join("alice"), await raw.join("bob")];
  const room = String(newId());
  const members = [alice.account, bob.account];
  await owner.call("createRoom", {}, { id: room, kind: "group", name: "room", members } as never);
  const rule = (who: typeof owner, rules: object) => who.call("configureChat", {}, rules as never);
  return { owner, alice, bob, room, rule };
};

for (const store of ["sqlite", "postgres"] as const)
  describe.skipIf(store === "postgres" && "missing" in database)(`rules of conversations on ${store}`, () => {
    test("the level that is proposed for new rooms is one of two, and stays where it is left out", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, rule } = await setTheStage(world);
      const proposed = async () => (await alice.call("chatRules")).body.newRooms;
      expect(await proposed()).toBeUndefined();
      expect(await rule(owner, { receipts: "optional", newRooms: "e2ee-vanishing" })).toMatchObject({
        code: "bad-request",
      });
      expect(await rule(alice, { receipts: "optional", newRooms: "e2ee" })).toMatchObject({ code: "forbidden" });
      expect(await rule(owner, { receipts: "optional", newRooms: "sealed" })).toMatchObject({ status: 204 });
      expect(await proposed()).toBe("sealed");
      world.clock.pass(MINUTE_MS);
      expect(await rule(owner, { receipts: "required" })).toMatchObject({ status: 204 });
      expect(await proposed()).toBe("sealed");
    });

    test("a watermark is asked for by who may change the rules, stays where it is left out, and everybody is told", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, rule } = await setTheStage(world);
      const shown = async () => (await alice.call("chatRules")).body.watermark;
      expect(await shown()).toBe(false);
      expect(await rule(owner, { receipts: "optional", watermark: "yes" })).toMatchObject({ code: "bad-request" });
      expect(await rule(alice, { receipts: "optional", watermark: true })).toMatchObject({ code: "forbidden" });
      const heard = await alice.connect();
      expect(await rule(owner, { receipts: "optional", watermark: true })).toMatchObject({ status: 204 });
      await heard.hears("deviceEvent", ({ kind }) => kind === "chat-rules");
      expect(await shown()).toBe(true);
      world.clock.pass(MINUTE_MS);
      expect(await rule(owner, { receipts: "required" })).toMatchObject({ status: 204 });
      expect(await shown()).toBe(true);
      world.clock.pass(MINUTE_MS);
      expect(await rule(owner, { receipts: "required", watermark: false })).toMatchObject({ status: 204 });
      expect(await shown()).toBe(false);
    });

    test("a message is taken back within the time that was set, and afterwards by who moderates alone", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, room, rule } = await setTheStage(world);
      // Sockets that were silent for minutes are gone, so that each asks on a new one.
      const say = async () => {
        const message = String(newId());
        await (await alice.connect()).ask(saying(room, "oops", message));
        return message;
      };
      const recall = async (who: typeof alice, target: string) =>
        (await who.connect()).outcome(sending(room, { case: "recall", value: { target } }));
      const late = await say();
      expect(await rule(owner, { recallWithinMs: 5 * MINUTE_MS, receipts: "optional" })).toMatchObject({ status: 204 });
      world.clock.pass(4 * MINUTE_MS);
      const early = await say();
      expect(await recall(alice, await say())).toBe("sent");
      world.clock.pass(MINUTE_MS);
      expect(await recall(alice, late)).toBe("recall-over");
      expect(await recall(alice, early)).toBe("sent");
      expect(await recall(owner, late)).toBe("sent");

      await rule(owner, { recallWithinMs: 0, receipts: "optional" });
      expect(await recall(alice, await say())).toBe("recall-over");
      await rule(owner, { receipts: "optional" });
      const old = await say();
      world.clock.pass(20 * 24 * 60 * MINUTE_MS);
      expect(await recall(alice, old)).toBe("sent");
    });

    test("a message is changed within the time in which it can be taken back, and by nobody afterwards", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, room, rule } = await setTheStage(world);
      const say = async (who: typeof alice) => {
        const message = String(newId());
        await (await who.connect()).ask(saying(room, "oops", message));
        return message;
      };
      const edit = async (who: typeof alice, target: string) => {
        const value = { target, message: { text: "better" } };
        return (await who.connect()).outcome(sending(room, { case: "edit", value } as never));
      };
      await rule(owner, { recallWithinMs: 5 * MINUTE_MS, receipts: "optional" });
      const [hers, owners] = [await say(alice), await say(owner)];
      expect(await edit(alice, hers)).toBe("sent");
      world.clock.pass(5 * MINUTE_MS);
      expect(await edit(alice, hers)).toBe("recall-over");
      // Who moderates may take a message back at any time, and puts no other words into its place.
      expect(await edit(owner, owners)).toBe("recall-over");
    });

    test("clients learn which time was set since when, and hear when it changes", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, rule } = await setTheStage(world);
      const onAlice = await alice.connect();
      expect((await alice.call("chatRules")).body).toEqual({
        recall: [],
        receipts: "optional",
        watermark: false,
        sharesReceipts: true,
      });
      const fromMs = world.clock.nowMs();
      await rule(owner, { recallWithinMs: MINUTE_MS, receipts: "required" });
      await onAlice.hears("deviceEvent", ({ kind }) => kind === "chat-rules");
      world.clock.pass(1_000);
      await rule(owner, { receipts: "forbidden" });
      const { recall, ...rest } = (await alice.call("chatRules")).body;
      expect(rest).toEqual({ receipts: "forbidden", watermark: false, sharesReceipts: true });
      const [first, second] = recall;
      expect(first).toMatchObject({ withinMs: MINUTE_MS });
      expect(first.sinceMs).toBeGreaterThanOrEqual(fromMs);
      expect(second).toEqual({ sinceMs: second.sinceMs });
      expect(second.sinceMs).toBeGreaterThanOrEqual(first.sinceMs + 1_000);
    });

    test("only staff set the rules, within bounds", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, rule } = await setTheStage(world);
      expect(await rule(alice, { receipts: "optional" })).toMatchObject({ code: "forbidden" });
      for (const wrong of [
        { receipts: "sometimes" },
        { recallWithinMs: -1, receipts: "optional" },
        { recallWithinMs: 1.5, receipts: "optional" },
        { recallWithinMs: 400 * 24 * 3_600_000, receipts: "optional" },
        { receipts: "optional", more: 1 },
      ])
        expect(await rule(owner, wrong)).toMatchObject({ code: "bad-request" });
    });

    test("who hides how far they read is seen by nobody and sees nobody; unread counts go on", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, bob, room } = await setTheStage(world);
      const [onOwner, onAlice, onBob] = [await owner.connect(), await alice.connect(), await bob.connect()];
      const share = (who: typeof alice, shared: boolean) => who.call("shareReceipts", {}, { shared });
      const seenBy = async (who: typeof alice) =>
        (await who.call("readers", { room })).body.readers.map(({ account }: { account: string }) => account).sort();
      const read = (socket: typeof onAlice, seq: number) => socket.ask({ case: "markRead", value: { room, seq } });
      const [a, b, o] = [alice.account, bob.account, owner.account];
      await onOwner.ask(saying(room, "one", String(newId())));
      expect(await share(bob, false)).toMatchObject({ status: 204 });
      await read(onAlice, 2);
      await read(onBob, 2);
      await read(onOwner, 2);
      await onOwner.hears("readMoved", ({ account }) => account === a);
      await onBob.hears("readMoved", ({ account }) => account === b);
      await onAlice.hears("readMoved", ({ account }) => account === o);
      expect(onAlice.told("readMoved").map(({ account }) => account)).not.toContain(b);
      expect(onBob.told("readMoved").map(({ account }) => account)).toEqual([b]);
      expect(await seenBy(alice)).toEqual([a, o].sort());
      expect(await seenBy(bob)).toEqual([b]);
      const mine = (await bob.call("rooms")).body.rooms.find(({ id }: { id: string }) => id === room);
      expect(mine).toMatchObject({ readSeq: 2 });

      await share(bob, true);
      expect(await seenBy(bob)).toEqual([a, b, o].sort());
    });

    test("where receipts are required nobody hides, and where they are forbidden nobody sees", async () => {
      await using world = await openWorld({ store });
      const { owner, alice, bob, room, rule } = await setTheStage(world);
      for (const who of [alice, bob]) await (await who.connect()).ask({ case: "markRead", value: { room, seq: 1 } });
      await bob.call("shareReceipts", {}, { shared: false });
      const seenBy = async (who: typeof alice) =>
        (await who.call("readers", { room })).body.readers.map(({ account }: { account: string }) => account);
      await rule(owner, { receipts: "required" });
      expect(await seenBy(alice)).toContain(bob.account);
      expect(await seenBy(bob)).toContain(alice.account);
      await rule(owner, { receipts: "forbidden" });
      expect(await seenBy(alice)).toEqual([alice.account]);
    });
  });
