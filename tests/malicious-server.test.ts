/** What a server that lies about end-to-end rooms gets: an alarm that names it, and a client that shows nothing wrong. */
import { type DeviceId, newId, RECORD_KINDS } from "@warbler/protocol";
import { ClaimedKeyPackagesSchema, create, EndToEndSchema, fromBinary, toBinary } from "@warbler/protocol/wire";
import { type AlarmEvent, WarblerError } from "@warbler/sdk";
import {
  eventually,
  foreignGroup,
  intrude,
  intruderWith,
  MaliciousServer,
  madeUp,
  sayAs,
  type Victim,
} from "@warbler/testkit/malicious-server";
import { afterEach, describe, expect, test } from "vitest";

let world: MaliciousServer | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

/** Alice and Bob in a room; Bob is away, so that the server can lie to him before he comes back. */
async function whileBobIsAway(work: (parts: Parts) => Promise<unknown>) {
  world = await MaliciousServer.open();
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room(alice, bob);
  await room.send("before").settled;
  await eventually("Bob to hear", async () => ((await bob.texts(room.id)).includes("before") ? true : undefined));
  await bob.stop();
  const seenSeq = world.recordsOf(room).length;
  await work({ world, alice, bob, room, seenSeq });
  await bob.start();
  return { world, alice, bob, room, seenSeq };
}
interface Parts {
  readonly world: MaliciousServer;
  readonly alice: Victim;
  readonly bob: Victim;
  readonly room: Awaited<ReturnType<MaliciousServer["room"]>>;
  readonly seenSeq: number;
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : String(error)),
  );
const flipped = (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 20 ? byte ^ 1 : byte));

describe("the server adds somebody to the group", () => {
  test("a device that is nobody's: named, and nothing of it is shown", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: { server }, alice, room: { id } }) => {
      const ghost = await madeUp(alice.person.id, newId<DeviceId>());
      const joined = await intrude(ghost, server.state.groups.groupOf(id));
      const state = server.state.rooms.get(id);
      if (state === undefined) throw new Error("unreachable");
      const { account: author, device } = ghost;
      server.state.append(state, { author, device, kind: RECORD_KINDS.handshake, content: joined.commit });
      const { mls } = await sayAs(ghost, joined, new Uint8Array(81));
      const content = toBinary(EndToEndSchema, create(EndToEndSchema, { mls, content: new Uint8Array(300) }));
      server.state.append(state, { author, device, kind: RECORD_KINDS.message, content });
    });
    await bob.notices("device-unlisted");
    expect(await bob.texts(room.id)).toEqual(["before", "key-missing"]);
    expect(await codeOf(Promise.race([(await bob.client.room(room.id)).send("to whom?").settled, soon()]))).toContain(
      "not sent",
    );
  });

  test("a person whom no member let in: named, and the group does not move", async () => {
    let named: AlarmEvent["account"];
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: { id } }) => {
      const { server } = malicious;
      const mallory = await malicious.join("mallory");
      named = mallory.person.id;
      const intruder = await intruderWith(mallory.person.id, mallory.client.device, mallory.store);
      const joined = await intrude(intruder, server.state.groups.groupOf(id));
      const state = server.state.rooms.get(id);
      if (state === undefined) throw new Error("unreachable");
      const { account: author, device } = intruder;
      server.state.append(state, { author, device, kind: RECORD_KINDS.handshake, content: joined.commit });
    });
    const alarm = await bob.notices("group-forbidden");
    expect(alarm).toMatchObject({ account: named, detail: "an external commit by an outsider" });
    expect((await (await bob.client.room(room.id)).members()).map(({ name }) => name)).toEqual(["Alice", "Bob"]);
  });
});

describe("the server leads a member into another group of the same room, which a stranger made", () => {
  test.for(["after it said that the member left", "after it broke the group"])(
    "%s: named, and nothing goes into it",
    async (how) => {
      world = await MaliciousServer.open();
      const [alice, bob, mallory] = [await world.join("alice"), await world.join("bob"), await world.join("mallory")];
      const { server } = world;
      const room = await world.room(alice, bob);
      await room.send("before").settled;
      await eventually("Bob to hear", async () => ((await bob.texts(room.id)).includes("before") ? true : undefined));
      const state = server.state.rooms.get(room.id);
      if (state === undefined) throw new Error("unreachable");
      const { id: author } = mallory.person;
      const { device } = mallory.client;
      const roles = new Map([alice.person.id, author].map((account) => [account, "owner" as const]));
      const made = await foreignGroup(await intruderWith(author, device, mallory.store), {
        ...{ room: room.id, generation: 1, roles },
        keyPackages: server.state.groups.claim([bob.person.id, alice.person.id]).map(({ keyPackage }) => keyPackage),
        proposalKey: (await server.state.proposer()).publicKey,
      });
      const kind = RECORD_KINDS.handshake;
      if (how === "after it broke the group") {
        const content = new Uint8Array(100);
        server.deliver(
          state,
          server.state.append(state, { author: alice.person.id, device: alice.client.device, kind, content }).record,
        );
        await bob.notices("group-forked");
      } else {
        server.left(state, bob.person.id);
        await eventually("Bob to be out", async () => ((await bob.client.rooms()).length === 0 ? true : undefined));
      }
      state.roster.set(bob.person.id, { role: "member", sinceMs: 0 });
      const record = world.replaceGroup(room, made, { by: { account: author, device }, victims: [bob] });
      const { detail } = await bob.notices("group-forbidden");
      expect(detail).toBe("a group that nobody known from this room has signed");
      const settled = (await bob.client.room(room.id)).send("for alice only").settled;
      expect(await codeOf(Promise.race([settled, soon()]))).not.toBe("none");
      const isSaid = world.recordsOf(room).some((one) => one.kind === RECORD_KINDS.message && one.seq > record.seq);
      expect(isSaid).toBe(false);
    },
  );
});

describe("the server changes the order of things", () => {
  test("it drops a commit: named when a message of the later epoch comes", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: shared, seenSeq }) => {
      const carol = await malicious.join("carol");
      await shared.add([carol.person.id]);
      await shared.send("with carol").settled;
      malicious.rewrite(shared, seenSeq, (records) => records.filter(({ kind }) => kind !== RECORD_KINDS.handshake));
    });
    await bob.notices("group-forked");
    expect(await bob.texts(room.id)).toEqual(["before", "key-missing"]);
  });

  test("it repeats a commit: named", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: shared, seenSeq }) => {
      const carol = await malicious.join("carol");
      await shared.add([carol.person.id]);
      malicious.rewrite(shared, seenSeq, (records) =>
        records.flatMap((record) =>
          record.kind === RECORD_KINDS.handshake ? [record, { ...record, message: newId<never>() }] : [record],
        ),
      );
    });
    await bob.notices("group-forked");
    expect(await bob.texts(room.id)).toEqual(["before"]);
  });

  test("it exchanges the places of two commits: named, and what follows them is not shown", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: shared, seenSeq }) => {
      for (const handle of ["carol", "dave"]) await shared.add([(await malicious.join(handle)).person.id]);
      await shared.send("to all").settled;
      malicious.rewrite(shared, seenSeq, (records) => {
        const commits = records.filter(({ kind }) => kind === RECORD_KINDS.handshake).reverse();
        return records.flatMap((record) =>
          record.kind === RECORD_KINDS.handshake ? (commits.shift() ?? []) : [record],
        );
      });
    });
    await bob.notices("group-forked");
    expect(await bob.texts(room.id)).not.toContain("to all");
  });

  test("it puts a message behind the commit that came after it: named, and not shown", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: shared, seenSeq }) => {
      await shared.send("first").settled;
      const carol = await malicious.join("carol");
      await shared.add([carol.person.id]);
      malicious.rewrite(shared, seenSeq, ([message, ...rest]) => [
        ...rest,
        ...(message === undefined ? [] : [message]),
      ]);
    });
    await bob.notices("group-forked");
    expect(await bob.texts(room.id)).toEqual(["before", "key-missing"]);
  });

  test("it repeats a message under another number: named, and shown once", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: shared, seenSeq }) => {
      await shared.send("once").settled;
      malicious.rewrite(shared, seenSeq, ([message]) =>
        message === undefined ? [] : [message, { ...message, message: newId<never>() }],
      );
    });
    await bob.notices("content-mismatch");
    expect(await bob.texts(room.id)).toEqual(["before", "once", "tampered"]);
  });

  test("it leaves out the newest records that it named itself: named", async () => {
    const { bob } = await whileBobIsAway(async ({ world: { server }, room: shared, seenSeq }) => {
      await shared.send("withheld").settled;
      server.tamper = (frame) => {
        if (frame.body.case !== "records" || frame.request === 0) return frame;
        const records = frame.body.value.records.filter(({ seq }) => seq <= seenSeq);
        return { ...frame, body: { case: "records", value: { ...frame.body.value, records } } };
      };
    });
    await bob.notices("records-withheld");
  });
});

describe("the server changes what was said", () => {
  test("a byte of the ciphertext: named, and not shown", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: shared, seenSeq }) => {
      await shared.send("what was said").settled;
      malicious.rewrite(shared, seenSeq, (records) =>
        records.map((record) => ({ ...record, content: flipped(record.content) })),
      );
    });
    await bob.notices("content-mismatch");
    expect(await bob.texts(room.id)).toEqual(["before", "tampered"]);
  });

  test("who said it: named, and not shown", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: malicious, room: shared, seenSeq }) => {
      const carol = await malicious.join("carol");
      await shared.add([carol.person.id]);
      await shared.send("said by alice").settled;
      malicious.rewrite(shared, seenSeq, (records) =>
        records.map((record) =>
          record.kind === RECORD_KINDS.message
            ? { ...record, author: carol.person.id, device: carol.client.device }
            : record,
        ),
      );
    });
    await bob.notices("content-mismatch");
    expect((await bob.texts(room.id)).at(-1)).toBe("tampered");
  });

  test("it answers with the ciphertext of another room: named, and not shown", async () => {
    const { bob, room } = await whileBobIsAway(
      async ({ world: malicious, alice, bob: away, room: shared, seenSeq }) => {
        const other = await alice.client.createRoom({ name: "other", level: "e2ee", members: [away.person.id] });
        await other.send("meant for the other room").settled;
        await shared.send("meant for this one").settled;
        const foreign = malicious.recordsOf(other).at(-1);
        malicious.rewrite(shared, seenSeq, (records) =>
          records.map((record) => ({ ...record, content: foreign?.content ?? record.content })),
        );
      },
    );
    await bob.notices("content-mismatch");
    expect(await bob.texts(room.id)).toEqual(["before", "tampered"]);
  });
});

describe("the server forks the group", () => {
  test("a message from the other side of the fork: named, and nothing wrong is shown", async () => {
    const { bob, room } = await whileBobIsAway(async ({ world: { server }, alice, room: { id } }) => {
      // Of the same epoch number as the one Bob is at, but of a group that went another way.
      const { account: author, device } = alice.client;
      const twin = await madeUp(author, device);
      const fork = await intrude(twin, server.state.groups.groupOf(id));
      const { mls } = await sayAs(twin, fork, new Uint8Array(81));
      const state = server.state.rooms.get(id);
      if (state === undefined) throw new Error("unreachable");
      const content = toBinary(EndToEndSchema, create(EndToEndSchema, { mls, content: new Uint8Array(300) }));
      server.state.append(state, { author, device, kind: RECORD_KINDS.message, content });
    });
    await bob.notices("group-forked");
    expect(await bob.texts(room.id)).toEqual(["before", "key-missing"]);
  });
});

describe("the server lies about devices and keys", () => {
  test("a key package of somebody else: named, and nobody is taken in", async () => {
    world = await MaliciousServer.open();
    const [alice, bob, mallory] = [await world.join("alice"), await world.join("bob"), await world.join("mallory")];
    const { server } = world;
    const room = await world.room(alice);
    const [evil] = server.state.groups.claim([mallory.person.id]);
    server.tamperAnswer = async (path, response) => {
      if (path !== "/api/key-packages/claim") return response;
      const { claimed } = fromBinary(ClaimedKeyPackagesSchema, new Uint8Array(await response.arrayBuffer()));
      const swapped = claimed.map((one) => ({ ...one, keyPackage: evil?.keyPackage ?? one.keyPackage }));
      return new Response(toBinary(ClaimedKeyPackagesSchema, create(ClaimedKeyPackagesSchema, { claimed: swapped })));
    };
    expect(await codeOf(room.add([bob.person.id]))).toBe("unreachable-end-to-end");
    await alice.notices("key-package-invalid");
    expect((await room.members()).map(({ name }) => name)).toEqual(["Alice"]);
  });

  test("an old Welcome again: named, and not used", async () => {
    world = await MaliciousServer.open();
    const [alice, bob] = [await world.join("alice"), await world.join("bob")];
    const { server } = world;
    const key = (id: string) => `${id} ${bob.client.device}`;
    let old: ReturnType<typeof server.state.groups.welcomes.get>;
    server.tamperAnswer = async (path, response) => {
      const room = path.split("/")[3] ?? "";
      if (path.endsWith("/welcome")) old = server.state.groups.welcomes.get(key(room)) ?? old;
      return response;
    };
    const room = await world.room(alice, bob);
    await room.remove(bob.person.id);
    await eventually("Bob to be out", async () => ((await bob.client.rooms()).length === 0 ? true : undefined));
    if (old === undefined) throw new Error("expected a Welcome");
    server.state.groups.welcomes.set(key(room.id), old);
    const state = server.state.rooms.get(room.id);
    state?.roster.set(bob.person.id, { role: "member", sinceMs: 0 });
    if (state !== undefined) server.tellRoom(state);
    await bob.notices("group-forked");
    await room.send("without bob").settled;
    expect(await bob.texts(room.id)).not.toContain("without bob");
  });

  test("it asks to take out a device that is on its account's list: named, and the device stays", async () => {
    world = await MaliciousServer.open();
    const [alice, bob] = [await world.join("alice"), await world.join("bob")];
    const { server } = world;
    const room = await world.room(alice, bob);
    const state = server.state.rooms.get(room.id);
    if (state === undefined) throw new Error("unreachable");
    await server.proposeRemoval(state, bob.client.device);
    expect((await alice.notices("group-forbidden")).detail).toBe("a proposal that no member may take up");
    await bob.notices("group-forbidden");
    // The room goes on, as far as its server lets it.
    server.state.groups.leaving.clear();
    await room.send("with bob").settled;
    expect(await bob.texts(room.id)).toContain("with bob");
    const carol = await world.join("carol");
    await room.add([carol.person.id]);
    expect((await room.members()).map(({ name }) => name)).toEqual(["Alice", "Bob", "Carol"]);
  });

  test("the removal of a revoked device is hidden: members take it out themselves before they speak", async () => {
    world = await MaliciousServer.open();
    const [alice, bob] = [await world.join("alice"), await world.join("bob")];
    const { server } = world;
    const room = await world.room(alice, bob);
    const { device } = bob.client;
    // The log is public and cannot be changed; no proposal comes, and the device keeps its session.
    const phone = await secondDevice(world, bob);
    expect(await phone.client.identity.state()).toBe("ready");
    await phone.client.identity.revoke(device);
    expect(await phone.client.identity.devices()).toMatchObject([{ id: phone.client.device, listed: true }]);
    server.state.groups.leaving.clear();
    await alice.stop();
    await alice.start();
    await (await alice.client.room(room.id)).send("after the theft").settled;
    expect(server.state.groups.groupOf(room.id).roster.map((one) => one.device)).not.toContain(device);
  });

  test("news of another root are kept back: the first message after it is refused, not the second", async () => {
    world = await MaliciousServer.open();
    const [alice, bob] = [await world.join("alice"), await world.join("bob")];
    const room = await world.room(alice, bob);
    await bob.client.recovery.setUp();
    await room.send("before").settled;
    world.later(2 * 60_000);
    const before = world.recordsOf(room).length;
    await bob.client.recovery.setUp({ newRoot: true });
    expect(await codeOf(room.send("to whom?").settled)).toBe("identity-changed");
    expect(
      world
        .recordsOf(room)
        .slice(before)
        .map(({ kind }) => kind),
    ).not.toContain(RECORD_KINDS.message);
    await alice.client.identity.accept(bob.person.id);
    await room.send("to Bob, whom she has asked").settled;
  });

  test("the log of devices is refused for a day: named, and nothing is sent until it is shown again", async () => {
    world = await MaliciousServer.open();
    const [alice, bob] = [await world.join("alice"), await world.join("bob")];
    const { server } = world;
    const room = await world.room(alice, bob);
    await room.send("before").settled;
    const before = world.recordsOf(room).length;
    server.tamperAnswer = async (path, response) =>
      path === "/identity/checkpoint" ? new Response("no", { status: 503 }) : response;
    world.later(23 * 3_600_000);
    await room.send("within the day").settled;
    world.later(2 * 3_600_000);
    const { settled } = room.send("to whom?");
    await alice.notices("identity-stale");
    expect(await codeOf(Promise.race([settled, soon()]))).toContain("not sent");
    const said = world.recordsOf(room).slice(before);
    expect(said.filter(({ kind }) => kind === RECORD_KINDS.message)).toHaveLength(1);
    server.tamperAnswer = undefined;
    await settled;
  });

  test("a lower level than the room was made with: named, and nothing goes out in the clear", async () => {
    const sent: string[] = [];
    const { bob, room } = await whileBobIsAway(async ({ world: { server } }) => {
      server.tamper = (frame) => {
        const lower = (shown: { level: string }) => ({ ...shown, level: "sealed" });
        if (frame.body.case === "welcome")
          frame.body.value.rooms = frame.body.value.rooms.map((shown) => lower(shown) as typeof shown);
        return frame;
      };
    });
    await bob.notices("level-changed");
    expect((await bob.client.room(room.id)).level).toBe("e2ee");
    await (await bob.client.room(room.id)).send("still secret").settled;
    for (const { content } of world?.recordsOf(room) ?? []) sent.push(Buffer.from(content).toString("latin1"));
    expect(sent.join()).not.toContain("still secret");
  });
});

/** Another device of the same person, let in by the first. */
async function secondDevice(malicious: MaliciousServer, first: Victim): Promise<Victim> {
  const phone = await malicious.further(first);
  await first.client.identity.approvePayload((await phone.client.identity.requestApproval()).payload);
  return phone;
}

async function soon(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  throw new Error("not sent");
}
