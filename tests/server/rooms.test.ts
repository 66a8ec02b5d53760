import { newId } from "@warbler/protocol";
import { openWorld, type RawMember, saying, textOf } from "@warbler/testkit";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const [alice, bob, carol, mallory] = [
  await raw.join("alice"),
  await raw.join("bob"),
  await raw.join("carol"),
  await raw.join("mallory", "administrator"),
];
const create = (by: RawMember, kind: "group" | "direct", members: readonly RawMember[], id = String(newId())) =>
  by.call("createRoom", {}, {
    id,
    kind,
    ...(kind === "group" && { name: "room" }),
    members: members.map(({ account }) => account),
  } as never);
const group = async (by: RawMember, ...members: RawMember[]) => String((await create(by, "group", members)).body.id);
const role = (by: RawMember, room: string, of: RawMember, to: "owner" | "moderator" | "member") =>
  by.call("grantRoomRole", { room, account: of.account }, { role: to });
const expelled = (by: RawMember, room: string, one: RawMember) =>
  by.call("removeMember", { room, account: one.account });

describe("making rooms", () => {
  test("two people have one direct room, whoever asks", async () => {
    const first = (await create(alice, "direct", [bob])).body;
    expect((await create(bob, "direct", [alice])).body.id).toBe(first.id);
    expect(first).toMatchObject({ kind: "direct", other: bob.account, memberCount: 2 });
  });

  test("who left a direct room and opens it again is in it again", async () => {
    const { id: room } = (await create(alice, "direct", [mallory])).body;
    expect(await alice.call("leaveRoom", { room })).toMatchObject({ status: 204 });
    expect(await alice.call("room", { room })).toMatchObject({ code: "not-found" });
    expect((await create(alice, "direct", [mallory])).body).toMatchObject({ id: room, memberCount: 2 });
  });

  test("two people who ask at once have one direct room", async () => {
    const [one, two] = await Promise.all([create(alice, "direct", [carol]), create(carol, "direct", [alice])]);
    const { rooms } = (await alice.call("rooms")).body;
    expect(rooms.filter(({ other }: { other?: string }) => other === carol.account)).toHaveLength(1);
    expect([one.status, two.status]).toEqual([200, 200]);
  });

  test("the same request again makes no second room; someone else's id is refused", async () => {
    const id = String(newId());
    expect(await create(alice, "group", [bob], id)).toMatchObject({ status: 200 });
    expect((await create(alice, "group", [bob], id)).body).toMatchObject({ id, memberCount: 2 });
    expect(await create(carol, "group", [], id)).toMatchObject({ code: "id-reused" });
  });

  test("a direct room has two people, a group a name, and nobody is unknown", async () => {
    expect(await create(alice, "direct", [bob, carol])).toMatchObject({ code: "bad-request" });
    expect(await create(alice, "direct", [alice])).toMatchObject({ code: "bad-request" });
    const unknown = { id: newId(), kind: "group", name: "room", members: [newId()] };
    expect(await alice.call("createRoom", {}, unknown as never)).toMatchObject({ code: "not-found" });
    const nameless = { id: newId(), kind: "group" };
    expect(await alice.call("createRoom", {}, nameless as never)).toMatchObject({ code: "bad-request" });
  });

  test("a level that is not enforced is not offered", async () => {
    const body = { id: newId(), kind: "group", level: "e2ee-archived" };
    expect(await alice.call("createRoom", {}, body as never)).toMatchObject({ code: "level-not-offered" });
  });
});

describe("who is not in a room", () => {
  test("finds nothing at any of its addresses, as if it were not there", async () => {
    const room = await group(alice, bob);
    const bodies: Record<string, any> = {
      describeRoom: { name: "mine now" },
      addMembers: { members: [mallory.account] },
      grantRoomRole: { role: "owner" },
      putChunk: new Uint8Array(8),
    };
    for (const name of [
      "room",
      "describeRoom",
      "roster",
      "addMembers",
      "removeMember",
      "leaveRoom",
      "grantRoomRole",
      "pins",
      "readers",
      "proof",
      "attachment",
      "putChunk",
      "getChunk",
    ] as const) {
      const at = (of: string) => {
        const params = { room: of, account: alice.account, seq: 1 };
        return mallory.call(name, params, bodies[name]);
      };
      const foreign = await at(room);
      expect(foreign, name).toMatchObject({ status: 404, code: "not-found" });
      expect(foreign.text, name).toBe((await at(String(newId()))).text);
    }
    const attachment = { id: newId(), room, sizeBytes: 10, chunkBytes: 1_024 };
    expect(await mallory.call("startAttachment", {}, attachment as never)).toMatchObject({ code: "not-found" });
    expect(await mallory.call("search", {}, { query: "x", room } as never)).toMatchObject({ code: "not-found" });
  });

  test("gets not-found for every frame", async () => {
    const room = await group(alice, bob);
    const socket = await mallory.connect();
    for (const frame of [
      saying(room, "hello"),
      { case: "fetch", value: { room } },
      { case: "markRead", value: { room, seq: 1 } },
      { case: "setTyping", value: { room, typing: true } },
    ] as const)
      expect(await socket.outcome(frame), frame.case).toBe("not-found");
  });

  test("a removed member is told so, and gets nothing that is said after", async () => {
    const room = await group(alice, bob, carol);
    const [onAlice, onBob, onCarol] = [await alice.connect(), await bob.connect(), await carol.connect()];
    expect(await expelled(alice, room, carol)).toMatchObject({ status: 204 });
    await onCarol.hears("roomLeft", (left) => left.room === room);
    await onAlice.outcome(saying(room, "after carol"));
    await onBob.hears("records", ({ records: [one] }) => textOf(one?.content ?? new Uint8Array()) === "after carol");
    await onCarol.settled();
    expect(onCarol.told("records").filter((heard) => heard.room === room)).toEqual([]);
    expect(await onCarol.outcome({ case: "fetch", value: { room } })).toBe("not-found");
    expect(await onCarol.outcome(saying(room, "still here?"))).toBe("not-found");
    expect((await carol.call("rooms")).text).not.toContain(room);
  });
});

describe("roles in a room", () => {
  test("a member neither describes, adds, removes nor grants", async () => {
    const room = await group(alice, bob, carol);
    for (const refused of [
      await bob.call("describeRoom", { room }, { topic: "bob's" }),
      await bob.call("addMembers", { room }, { members: [mallory.account] as never }),
      await expelled(bob, room, carol),
      await role(bob, room, bob, "owner"),
    ])
      expect(refused).toMatchObject({ status: 403, code: "forbidden" });
  });

  test("a moderator describes and removes members, but no owner, and grants nothing", async () => {
    const room = await group(alice, bob, carol);
    expect(await role(alice, room, bob, "moderator")).toMatchObject({ status: 204 });
    expect((await bob.call("describeRoom", { room }, { name: "renamed" })).body).toMatchObject({ name: "renamed" });
    expect(await expelled(bob, room, alice)).toMatchObject({ code: "forbidden" });
    expect(await role(bob, room, bob, "owner")).toMatchObject({ code: "forbidden" });
    expect(await expelled(bob, room, carol)).toMatchObject({ status: 204 });
  });

  test("the last owner neither leaves nor steps down while others are there", async () => {
    const room = await group(alice, bob);
    expect(await alice.call("leaveRoom", { room })).toMatchObject({ code: "last-owner" });
    expect(await role(alice, room, alice, "member")).toMatchObject({ code: "last-owner" });
    await role(alice, room, bob, "owner");
    expect(await alice.call("leaveRoom", { room })).toMatchObject({ status: 204 });
    expect((await bob.call("roster", { room })).body.members).toMatchObject([{ account: bob.account, role: "owner" }]);
    expect(await bob.call("leaveRoom", { room })).toMatchObject({ status: 204 });
  });

  test("a direct room takes nobody in and has no name", async () => {
    const { id: room } = (await create(bob, "direct", [carol])).body;
    const added = await bob.call("addMembers", { room }, { members: [alice.account] as never });
    expect(added).toMatchObject({ code: "bad-request" });
    expect(await bob.call("describeRoom", { room }, { name: "x" })).toMatchObject({ code: "bad-request" });
  });
});
