/** What a guest reaches of rooms they are not in, of people there, and of a room they were taken out of, by every id they know. */
import { API, type ApiName, type AttachmentId, type Endpoint, newId, type RoomId } from "@warbler/protocol";
import { openWorld, pathOf, saying } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const [guest, mate, stranger] = [
  await raw.join("guest", "guest"),
  await raw.join("mate"),
  await raw.join("stranger", "security-officer"),
];
const [shared, other] = [newId<RoomId>(), newId<RoomId>()];
const roomOf = (id: RoomId, members: readonly string[]) =>
  owner.call("createRoom", {}, { id, kind: "group", name: "room", members } as never);
await roomOf(shared, [guest.account, mate.account]);
await roomOf(other, [mate.account, stranger.account]);
const [onOwner, onGuest] = [await owner.connect(), await guest.connect()];

const file = newId<AttachmentId>();
const bytes = new Uint8Array(1_024);
/** A message and a file in the room; its number. */
const furnish = async (room: RoomId, id: AttachmentId) => {
  await owner.call("startAttachment", {}, { room, id, sizeBytes: bytes.length, chunkBytes: bytes.length });
  await owner.call("putChunk", { room, attachment: id, chunk: 0 }, bytes);
  const sent = await onOwner.ask(saying(room, "the heron nests at noon"));
  return sent.case === "sent" ? sent.value.seq : 0;
};

/** What every route about a room answers to the guest who names this one, and things that are there. */
async function answersAbout(room: RoomId, seq: number, attachment: AttachmentId): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, endpoint] of Object.entries<Endpoint>(API)) {
    if (!endpoint.path.includes(":room")) continue;
    const path = pathOf(name as ApiName, { room, seq, attachment, account: owner.account });
    const body = endpoint.method === "GET" ? undefined : endpoint.bytes === "request" ? bytes : {};
    const { status, code } = await raw.http(endpoint.method, path, { token: guest.token, ...(body && { body }) });
    // What is malformed is refused before anybody is asked whether the room is there.
    if (code !== "not-found" && code !== "bad-request") found.push(`${name} ${status} ${code}`);
  }
  return found;
}
const lookUp = async (...ids: readonly string[]) =>
  (await guest.call("lookUpPeople", {}, { ids } as never)).body.people.map(({ id }: { id: string }) => id);

test("nothing answers about a room they are not in", async () => {
  const seq = await furnish(other, file);
  expect(await answersAbout(other, seq, file)).toEqual([]);
  expect(await onGuest.outcome({ case: "fetch", value: { room: other } })).toBe("not-found");
  expect(await onGuest.outcome(saying(other, "hello"))).toBe("not-found");
  for (const value of [{ room: other, typing: true }])
    expect(await onGuest.outcome({ case: "setTyping", value })).toBe("not-found");
  expect(await onGuest.outcome({ case: "markRead", value: { room: other, seq: 1 } })).toBe("not-found");
  // By way of a room that they are in.
  expect(await raw.http("GET", pathOf("attachment", { room: shared, attachment: file }), guest)).toMatchObject({
    code: "not-found",
  });
  expect((await guest.call("getChunk", { room: shared, attachment: file, chunk: 0 })).code).toBe("not-found");
});

test("nobody is found whom they share no room with, nor what that person is", async () => {
  expect((await guest.call("people")).code).toBe("forbidden");
  expect(await lookUp(stranger.account, mate.account)).toEqual([mate.account]);
  const why = (person: string) =>
    guest.call("why", {}, { account: guest.account, action: "person.suspend", person } as never);
  expect((await why(mate.account)).status).toBe(200);
  // Else the answer told an officer from a member.
  expect((await why(stranger.account)).code).toBe("not-found");
  expect((await why(newId())).code).toBe("not-found");
});

test("who was taken out of a room has nothing of it left", async () => {
  const seq = await furnish(shared, newId<AttachmentId>());
  await guest.call("setMark", { room: shared, seq }, { mark: "saved", on: true } as never);
  expect((await guest.call("search", {}, { query: "heron" })).body.hits).toHaveLength(1);
  await owner.call("removeMember", { room: shared, account: guest.account });
  expect(await answersAbout(shared, seq, file)).toEqual([]);
  expect((await guest.call("search", {}, { query: "heron" })).body.hits).toEqual([]);
  expect((await guest.call("rooms")).body.rooms).toEqual([]);
  expect(await lookUp(mate.account, owner.account)).toEqual([]);
  expect((await raw.personOf(guest).connect()).welcome).toMatchObject({ rooms: [], online: [] });
  await onOwner.ask(saying(shared, "they are gone"));
  await (await mate.connect()).ask({ case: "setPresence", value: { away: true } });
  await onGuest.settled();
  const said = onGuest
    .told("records")
    .flatMap(({ records }) => records)
    .filter((record) => record.seq > seq + 1);
  expect(said).toEqual([]);
});

test("never owns a room whose only owner leaves the organisation: the next member does, or nobody", async () => {
  const [leaver, member] = [await raw.join("leaver"), await raw.join("member")];
  const [both, guestsOnly] = [newId<RoomId>(), newId<RoomId>()];
  const rolesIn = async (room: RoomId) =>
    (await guest.call("roster", { room })).body.members.map((one: { account: string; role: string }) => [
      one.account,
      one.role,
    ]);
  for (const [id, members] of [
    [both, [guest.account, member.account]],
    [guestsOnly, [guest.account]],
  ] as const)
    await leaver.call("createRoom", {}, { id, kind: "group", name: "room", members } as never);
  await leaver.call("grantRoomRole", { room: both, account: guest.account }, { role: "moderator" });
  await owner.proves();
  expect(await owner.call("removePerson", { account: leaver.account }, { reason: "left" })).toMatchObject({
    status: 204,
  });
  expect(new Map(await rolesIn(both))).toEqual(
    new Map([
      [guest.account, "moderator"],
      [member.account, "owner"],
    ]),
  );
  expect(await rolesIn(guestsOnly)).toEqual([[guest.account, "member"]]);
});
