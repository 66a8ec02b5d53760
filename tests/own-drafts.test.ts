/** What somebody begins on one device waits for them on the others, and for nobody else: real devices against the real server. */
import { type DeviceId, LIMITS, newId, type RoomId } from "@warbler/protocol";
import type { OwnDraft } from "@warbler/sdk";
import { type Device, openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
let phone: Awaited<ReturnType<typeof world.join>>;
let laptop: Device;
let room: RoomId;

beforeAll(async () => {
  phone = await world.join("alice");
  await phone.client.identity.setUp();
  room = (await phone.client.createRoom({ name: "lobby", level: "sealed", members: [] })).id;
  laptop = await phone.device("laptop");
  await phone.client.identity.approvePayload((await laptop.client.identity.requestApproval()).payload);
  await laptop.client.identity.state();
});

type Holder = Pick<Device, "client">;
const told = (device: Holder) =>
  new Promise<void>((resolve) => {
    const stop = device.client.on("identity", ({ change }) => {
      if (change !== "drafts") return;
      stop();
      resolve();
    });
  });
const taken = (device: Holder): Promise<readonly OwnDraft[]> => device.client.identity.takeDrafts();

test("a draft goes over once, and is taken back when it was sent", async () => {
  const heard = told(laptop);
  expect(await phone.client.identity.sendDraft({ room, text: "半句话" })).toBe(true);
  await heard;
  expect(await taken(laptop)).toEqual([{ room, text: "半句话" }]);
  expect(await taken(laptop)).toEqual([]);
  expect(await taken(phone)).toEqual([]);
  await laptop.client.identity.sendDraft({ room, text: "" });
  expect(await taken(phone)).toEqual([{ room, text: "" }]);
});

test("the newest counts, also where the server shows an older one again", async () => {
  await phone.client.identity.sendDraft({ room, text: "first" });
  const old = await laptop.client.api("drafts", undefined);
  await phone.client.identity.sendDraft({ room, text: "second" });
  expect(await taken(laptop)).toEqual([{ room, text: "second" }]);
  laptop.line.meddler = {
    answer: async ({ path }, response) => (path === "/api/drafts" ? Response.json(old) : response),
  };
  expect(await taken(laptop)).toEqual([]);
  laptop.line.meddler = undefined;
});

test("the server has nothing that it could read, nor passes one off as another room's", async () => {
  await phone.client.identity.sendDraft({ room, text: "nobody else reads this" });
  const { drafts } = await laptop.client.api("drafts", undefined);
  expect(Buffer.from(drafts[0]?.letter ?? "", "base64url").toString("latin1")).not.toContain("nobody else");
  laptop.line.meddler = {
    answer: async ({ path }, response) =>
      path === "/api/drafts"
        ? Response.json({ drafts: drafts.map((draft) => ({ ...draft, room: newId<RoomId>() })) })
        : response,
  };
  expect(await taken(laptop)).toEqual([]);
  laptop.line.meddler = undefined;
  expect(await taken(laptop)).toEqual([{ room, text: "nobody else reads this" }]);
});

test("what is too long stays, and so does what has no other device to go to", async () => {
  const text = "字".repeat(LIMITS.draftBytes / 2);
  expect(await phone.client.identity.sendDraft({ room, text })).toBe(false);
  const bob = await world.join("bob");
  await expect.poll(() => bob.client.identity.state()).toBe("ready");
  const alone = await bob.client.createRoom({ name: "alone", level: "sealed", members: [] });
  expect(await bob.client.identity.sendDraft({ room: alone.id, text: "hello" })).toBe(false);
});

test("drafts go to one's own devices and rooms alone", async () => {
  const [alice, mallory] = [await world.raw.join("alice-by-hand"), await world.raw.join("mallory")];
  const own = String(newId());
  await alice.call("createRoom", {}, { id: own, kind: "group", name: "own", members: [] } as never);
  const letters = (device: string) => ({ letters: [{ device, letter: "AAAA" }] }) as never;
  const other = newId<DeviceId>();
  expect(await mallory.call("sendDraft", { room: own }, letters(other))).toMatchObject({ code: "not-found" });
  const theirs = (await mallory.call("devices")).body.devices[0].id;
  expect(await alice.call("sendDraft", { room: own }, letters(theirs))).toMatchObject({ code: "not-found" });
  expect(await alice.call("sendDraft", { room: own }, { letters: [] })).toMatchObject({ code: "bad-request" });
  expect((await mallory.call("drafts")).body).toEqual({ drafts: [] });
});

test("a device that nobody listed cannot take the place of a draft that waits", async () => {
  await phone.client.identity.sendDraft({ room, text: "half a sentence" });
  const thief = await phone.device("thief");
  const letters = [{ device: laptop.client.device, letter: "AAAA" }];
  const sending = thief.client.api("sendDraft", { letters }, { room });
  await expect(sending).rejects.toMatchObject({ code: "device-unlisted" });
  expect(await taken(laptop)).toEqual([{ room, text: "half a sentence" }]);
});
