import {
  type AccountId,
  type DeviceId,
  LIMITS,
  newId,
  parseStaleEpochDetail,
  RECORD_KINDS,
  type RoomId,
} from "@warbler/protocol";
import { type CommitBundleSchema, EndToEndSchema, fromBinary, type MessageInitShape } from "@warbler/protocol/wire";
import {
  bundleBytes,
  type GroupMember,
  groupMember,
  listedPerson,
  openWorld,
  type RawPerson,
  saying,
} from "@warbler/testkit";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const nowMs = world.clock.nowMs;
let people = 0;

interface Someone extends GroupMember {
  readonly person: RawPerson;
}
/** Someone with a listed device that has published key packages. */
const someone = async (): Promise<Someone> => {
  // So many join here that the server would take it for guessing.
  world.clock.pass(5_000);
  const person = await listedPerson(raw, `person${people++}`);
  await person.post();
  const member = groupMember(person.first, nowMs);
  await member.publish();
  return { ...member, person };
};
const anotherDevice = async ({ person }: Someone): Promise<GroupMember> => {
  const device = groupMember(await person.addDevice(), nowMs);
  await device.publish();
  return device;
};
/** A room of these people, all in its group. */
const roomOf = async (first: Someone, ...others: readonly Someone[]): Promise<string> => {
  const room = await first.newRoom();
  if (others.length === 0) return room;
  expect(await first.add(room, ...others.map(({ account }) => account))).toMatchObject({ status: 200 });
  for (const one of others) expect(await one.join(room)).toMatchObject({ status: 204 });
  return room;
};
const rosterOf = async (by: GroupMember, room: string) =>
  (await by.call("roster", { room })).body.members.map(({ account }: { account: string }) => account).toSorted();

describe("key packages", () => {
  test("are claimed once each; then the last resort, again and again", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const taken: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { claimed } = await alice.claim(bob.account);
      const [one] = claimed;
      taken.push(`${one?.lastResort} ${Buffer.from(one?.keyPackage ?? []).toString("hex")}`);
    }
    expect(new Set(taken.slice(0, 3)).size).toBe(3);
    expect(taken.slice(0, 3).every((one) => one.startsWith("false"))).toBe(true);
    expect(taken[3]).toMatch(/^true/);
    expect(taken[4]).toBe(taken[3]);
    expect((await bob.call("keyPackages")).body).toMatchObject({
      oneTime: 0,
      lastResortExpiresAtMs: expect.any(Number),
    });
  });

  test("are never given to two who ask at the same moment", async () => {
    // One after the other: of two whose device lists come at the same moment, one would have to ask again.
    const bob = await someone();
    const askers = [await someone(), await someone(), await someone()];
    await bob.publish(20, false);
    const claims = await Promise.all([...askers, ...askers, ...askers].map((one) => one.claim(bob.account)));
    const given = claims.flatMap(({ claimed }) =>
      claimed.map(({ keyPackage }) => Buffer.from(keyPackage).toString("hex")),
    );
    expect(given).toHaveLength(9);
    expect(new Set(given).size).toBe(9);
  });

  test("one account that takes many in a row gets the last resort, so that it cannot use them up", async () => {
    const [alice, bob] = [await someone(), await someone()];
    await bob.publish(30, false);
    for (let n = 0; n < LIMITS.claimBurst; n++) await alice.claim(bob.account);
    const { claimed } = await alice.claim(bob.account);
    expect(claimed[0]).toMatchObject({ lastResort: true });
    expect((await bob.call("keyPackages")).body.oneTime).toBeGreaterThan(20);
  });

  test("a device that runs low is told", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const socket = await bob.connect();
    await alice.claim(bob.account);
    await socket.hears("deviceEvent", ({ kind }) => kind === "key-packages-low");
  });

  test("of somebody else, out of time, of another kind, damaged or too many are refused", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const bobs = await bob.newKeyPackage();
    const wrong = [
      alice.uploadOf([bobs]),
      alice.uploadOf([await alice.newKeyPackage({ days: -1 })]),
      alice.uploadOf([await alice.newKeyPackage({ days: 200 })]),
      alice.uploadOf([await alice.newKeyPackage({ isLastResort: true })]),
      alice.uploadOf([], await alice.newKeyPackage()),
    ];
    const damaged = await alice.newKeyPackage();
    const message = damaged.message.slice();
    message[40] = (message[40] ?? 0) ^ 1;
    wrong.push(alice.uploadOf([{ ...damaged, message }]));
    for (const upload of wrong)
      expect(await alice.call("storeKeyPackages", {}, upload)).toMatchObject({ code: "key-package-invalid" });
    expect(await alice.call("storeKeyPackages", {}, Uint8Array.of(1))).toMatchObject({ code: "bad-request" });
    const many = await Promise.all(Array.from({ length: LIMITS.keyPackagesPerDevice }, () => alice.newKeyPackage()));
    expect(await alice.call("storeKeyPackages", {}, alice.uploadOf(many))).toMatchObject({ code: "too-many" });
    const twice = alice.uploadOf([damaged]);
    expect(await alice.call("storeKeyPackages", {}, twice)).toMatchObject({ status: 200 });
    expect(await alice.call("storeKeyPackages", {}, twice)).toMatchObject({ code: "id-reused" });
  });

  test("are for listed devices alone, and go when a device is revoked or they expire", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const unlisted = groupMember(await bob.person.addDevice({ list: false }), nowMs);
    expect(await unlisted.publish()).toMatchObject({ code: "device-unlisted" });
    const phone = await anotherDevice(bob);
    expect((await alice.claim(bob.account)).claimed).toHaveLength(2);
    await bob.person.revoke(phone);
    expect((await alice.claim(bob.account)).claimed).toMatchObject([{ device: bob.device }]);
    const request = { devices: [{ account: bob.account as AccountId, device: phone.device as DeviceId }] };
    expect(await alice.call("claimKeyPackages", {}, request)).toMatchObject({ code: "device-unlisted" });
    expect(await alice.call("claimKeyPackages", {}, { accounts: [newId<AccountId>()] })).toMatchObject({
      code: "not-found",
    });
  });
});

describe("an end-to-end room", () => {
  test("has a level and its words, and no name that the server knows", async () => {
    const alice = await someone();
    const room = await roomOf(alice);
    const { body } = await alice.call("room", { room });
    expect(body).toMatchObject({ level: "e2ee", name: "", topic: "", myRole: "owner" });
    expect(body.protection.en).toContain("End-to-end");
    const named = { id: newId<RoomId>(), kind: "group", level: "e2ee", name: "plans" } as const;
    expect(await alice.call("createRoom", {}, named)).toMatchObject({ code: "bad-request" });
  });

  test("takes no invitation: who is in it is up to its members' commits", async () => {
    const { body } = await raw.owner.call("createRoom", {}, { id: newId<RoomId>(), kind: "group", level: "e2ee" });
    expect(await raw.owner.call("invite", {}, { rooms: [body.id] })).toMatchObject({ code: "wrong-level" });
  });

  test("tells who comes in from outside which record last described it", async () => {
    const alice = await someone();
    const room = await roomOf(alice);
    const socket = await alice.connect();
    expect((await alice.group(room)).describedSeq).toBe(0);
    const [message, contentPart] = [String(newId()), new Uint8Array(200)];
    const kind = RECORD_KINDS.describe;
    const first = await alice.saying(room, "plans", { kind, message, contentPart });
    await socket.ask(first);
    await socket.ask(await alice.saying(room, "hello"));
    expect((await alice.group(room)).describedSeq).toBe(2);
    await socket.ask(await alice.saying(room, "other plans", { kind }));
    expect(await socket.outcome(await alice.saying(room, "plans", { kind, message, contentPart }))).toBe("sent");
    expect((await alice.group(room)).describedSeq).toBe(4);
  });

  test("takes name and topic from owners and moderators only", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const socket = await bob.connect();
    const kind = RECORD_KINDS.describe;
    expect(await socket.outcome(await bob.saying(room, "mine", { kind }))).toBe("forbidden");
    expect((await alice.group(room)).describedSeq).toBe(0);
  });

  test("takes no roster, role, description or leaving by request", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const { account } = bob;
    const refused = [
      await alice.call("describeRoom", { room }, { name: "plans" }),
      await alice.call("addMembers", { room }, { members: [account as AccountId] }),
      await alice.call("removeMember", { room, account }),
      await alice.call("grantRoomRole", { room, account }, { role: "owner" }),
      await bob.call("leaveRoom", { room }),
      await alice.call("search", {}, { query: "plans", room: room as RoomId }),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ code: "wrong-level" });
  });

  test("begins with a GroupInfo in its record; the same bundle again is answered as the first time", async () => {
    const alice = await someone();
    const room = newId<RoomId>();
    await alice.call("createRoom", {}, { id: room, kind: "group", level: "e2ee" });
    const bundle = await alice.firstBundle(room);
    const begun = await alice.call("commitToGroup", { room }, bundle);
    expect(begun.body).toEqual({ generation: 0, epoch: 0, seq: 1 });
    expect((await alice.call("commitToGroup", { room }, bundle)).body).toEqual(begun.body);
    const socket = await alice.connect();
    const page = await socket.ask({ case: "fetch", value: { room } });
    expect(page).toMatchObject({ value: { records: [{ seq: 1, kind: RECORD_KINDS.handshake }] } });
    const second = await alice.call("commitToGroup", { room }, await alice.firstBundle(room));
    expect(second).toMatchObject({ code: "stale-epoch" });
  });

  test("begins only as the room it is, with its owner alone and this server's key", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = newId<RoomId>();
    await alice.call("createRoom", {}, { id: room, kind: "group", level: "e2ee" });
    const begin = (by: GroupMember, bundle: Uint8Array) => by.call("commitToGroup", { room }, bundle);
    const other = await alice.firstBundle(newId<RoomId>());
    for (const bundle of [
      other,
      await alice.firstBundle(room, { generation: 1 }),
      await alice.firstBundle(room, { level: "sealed" }),
      await alice.firstBundle(room, { predecessor: newId<RoomId>() }),
      await alice.firstBundle(room, { externalSenders: [] }),
    ])
      expect(await begin(alice, bundle)).toMatchObject({ code: "commit-invalid" });
    for (const roles of [
      [],
      [[alice.account, "moderator"]],
      [
        [alice.account, "owner"],
        [bob.account, "owner"],
      ],
    ] as const)
      expect(await begin(alice, await alice.firstBundle(room, { roles: [...roles] }))).toMatchObject({
        code: "commit-forbidden",
      });
    expect(await begin(bob, await bob.firstBundle(room))).toMatchObject({ code: "not-found" });
    const socket = await alice.connect();
    expect(await socket.outcome(await alice.saying(room, "too early"))).toBe("group-missing");
  });

  test("of two people has both as owners, and is another one than their sealed room", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const direct = (level: "sealed" | "e2ee", by: GroupMember, other: string) =>
      by.call("createRoom", {}, { id: newId<RoomId>(), kind: "direct", level, members: [other as AccountId] });
    const sealed = (await direct("sealed", alice, bob.account)).body;
    const { body } = await direct("e2ee", alice, bob.account);
    expect(body.id).not.toBe(sealed.id);
    expect((await direct("e2ee", bob, alice.account)).body.id).toBe(body.id);
    const roles = [
      [alice.account, "owner"],
      [bob.account, "owner"],
    ] as const;
    const first = await alice.firstBundle(body.id, { roles: [...roles] });
    expect(await alice.call("commitToGroup", { room: body.id }, first)).toMatchObject({ status: 200 });
    expect(await alice.add(body.id, bob.account)).toMatchObject({ status: 200 });
    expect(await bob.join(body.id)).toMatchObject({ status: 204 });
    expect((await bob.call("room", { room: body.id })).body).toMatchObject({ myRole: "owner", memberCount: 2 });
    expect(await bob.call("leaveGroup", { room: body.id }, await bob.leaveProposals(body.id))).toMatchObject({
      status: 204,
    });
    const again = (await direct("e2ee", bob, alice.account)).body;
    expect(again.id).not.toBe(body.id);
    expect((await alice.call("room", { room: again.id })).body).toMatchObject({ other: bob.account });
  });
});

test("the other person of a direct room leaves it before they are let in, and nobody is added in their place", async () => {
  const [alice, bob, carol] = [await someone(), await someone(), await someone()];
  const other = bob.account as AccountId;
  const asked = { id: newId<RoomId>(), kind: "direct" as const, level: "e2ee" as const, members: [other] };
  const room = (await alice.call("createRoom", {}, asked)).body.id;
  const roles = [
    [alice.account, "owner"],
    [bob.account, "owner"],
  ] as const;
  const first = await alice.firstBundle(room, { roles: [...roles] });
  expect(await alice.call("commitToGroup", { room }, first)).toMatchObject({ status: 200 });
  expect(await alice.add(room, carol.account)).toMatchObject({ code: "commit-forbidden" });
  expect(await bob.call("leaveGroup", { room }, new Uint8Array())).toMatchObject({ status: 204 });
  expect(await alice.add(room, bob.account)).toMatchObject({ code: "commit-forbidden" });
});

describe("commits", () => {
  test("add people: they are in the room, find a Welcome, join and agree; it goes once it is acknowledged", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await alice.newRoom();
    const socket = await bob.connect();
    const added = await alice.add(room, bob.account);
    expect(added.body).toEqual({ generation: 0, epoch: 1, seq: 2 });
    await socket.hears("groupEvent", (event) => event.kind === "welcome" && event.room === room);
    await socket.hears("room", ({ id }) => id === room);
    expect((await bob.call("welcomes")).body.welcomes).toEqual([{ room, seq: 2 }]);
    expect(await bob.join(room)).toMatchObject({ status: 204 });
    expect(bob.authenticator(room)).toBe(alice.authenticator(room));
    expect(await rosterOf(bob, room)).toEqual([alice.account, bob.account].toSorted());
    expect((await bob.call("welcomes")).body.welcomes).toEqual([]);
    expect(await bob.call("welcome", { room })).toMatchObject({ code: "not-found" });
  });

  test("exactly one wins each epoch; the losers learn where the group stands", async () => {
    const [alice, bob, carol] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol);
    const answers = await Promise.all(
      [alice, bob, carol].map(async (one) => {
        const { bundle } = await one.prepare(room);
        return one.call("commitToGroup", { room }, bundleBytes(bundle));
      }),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const losers = answers.filter((answer) => answer.code === "stale-epoch");
    expect(losers).toHaveLength(2);
    for (const answer of losers) expect(parseStaleEpochDetail(answer.body.detail)).toEqual({ generation: 0, epoch: 2 });
  });

  test("a repeated bundle is answered as the first time, also after others", async () => {
    const alice = await someone();
    const room = await roomOf(alice);
    const { bundle, applied } = await alice.prepare(room);
    const first = await alice.call("commitToGroup", { room }, bundleBytes(bundle));
    applied();
    expect(await alice.commit(room)).toMatchObject({ status: 200 });
    expect((await alice.call("commitToGroup", { room }, bundleBytes(bundle))).body).toEqual(first.body);
  });

  test("reach the others as records, who follow them to the same keys", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const socket = await bob.connect();
    await alice.commit(room);
    const { records } = await socket.hears("records", (page) => page.room === room);
    await bob.follow(room, records[0]?.content ?? new Uint8Array());
    expect(bob.authenticator(room)).toBe(alice.authenticator(room));
  });

  test("that are not valid are refused, and the group stays as it was", async () => {
    const [alice, bob, mallory] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob);
    type Bundle = MessageInitShape<typeof CommitBundleSchema>;
    const { bundle } = await alice.prepare(room);
    const flipped = (bytes: Uint8Array | undefined, at: number) => {
      const changed = new Uint8Array(bytes ?? []);
      changed[at] = (changed[at] ?? 0) ^ 1;
      return changed;
    };
    const other = await roomOf(alice);
    const foreign = (await alice.prepare(other)).bundle;
    const wrong: Bundle[] = [
      { ...bundle, commit: flipped(bundle.commit, 60) },
      { ...bundle, commit: bundle.commit?.subarray(0, -3) ?? new Uint8Array() },
      { ...bundle, groupInfo: flipped(bundle.groupInfo, 100) },
      { ...bundle, groupInfo: foreign.groupInfo ?? new Uint8Array() },
      { ...bundle, commit: foreign.commit ?? new Uint8Array() },
      { ...bundle, welcome: Uint8Array.of(1, 2, 3) },
      { ...bundle, commit: bundle.groupInfo ?? new Uint8Array() },
    ];
    for (const one of wrong)
      expect(await alice.call("commitToGroup", { room }, bundleBytes(one))).toMatchObject({ code: "commit-invalid" });
    for (const bytes of [Uint8Array.of(255, 1), bundleBytes({ ...bundle, epochHash: new Uint8Array(3) })])
      expect(await alice.call("commitToGroup", { room }, bytes)).toMatchObject({ code: "bad-request" });
    expect(await bob.call("commitToGroup", { room }, bundleBytes(bundle))).toMatchObject({ code: "commit-forbidden" });
    expect(await mallory.call("commitToGroup", { room }, bundleBytes(bundle))).toMatchObject({ code: "not-found" });
    expect(await alice.call("commitToGroup", { room }, bundleBytes(bundle))).toMatchObject({ status: 200 });
  });

  test("need the Welcome of exactly those they add, by key packages that the server gave", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice);
    const own = await bob.newKeyPackage();
    const unknown = await alice.commit(room, { proposals: [alice.addOf(own.message)] });
    expect(unknown).toMatchObject({ code: "commit-invalid" });
    const { claimed } = await alice.claim(bob.account);
    const { bundle } = await alice.prepare(room, {
      proposals: claimed.map(({ keyPackage }) => alice.addOf(keyPackage)),
    });
    const withoutWelcome = bundleBytes({ ...bundle, welcome: new Uint8Array() });
    expect(await alice.call("commitToGroup", { room }, withoutWelcome)).toMatchObject({ code: "commit-invalid" });
    expect(await alice.call("commitToGroup", { room }, bundleBytes(bundle))).toMatchObject({ status: 200 });
  });

  test("follow the table of roles: members add nobody, remove nobody, and make nobody owner", async () => {
    const [alice, bob, carol, dave] = [await someone(), await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol);
    const roles = [
      [alice.account, "owner"],
      [bob.account, "moderator"],
    ] as const;
    expect(await bob.add(room, dave.account)).toMatchObject({ code: "commit-forbidden" });
    expect(await bob.commit(room, { proposals: bob.removeOf(room, carol.account) })).toMatchObject({
      code: "commit-forbidden",
    });
    expect(await bob.commit(room, { proposals: [bob.rolesOf(room, [[bob.account, "owner"]])] })).toMatchObject({
      code: "commit-forbidden",
    });
    expect(await alice.commit(room, { proposals: [alice.rolesOf(room, [...roles])] })).toMatchObject({ status: 200 });
    expect((await bob.call("room", { room })).body.myRole).toBe("moderator");
    const socket = await bob.connect();
    await bob.catchUp(socket, room, 2);
    expect(await bob.commit(room, { proposals: bob.removeOf(room, alice.account) })).toMatchObject({
      code: "commit-forbidden",
    });
    expect(await bob.commit(room, { proposals: bob.removeOf(room, carol.account) })).toMatchObject({ status: 200 });
  });

  test("let in an owner who left as a member, unless an owner does", async () => {
    const [alice, bob, carol] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol);
    const [toBob, toCarol] = [await bob.connect(), await carol.connect()];
    const both: readonly [string, "owner" | "moderator"][] = [
      [alice.account, "owner"],
      [carol.account, "moderator"],
    ];
    const proposals = [alice.rolesOf(room, [...both, [bob.account, "owner"]])];
    expect(await alice.commit(room, { proposals })).toMatchObject({ status: 200 });
    await bob.catchUp(toBob, room, 2);
    await carol.catchUp(toCarol, room, 2);
    expect(await bob.call("leaveGroup", { room }, await bob.leaveProposals(room))).toMatchObject({ status: 204 });
    await carol.catchUp(toCarol, room, 3);
    expect(await carol.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
    expect(await carol.add(room, bob.account)).toMatchObject({ code: "commit-forbidden" });
    const { claimed } = await carol.claim(bob.account);
    const adds = claimed.map(({ keyPackage }) => carol.addOf(keyPackage));
    const back = await carol.commit(room, { proposals: [...adds, carol.rolesOf(room, both)] });
    expect(back).toMatchObject({ status: 200 });
    expect((await bob.call("room", { room })).body).toMatchObject({ myRole: "member" });
  });

  test("take out a person with their last device, who then finds nothing more there", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const socket = await bob.connect();
    expect(await alice.commit(room, { proposals: alice.removeOf(room, bob.account) })).toMatchObject({ status: 200 });
    await socket.hears("roomLeft", (left) => left.room === room);
    expect(await rosterOf(alice, room)).toEqual([alice.account]);
    expect(await socket.outcome(await bob.saying(room, "still here"))).toBe("not-found");
    for (const name of ["group", "welcome", "room"] as const)
      expect(await bob.call(name, { room })).toMatchObject({ code: "not-found" });
  });

  test("a device of a member comes in from outside, and one that lost its state heals; nobody else does", async () => {
    const [alice, bob, mallory] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const phone = await anotherDevice(bob);
    expect(await phone.joinFromOutside(room)).toMatchObject({ status: 200, body: { epoch: 2 } });
    expect(await bob.joinFromOutside(room)).toMatchObject({ status: 200, body: { epoch: 3 } });
    expect((await bob.call("room", { room })).body.memberCount).toBe(2);
    const socket = await alice.connect();
    await alice.catchUp(socket, room, 2);
    expect(alice.authenticator(room)).toBe(bob.authenticator(room));
    expect(alice.leaves(room)).toHaveLength(3);
    expect(await mallory.call("group", { room })).toMatchObject({ code: "not-found" });
  });

  test("go on over a restart, from the tree that the server keeps", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    for (let n = 0; n < 3; n++) expect(await alice.commit(room)).toMatchObject({ status: 200 });
    await world.restart();
    await raw.call("health");
    for (let n = 0; n < 40; n++) expect(await alice.commit(room), `commit ${n}`).toMatchObject({ status: 200 });
    await world.restart();
    await raw.call("health");
    expect(await alice.commit(room)).toMatchObject({ status: 200 });
    expect(await bob.joinFromOutside(room)).toMatchObject({ status: 200 });
  });
});

test("a handshake's record is not erased by its number, and the group goes on", async () => {
  const alice = await someone();
  const room = await roomOf(alice);
  const { body } = await alice.commit(room);
  const erase = (what: object) =>
    raw.owner.call("erase", {}, { room: room as RoomId, dryRun: false, ...what } as never);
  expect(await erase({ what: "message", seq: body.seq })).toMatchObject({ status: 404, code: "not-found" });
  await world.restart();
  await raw.call("health");
  expect(await alice.commit(room)).toMatchObject({ status: 200 });
  const socket = await alice.connect();
  expect(await socket.outcome(await alice.saying(room, "still here"))).toBe("sent");
});

test("of what a person wrote, or of a month, no byte is given any more once it is erased; the group goes on", async () => {
  const [alice, bob] = [await someone(), await someone()];
  const room = await roomOf(alice, bob);
  const [fromAlice, fromBob] = [await alice.connect(), await bob.connect()];
  const [hers, his] = [await alice.saying(room, "from alice"), await bob.saying(room, "from bob")];
  expect(await fromAlice.outcome(hers)).toBe("sent");
  expect(await fromBob.outcome(his)).toBe("sent");
  const contents = async (of: string) => {
    const socket = await bob.connect();
    const page = await socket.ask({ case: "fetch", value: { room: of } });
    if (page.case !== "records") throw new Error(`expected records, got ${page.case}`);
    return page.value.records.flatMap(({ kind, author, erased, content }) =>
      kind === RECORD_KINDS.message ? [[author, erased, content.length > 0]] : [],
    );
  };
  const erase = async (what: object) =>
    expect(await raw.owner.call("erase", {}, { dryRun: false, ...what } as never)).toMatchObject({ status: 200 });
  const other = await roomOf(bob);
  expect(await (await bob.connect()).outcome(await bob.saying(other, "of this month"))).toBe("sent");
  await erase({ what: "person", account: alice.account });
  await erase({ what: "month", room: other, month: new Date(nowMs()).toISOString().slice(0, 7) });
  world.clock.pass(LIMITS.erasureWaitMs + 3_600_000);
  await expect
    .poll(() => contents(room))
    .toEqual([
      [alice.account, true, false],
      [bob.account, false, true],
    ]);
  await expect.poll(() => contents(other)).toEqual([[bob.account, true, false]]);
  expect(await bob.commit(room)).toMatchObject({ status: 200 });
  expect(await (await bob.connect()).outcome(await bob.saying(room, "goes on"))).toBe("sent");
});

describe("messages", () => {
  test("are recorded, delivered and read by the members; the server passes on what it got", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const [fromAlice, toBob] = [await alice.connect(), await bob.connect()];
    const frame = await alice.saying(room, "hello bob");
    expect(await fromAlice.outcome(frame)).toBe("sent");
    const { records } = await toBob.hears("records", (page) => page.records[0]?.kind === RECORD_KINDS.message);
    expect(Buffer.from(records[0]?.content ?? []).equals(frame.value.content)).toBe(true);
    expect(await bob.catchUp(toBob, room, 2)).toEqual(["hello bob"]);
    expect((await bob.call("room", { room })).body).toMatchObject({ unread: 1, unreadMentions: 0 });
  });

  test("with the same id and content part are the same, whatever the MLS part and the epoch; others are refused", async () => {
    const alice = await someone();
    const room = await roomOf(alice);
    const socket = await alice.connect();
    const [message, contentPart] = [String(newId()), new Uint8Array(300).fill(7)];
    const first = await socket.ask(await alice.saying(room, "one", { message, contentPart }));
    const again = await socket.ask(await alice.saying(room, "one", { message, contentPart }));
    expect(first).toMatchObject({ case: "sent", value: { seq: 2 } });
    expect(again).toMatchObject({ case: "sent", value: { seq: 2 } });
    const late = await alice.saying(room, "one", { message, contentPart });
    await alice.commit(room);
    expect(await socket.ask(late)).toMatchObject({ case: "sent", value: { seq: 2 } });
    const changed = await alice.saying(room, "two", { message, contentPart: new Uint8Array(300).fill(8) });
    expect(await socket.outcome(changed)).toBe("id-reused");
    const kind = RECORD_KINDS.reaction;
    expect(await socket.outcome(await alice.saying(room, "one", { message, contentPart, kind }))).toBe("id-reused");
  });

  test("of an epoch that is over are refused with where the group stands", async () => {
    const alice = await someone();
    const room = await roomOf(alice);
    const socket = await alice.connect();
    const late = await alice.saying(room, "late");
    await alice.commit(room);
    const refused = await socket.ask(late);
    if (refused.case !== "failed") throw new Error(`expected a refusal, got ${refused.case}`);
    expect(refused.value.code).toBe("stale-epoch");
    expect(parseStaleEpochDetail(refused.value.detail)).toEqual({ generation: 0, epoch: 1 });
    expect(await socket.outcome(await alice.saying(room, "now"))).toBe("sent");
  });

  test("come from devices in the group, as MLS messages of known kinds within bounds", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const phone = await anotherDevice(bob);
    const socket = await phone.connect();
    const frame = await bob.saying(room, "from another device");
    expect(await socket.outcome(frame)).toBe("not-in-group");
    const own = await bob.connect();
    expect(await own.outcome(saying(room, "in clear"))).toBe("bad-request");
    for (const kind of [RECORD_KINDS.event, RECORD_KINDS.handshake, RECORD_KINDS.proposal, 0, 99])
      expect(await own.outcome(await bob.saying(room, "x", { kind }))).toBe("bad-request");
    const large = new Uint8Array(LIMITS.contentPartBytes + 1);
    expect(await own.outcome(await bob.saying(room, "x", { contentPart: large }))).toBe("body-too-large");
    expect(await own.outcome(await bob.saying(room, "x".repeat(4_000)))).toBe("body-too-large");
    expect(await own.outcome(await bob.saying(room, "x", { contentPart: new Uint8Array(5) }))).toBe("bad-request");
    expect(
      await own.outcome(await bob.saying(room, "fits", { contentPart: new Uint8Array(LIMITS.contentPartBytes) })),
    ).toBe("sent");
    const other = await roomOf(bob);
    const strayed = await bob.saying(other, "x");
    expect(await own.outcome({ ...strayed, value: { ...strayed.value, room } })).toBe("stale-epoch");
  });

  test("cursors, typing and presence work as in any room", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const [one, two] = [await alice.connect(), await bob.connect()];
    await one.ask({ case: "setTyping", value: { room, typing: true } });
    await two.hears("typingChanged", ({ account }) => account === alice.account);
    await two.ask({ case: "markRead", value: { room, seq: 2 } });
    await one.hears("readMoved", ({ account, seq }) => account === bob.account && seq === 2);
  });
});

describe("a revoked device", () => {
  test("is proposed for removal in all its groups at once; messages wait for the commit, which anyone makes", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const phone = await anotherDevice(bob);
    const rooms = [await roomOf(alice, bob), await roomOf(alice, bob)];
    for (const room of rooms) await phone.join(room);
    const [socket, lost] = [await alice.connect(), await phone.connect()];
    expect(await bob.person.revoke(phone)).toMatchObject({ status: 200 });
    expect((await lost.closed()).code).toBe(4401);
    for (const room of rooms) {
      await socket.hears("groupEvent", (event) => event.kind === "proposal" && event.room === room);
      expect(await socket.outcome(await alice.saying(room, "wait"))).toBe("commit-first");
      expect(await alice.commit(room), "a commit that leaves it out").toMatchObject({ code: "commit-first" });
      await alice.catchUp(socket, room, 2);
      expect(await alice.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
      expect(alice.leaves(room).map(({ device }) => device)).not.toContain(phone.device);
      expect(await socket.outcome(await alice.saying(room, "goes on"))).toBe("sent");
    }
    expect(await rosterOf(alice, rooms[0] ?? "")).toContain(bob.account);
  });

  test("cannot silence a room: after a few refusals messages pass again", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const phone = await anotherDevice(bob);
    const room = await roomOf(alice, bob);
    await bob.person.revoke(phone);
    const socket = await alice.connect();
    const outcomes: string[] = [];
    for (let n = 0; n < 4; n++) outcomes.push(await socket.outcome(await alice.saying(room, `try ${n}`)));
    expect(outcomes).toEqual(["commit-first", "commit-first", "commit-first", "sent"]);
  });

  test("is proposed again while it is in the group, also after a restart", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const phone = await anotherDevice(bob);
    const room = await roomOf(alice, bob);
    await bob.person.revoke(phone);
    await world.restart();
    await raw.call("health");
    const socket = await alice.connect();
    expect(await socket.outcome(await alice.saying(room, "wait"))).toBe("commit-first");
    await alice.catchUp(socket, room, 2);
    expect(await alice.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
    expect(await phone.call("me")).toMatchObject({ code: "signed-out" });
  });

  test("keeps nobody out who comes back from outside: it is proposed again in the epoch that begins with that", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const phone = await anotherDevice(bob);
    const room = await roomOf(alice, bob);
    expect(await phone.join(room)).toMatchObject({ status: 204 });
    await bob.person.revoke(phone);
    expect(await alice.joinFromOutside(room)).toMatchObject({ status: 200, body: { epoch: 2 } });
    await world.restart();
    await raw.call("health");
    const socket = await alice.connect();
    expect(await socket.outcome(await alice.saying(room, "wait"))).toBe("commit-first");
    await alice.catchUp(socket, room, 4);
    expect(await alice.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
    expect(alice.leaves(room).map(({ device }) => device)).not.toContain(phone.device);
    expect(await socket.outcome(await alice.saying(room, "goes on"))).toBe("sent");
  });

  test("that is revoked while it is being added is either not in the group or proposed for removal", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const socket = await alice.connect();
    for (let round = 0; round < 4; round++) {
      const phone = await anotherDevice(bob);
      const { claimed } = await alice.claim(bob.account);
      const fresh = claimed.filter(({ device }) => device === phone.device);
      const { bundle, applied } = await alice.prepare(room, {
        proposals: fresh.map(({ keyPackage }) => alice.addOf(keyPackage)),
      });
      const [added, revoked] = await Promise.all([
        alice.call("commitToGroup", { room }, bundleBytes(bundle)),
        bob.person.revoke(phone),
      ]);
      expect(revoked).toMatchObject({ status: 200 });
      if (added.status !== 200) {
        expect(["device-unlisted", "commit-forbidden", "commit-invalid"]).toContain(added.code);
        continue;
      }
      applied();
      expect(await socket.outcome(await alice.saying(room, "wait"))).toBe("commit-first");
      await alice.catchUp(socket, room, added.body.seq);
      expect(await alice.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
    }
  });
});

describe("leaving", () => {
  test("keeps nobody out who comes back from outside: who left is no member, and is taken out by whoever may", async () => {
    const [alice, bob, carol] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol);
    expect(await bob.call("leaveGroup", { room }, await bob.leaveProposals(room))).toMatchObject({ status: 204 });
    expect(await carol.joinFromOutside(room)).toMatchObject({ status: 200 });
    expect(await rosterOf(carol, room)).toEqual([alice.account, carol.account].toSorted());
    expect(await bob.call("group", { room })).toMatchObject({ code: "not-found" });
    const socket = await carol.connect();
    expect(await socket.outcome(await carol.saying(room, "goes on"))).toBe("sent");
    expect(await carol.commit(room, { proposals: carol.removeOf(room, bob.account) })).toMatchObject({
      code: "commit-forbidden",
    });
    expect(await alice.joinFromOutside(room)).toMatchObject({ status: 200 });
    expect(await alice.commit(room, { proposals: alice.removeOf(room, bob.account) })).toMatchObject({ status: 200 });
  });

  test("takes who leaves out of the room at once, and out of the keys by the next commit of anyone", async () => {
    const [alice, bob, carol] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol);
    const socket = await carol.connect();
    expect(await bob.call("leaveGroup", { room }, await bob.leaveProposals(room))).toMatchObject({ status: 204 });
    expect(await bob.call("room", { room })).toMatchObject({ code: "not-found" });
    await socket.hears("groupEvent", ({ kind }) => kind === "proposal");
    await carol.catchUp(socket, room, 2);
    expect(await carol.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
    expect(carol.leaves(room)).toHaveLength(2);
    expect(await rosterOf(carol, room)).toEqual([alice.account, carol.account].toSorted());
  });

  test("is one's own: every device of the caller and no other; an owner leaves another owner", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const [others] = alice.leaves(room).filter(({ account }) => account === bob.account);
    const wrong = await alice.leaveProposals(room, [others?.leafIndex ?? 1]);
    expect(await alice.call("leaveGroup", { room }, wrong)).toMatchObject({ code: "commit-invalid" });
    const phone = await anotherDevice(bob);
    expect(await phone.joinFromOutside(room)).toMatchObject({ status: 200 });
    const [mine] = phone.leaves(room).filter(({ device }) => device === bob.device);
    const half = await phone.leaveProposals(room, [mine?.leafIndex ?? 1]);
    expect(await phone.call("leaveGroup", { room }, half)).toMatchObject({ code: "commit-invalid" });
    await alice.catchUp(await alice.connect(), room, 2);
    expect(await alice.call("leaveGroup", { room }, await alice.leaveProposals(room))).toMatchObject({
      code: "last-owner",
    });
    expect(await bob.call("leaveGroup", { room }, Uint8Array.of(255))).toMatchObject({ code: "bad-request" });
  });
});

describe("who revokes a device and leaves", () => {
  const steps = {
    revoke: ({ person }: Someone, phone: GroupMember) => person.revoke(phone),
    leave: async (bob: Someone, _phone: GroupMember, room: string) =>
      bob.call("leaveGroup", { room }, await bob.leaveProposals(room)),
  };
  for (const order of [["revoke", "leave"] as const, ["leave", "revoke"] as const])
    test(`takes nothing from the others: ${order.join(", then ")}`, async () => {
      const [alice, bob, carol] = [await someone(), await someone(), await someone()];
      const room = await roomOf(alice, bob, carol);
      const phone = await anotherDevice(bob);
      expect(await phone.joinFromOutside(room)).toMatchObject({ status: 200 });
      const [toAlice, toBob] = [await alice.connect(), await bob.connect()];
      await alice.catchUp(toAlice, room, 2);
      await bob.catchUp(toBob, room, 2);
      for (const step of order) expect((await steps[step](bob, phone, room)).status, step).toBeLessThan(300);
      await alice.catchUp(toAlice, room, 3);
      expect(await alice.commit(room, { waiting: "none" }), "one that leaves them in").toMatchObject({
        code: "commit-first",
      });
      expect(await alice.commit(room, { waiting: "all" })).toMatchObject({ status: 200 });
      expect(alice.leaves(room)).toHaveLength(2);
      expect(await toAlice.outcome(await alice.saying(room, "goes on"))).toBe("sent");
      expect(await rosterOf(alice, room)).toEqual([alice.account, carol.account].toSorted());
    });
});

describe("forks and resets", () => {
  test("a device that made something else of an epoch is counted, and everyone is told; agreeing costs nothing", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const socket = await alice.connect();
    const agreed = { generation: 0, epoch: 1, hash: await bob.epochHash(room) };
    expect((await bob.call("reportEpoch", { room }, agreed)).body).toEqual({
      agrees: true,
      disagreeing: 0,
      devices: 2,
    });
    const differing = { generation: 0, epoch: 1, hash: "A".repeat(43) };
    expect((await bob.call("reportEpoch", { room }, differing)).body).toMatchObject({ agrees: false, disagreeing: 1 });
    await socket.hears("groupEvent", ({ kind }) => kind === "forked");
    expect((await bob.call("reportEpoch", { room }, { generation: 0, epoch: 1 })).body).toMatchObject({
      disagreeing: 1,
    });
    expect(await bob.call("reportEpoch", { room }, { generation: 0, epoch: 9 })).toMatchObject({ code: "stale-epoch" });
  });

  test("a report that is repeated is no further fact and told to nobody", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const reported = async () =>
      (await bob.call("ownFacts")).body.facts.filter(({ kind }: { kind: string }) => kind === "group.fork-reported");
    for (let n = 0; n < 5; n++)
      expect((await bob.call("reportEpoch", { room }, { generation: 0, epoch: 1 })).body.disagreeing).toBe(1);
    expect(await reported()).toHaveLength(1);
  });

  test("a broken group is replaced by an owner, or by a member once most of the others gave up on it", async () => {
    const [alice, bob, carol, dave] = [await someone(), await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol, dave);
    const roles = [[alice.account, "owner"]] as const;
    const bobs = await bob.firstBundle(room, { generation: 1, roles: [...roles] });
    expect(await bob.call("resetGroup", { room }, bobs)).toMatchObject({ code: "commit-forbidden" });
    for (const one of [bob, carol]) await one.call("reportEpoch", { room }, { generation: 0, epoch: 1 });
    expect(await bob.call("resetGroup", { room }, bobs), "one of three").toMatchObject({ code: "commit-forbidden" });
    await dave.call("reportEpoch", { room }, { generation: 0, epoch: 1 });
    const reset = await bob.call("resetGroup", { room }, bobs);
    expect(reset.body).toMatchObject({ generation: 1, epoch: 0 });
    expect((await bob.call("resetGroup", { room }, bobs)).body).toEqual(reset.body);
    expect(await rosterOf(alice, room)).toHaveLength(4);
    const socket = await alice.connect();
    expect(await socket.outcome(await alice.saying(room, "old group"))).toBe("not-in-group");
    const erin = await someone();
    expect(await alice.joinFromOutside(room)).toMatchObject({ code: "commit-forbidden" });
    expect(await bob.add(room, erin.account)).toMatchObject({ code: "commit-forbidden" });
    expect(await bob.add(room, alice.account, carol.account, dave.account)).toMatchObject({ status: 200 });
    for (const one of [alice, carol, dave]) expect(await one.join(room)).toMatchObject({ status: 204 });
    expect(alice.authenticator(room)).toBe(bob.authenticator(room));
    expect((await alice.call("room", { room })).body).toMatchObject({ myRole: "owner", memberCount: 4 });
  });

  test("of two resets the first counts; the second learns where the group stands", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    const roles = [alice, bob].map(({ account }) => [account, "owner"] as const);
    expect(await alice.commit(room, { proposals: [alice.rolesOf(room, roles)] })).toMatchObject({ status: 200 });
    const [hers, his] = await Promise.all([alice, bob].map((one) => one.firstBundle(room, { generation: 1, roles })));
    expect((await alice.call("resetGroup", { room }, hers)).body).toMatchObject({ generation: 1, epoch: 0 });
    const second = await bob.call("resetGroup", { room }, his);
    expect(second).toMatchObject({ code: "stale-epoch" });
    expect(parseStaleEpochDetail(second.body.detail)).toEqual({ generation: 1, epoch: 0 });
  });

  test("a reset takes nobody's role away, and gives none", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const room = await roomOf(alice, bob);
    for (const roles of [
      [],
      [
        [alice.account, "owner"],
        [bob.account, "moderator"],
      ],
    ] as const) {
      const bundle = await alice.firstBundle(room, { generation: 1, roles: [...roles] });
      expect(await alice.call("resetGroup", { room }, bundle)).toMatchObject({ code: "commit-forbidden" });
    }
  });

  test("without a role one brings people back with the first commit after a reset only", async () => {
    const [alice, bob, carol] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol);
    for (const one of [alice, carol]) await one.call("reportEpoch", { room }, { generation: 0, epoch: 1 });
    const bundle = await bob.firstBundle(room, { generation: 1, roles: [[alice.account, "owner"]] });
    expect(await bob.call("resetGroup", { room }, bundle)).toMatchObject({ status: 200 });
    expect(await bob.add(room, alice.account)).toMatchObject({ status: 200 });
    expect(await bob.add(room, carol.account)).toMatchObject({ code: "commit-forbidden" });
    expect(await alice.join(room)).toMatchObject({ status: 204 });
    expect(await alice.add(room, carol.account)).toMatchObject({ status: 200 });
  });

  test("one member with more devices than the others together replaces nothing alone", async () => {
    const [alice, bob, carol] = [await someone(), await someone(), await someone()];
    const room = await roomOf(alice, bob, carol);
    const devices: GroupMember[] = [bob];
    for (let n = 0; n < 3; n++) {
      const one = await anotherDevice(bob);
      expect(await one.joinFromOutside(room)).toMatchObject({ status: 200 });
      devices.push(one);
    }
    const epoch = Math.max(...devices.map((one) => one.epoch(room)));
    for (const one of devices)
      expect(await one.call("reportEpoch", { room }, { generation: 0, epoch })).toMatchObject({ status: 200 });
    const bobs = await bob.firstBundle(room, { generation: 1, roles: [[alice.account, "owner"]] });
    expect(await bob.call("resetGroup", { room }, bobs)).toMatchObject({ code: "commit-forbidden" });
  });
});

describe("a successor", () => {
  test("takes the place of its predecessor once; both name each other, and the old one takes no more messages", async () => {
    const [alice, bob] = [await someone(), await someone()];
    const old = newId<RoomId>();
    const members = [bob.account as AccountId];
    await alice.call("createRoom", {}, { id: old, kind: "group", name: "plans", members });
    const socket = await bob.connect();
    const successor = newId<RoomId>();
    const next = { id: successor, kind: "group", level: "e2ee", predecessor: old } as const;
    expect(await bob.call("createRoom", {}, { ...next, id: newId<RoomId>() })).toMatchObject({ code: "forbidden" });
    expect((await alice.call("createRoom", {}, next)).body).toMatchObject({ id: successor, predecessor: old });
    await socket.hears("room", (room) => room.id === old && room.successor === successor);
    expect((await bob.call("room", { room: old })).body).toMatchObject({ successor });
    expect(await socket.outcome(saying(old, "anyone?"))).toBe("room-succeeded");
    expect(await alice.call("createRoom", {}, { ...next, id: newId<RoomId>() })).toMatchObject({
      code: "room-succeeded",
    });
    const first = await alice.firstBundle(successor, { predecessor: old });
    expect(await alice.call("commitToGroup", { room: successor }, first)).toMatchObject({ status: 200 });
    const page = await socket.ask({ case: "fetch", value: { room: old } });
    expect(page.case === "records" && page.value.records).toHaveLength(2);
  });
});

test("a stranger finds nothing at any address of a group, as if it were not there", async () => {
  const [alice, mallory] = [await someone(), await someone()];
  const room = await roomOf(alice);
  const bodies: Record<string, any> = {
    commitToGroup: new Uint8Array(8),
    resetGroup: new Uint8Array(8),
    leaveGroup: new Uint8Array(8),
    reportEpoch: { generation: 0, epoch: 0 },
  };
  for (const name of [
    "commitToGroup",
    "resetGroup",
    "group",
    "leaveGroup",
    "reportEpoch",
    "welcome",
    "endWelcome",
  ] as const) {
    const at = (of: string) => mallory.call(name, { room: of, seq: 1 }, bodies[name]);
    const foreign = await at(room);
    expect(foreign, name).toMatchObject({ status: 404, code: "not-found" });
    expect(foreign.text, name).toBe((await at(String(newId()))).text);
  }
});

test("no file of the server holds what was said in an end-to-end room", async () => {
  const [alice, bob] = [await someone(), await someone()];
  const room = await roomOf(alice, bob);
  const socket = await alice.connect();
  const frame = await alice.saying(room, "canary words end to end");
  expect(await socket.outcome(frame)).toBe("sent");
  expect(Buffer.from(fromBinary(EndToEndSchema, frame.value.content).mls).includes("canary")).toBe(false);
  expect((await world.filesHolding(["canary words"])).found).toEqual([]);
});

test("what is not for guests is not for their commits either, whatever they were in the room", async () => {
  const [alice, bob] = [await someone(), await someone()];
  await roomOf(alice, bob);
  const room = await roomOf(alice);
  await raw.owner.proves();
  await raw.owner.call("grantRole", {}, { account: alice.account as AccountId, role: "guest" });
  expect(await alice.add(room, bob.account)).toMatchObject({ code: "forbidden" });
  expect(await rosterOf(alice, room)).toEqual([alice.account]);
});
