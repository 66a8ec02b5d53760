import { openWorld } from "@warbler/testkit";
import { expect, test } from "vitest";

test("who joins as an imported person is in the rooms that person was in, where the inviter may add people", async () => {
  await using world = await openWorld();
  const { raw } = world;
  const { owner } = raw;
  const admin = await raw.join("admin", "administrator");
  const started = (await owner.call("startImport", {}, { format: "slack", source: "T1" })).body;
  const at = { import: started.id };
  const people = ["ada", "bob"].map((sourceId) => ({ sourceId, handle: sourceId, name: sourceId }));
  const { accounts } = (await owner.call("importPeople", at, { people })).body;
  const room = async (sourceId: string, accountsIn: string[]) => {
    const made = (await owner.call("importRoom", at, { sourceId, kind: "group", name: sourceId, topic: "" })).body.room;
    const body = { room: made, accounts: accountsIn } as never;
    expect(await owner.call("importMembers", at, body)).toMatchObject({ status: 200 });
    return made;
  };
  const [general, secret] = [await room("general", [accounts.ada, accounts.bob]), await room("secret", [accounts.bob])];
  const joinAs = async (inviter: typeof owner, placeholder: string, handle: string) => {
    const { token } = (await inviter.call("invite", {}, { placeholder } as never)).body;
    return raw.personOf((await raw.call("acceptInvitation", { body: { token, ...raw.newPerson(handle) } })).body);
  };
  const roomsOf = async (person: typeof owner) =>
    (await person.call("rooms")).body.rooms.map(({ id }: { id: string }) => id);

  expect((await owner.call("importedMembers", { room: general })).body).toMatchObject({ total: 2 });
  const ada = await joinAs(owner, accounts.ada, "ada");
  expect(ada.account).toBe(accounts.ada);
  expect(await roomsOf(ada)).toEqual([general]);
  expect((await ada.call("importedMembers", { room: general })).body).toEqual({
    accounts: [accounts.bob],
    total: 1,
    more: false,
  });
  expect(await ada.call("importedMembers", { room: secret })).toMatchObject({ code: "not-found" });
  // An administrator who is not in those rooms cannot get in by joining as somebody who was.
  const bob = await joinAs(admin, accounts.bob, "bob");
  expect(await roomsOf(bob)).toEqual([]);
});
