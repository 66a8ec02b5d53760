/** What a server that lies about erasures in an end-to-end room gets: an alarm that names it, and devices that destroy nothing. */
import { newId } from "@warbler/protocol";
import { create, RecordSchema } from "@warbler/protocol/wire";
import { eventually, MaliciousServer, type Victim } from "@warbler/testkit/malicious-server";
import { afterEach, expect, test } from "vitest";

let world: MaliciousServer | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

type ErasuresAnswer = {
  readonly erasures: readonly { readonly number: number; readonly detail: Record<string, unknown> }[];
};

/** Bob has read two messages of Alice; the second was erased by the rules, and he is told otherwise. */
async function erasedWith(
  lie: (answer: ErasuresAnswer, parts: { readonly alice: Victim; readonly first: number }) => object,
) {
  world = await MaliciousServer.open();
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const { server } = world;
  const room = await world.room(alice, bob);
  const first = (await room.send("the first").settled).seq;
  const { seq } = await room.send("the second").settled;
  await eventually("Bob to hear", async () => ((await bob.texts(room.id)).length === 2 ? true : undefined));
  server.tamperAnswer = async (path, response) =>
    /\/erasures\/\d+$/.test(path)
      ? Response.json(lie((await response.json()) as ErasuresAnswer, { alice, first }))
      : response;
  const state = server.state.rooms.get(room.id);
  if (state === undefined) throw new Error("unreachable");
  server.erase(state, seq);
  return { server, bob, room, state };
}
const each = (answer: ErasuresAnswer, change: (one: ErasuresAnswer["erasures"][number]) => object) => ({
  ...answer,
  erasures: answer.erasures.map((one) => ({ ...one, ...change(one) })),
});

test.for([
  [
    "of what the log does not contain",
    (answer, { first }) => each(answer, ({ detail }) => ({ detail: { ...detail, seq: first } })),
  ],
  [
    "of a whole room where it was of one message",
    (answer) => each(answer, ({ detail: { seq: _seq, ...detail } }) => ({ detail: { ...detail, what: "room" } })),
  ],
  ["in another room", (answer) => each(answer, ({ detail }) => ({ detail: { ...detail, room: newId() } }))],
  [
    "of all that its author wrote, where it was of one message",
    (answer, { alice }) =>
      each(answer, ({ detail: { seq: _seq, ...detail } }) => ({
        detail: { ...detail, what: "person", account: alice.person.id },
      })),
  ],
] as const satisfies readonly (readonly [string, Parameters<typeof erasedWith>[0]])[])(
  "an erasure %s: named, and nothing is destroyed",
  async ([, lie]) => {
    const { bob, room } = await erasedWith(lie);
    const { detail } = await bob.notices("erasure-unproven");
    expect(detail).toBe("erasure 1 of the room is not in the log as it is told");
    expect(await bob.texts(room.id)).toEqual(["the first", "the second"]);
  },
);

test("an erasure told once more, under the next number: named, and nothing more is destroyed", async () => {
  let isRepeated = false;
  const { server, bob, room, state } = await erasedWith((answer) =>
    isRepeated ? each(answer, () => ({ number: 2 })) : answer,
  );
  await eventually("Bob to destroy it", async () => ((await bob.texts(room.id))[1] === "" ? true : undefined));
  const [erasure] = state.erasures;
  if (erasure === undefined) throw new Error("unreachable");
  isRepeated = true;
  state.erasures.push({ ...erasure, number: 2 });
  server.tellRoom(state);
  await bob.notices("erasure-unproven");
  expect(await bob.texts(room.id)).toEqual(["the first", ""]);
});

test("a message that comes erased to a member who never saw it, without an erasure: named", async () => {
  world = await MaliciousServer.open();
  const [alice, bob] = [await world.join("alice"), await world.join("bob")];
  const room = await world.room(alice, bob);
  await bob.stop();
  const { seq } = await room.send("withheld as if erased").settled;
  const records = world.server.state.rooms.get(room.id)?.records ?? [];
  const empty = new Uint8Array();
  const withheld = records[seq - 1];
  if (withheld === undefined) throw new Error("unreachable");
  records[seq - 1] = create(RecordSchema, { ...withheld, erased: true, content: empty, salt: empty });
  await bob.start();
  expect(await bob.notices("erasure-unproven")).toMatchObject({ seq });
});

test.for(["of another message of its author", "of somebody else's message"])(
  "an edit %s, named as one of the erased message: named, and it stays",
  async (whose) => {
    world = await MaliciousServer.open();
    const [alice, bob] = [await world.join("alice"), await world.join("bob")];
    const room = await world.room(alice, bob);
    const erased = await room.send("to be erased").settled;
    const theirs = await bob.client.room(room.id);
    const own = whose === "of another message of its author";
    const author = own ? room : theirs;
    await author.send("another one").settled;
    const { id } = await eventually("its author to have it", async () =>
      (await author.history()).find(({ text }) => text === "another one"),
    );
    const { seq } = await author.edit(id, "another one, edited").settled;
    const edited = async (victim: Victim) =>
      (await victim.texts(room.id)).includes("another one, edited") ? true : undefined;
    for (const victim of [alice, bob]) await eventually("all to hear", () => edited(victim));
    const state = world.server.state.rooms.get(room.id);
    if (state === undefined) throw new Error("unreachable");
    world.server.erase(state, { what: "message", seq: erased.seq, also: `${seq}` });
    for (const victim of [alice, bob]) {
      expect(await victim.notices("erasure-unproven")).toMatchObject({ seq });
      await eventually("the message to go", async () => ((await victim.texts(room.id))[0] === "" ? true : undefined));
      expect(await victim.texts(room.id)).toEqual(["", "another one, edited"]);
    }
  },
);
