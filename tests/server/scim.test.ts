/** A directory of another system by SCIM 2.0, as Entra and Okta speak it: joiners, movers, leavers, and what a directory cannot do. */
import { newId, type RoleId } from "@warbler/protocol";
import { openWorld, PASSWORD, type RawMember } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseOf } from "./in-the-database.ts";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const SCIM = "application/scim+json";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const DAY_MS = 86_400_000;
/** How soon a leaver must be unable to do anything. */
const LEAVER_MS = 5_000;

/** A role that makes no officer. */
const WARDEN = { id: newId<RoleId>(), name: "Fire warden", says: "", actions: ["people.list"] } as const;

let token = "";
beforeAll(async () => {
  await owner.proves();
  const made = await owner.call("makeDirectoryToken", {}, { name: "Entra", forMs: DAY_MS });
  token = made.body.token;
  await officersByGroup(true);
});
const officersByGroup = async (isOn: boolean) => {
  await owner.proves();
  const { version, document } = (await owner.call("policy")).body;
  const changed = { version, document: { ...document, roles: [WARDEN], officersByGroup: isOn }, reason: "a test" };
  expect((await owner.call("changePolicy", {}, changed)).status).toBe(200);
};
const scim = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  raw.http(method, `/scim/v2/${path}`, { token, contentType: SCIM, headers, ...(body !== undefined && { body }) });
const patch = (path: string, ...Operations: readonly object[]) => scim("PATCH", path, { schemas: [PATCH], Operations });

let count = 0;
const newUserName = () => `person-${++count}@example.com`;
async function provisioned(more: object = {}): Promise<{ readonly id: string; readonly userName: string }> {
  const userName = newUserName();
  const made = await scim("POST", "Users", { schemas: [USER], userName, displayName: `Person ${count}`, ...more });
  expect(made.status, made.text).toBe(201);
  return made.body;
}
/** Somebody whom the directory told of, and who has joined by an invitation. */
async function joined(more: object = {}, inviter = owner): Promise<RawMember & { readonly entry: string }> {
  const { id: entry } = await provisioned(more);
  const { people } = (await owner.call("directoryPeople")).body;
  const placeholder = people.find((one: { entry: string }) => one.entry === entry).account;
  const invited = (await inviter.call("invite", {}, { role: "member", placeholder })).body;
  const name = `joiner-${++count}`;
  const accepted = await raw.call("acceptInvitation", { body: { token: invited.token, ...raw.newPerson(name) } });
  expect(accepted.status, accepted.text).toBe(200);
  return { ...raw.personOf(accepted.body), entry };
}
async function newRoom(): Promise<string> {
  const id = String(newId());
  await owner.call("createRoom", {}, { id, kind: "group", name: `room ${++count}` } as never);
  return id;
}
const inRoom = async (room: string): Promise<readonly string[]> =>
  (await owner.call("roster", { room })).body.members.map(({ account }: { account: string }) => account);
const group = async (members: readonly string[] = []) => {
  const displayName = `Group ${++count}`;
  const made = await scim("POST", "Groups", { displayName, members: members.map((value) => ({ value })) });
  expect(made.status, made.text).toBe(201);
  return made.body as { readonly id: string };
};
const heldBy = async (account: string): Promise<readonly string[]> =>
  (await owner.call("heldRoles")).body.held.flatMap((one: { account: string; role: string }) =>
    one.account === account ? [one.role] : [],
  );

test("says what it offers, in SCIM's own media type and form of refusals", async () => {
  const config = await scim("GET", "ServiceProviderConfig");
  expect(config.body).toMatchObject({
    patch: { supported: true },
    bulk: { supported: false },
    filter: { supported: true },
  });
  expect((await scim("GET", "ResourceTypes")).body.Resources).toHaveLength(2);
  expect((await scim("GET", "Schemas")).body.Resources).toHaveLength(2);
  const missing = await scim("GET", `Users/${newId()}`);
  expect(missing.status).toBe(404);
  expect(missing.body).toMatchObject({ schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "404" });
  expect((await scim("POST", "Users", "{not json")).body).toMatchObject({ status: "400", scimType: "invalidValue" });
  expect((await scim("GET", 'Users?filter=userName%20is%20"x"')).body).toMatchObject({ scimType: "invalidFilter" });
});

test("a directory's token does nothing else, and nobody else provisions", async () => {
  expect((await raw.call("me", { token })).code).toBe("token-scope");
  expect((await raw.call("people", { token })).code).toBe("token-scope");
  expect((await raw.http("GET", "/scim/v2/Users", { token: owner.token })).code).toBe("forbidden");
  await owner.proves();
  const bot = (await owner.call("makeBot", {}, { handle: "no-directory", name: "x" })).body;
  const scoped = { name: "x", scopes: ["directory"], forMs: DAY_MS } as never;
  expect((await owner.call("makeToken", { account: bot.account }, scoped)).code).toBe("bad-request");
  const admin = await raw.join("only-admin", "administrator");
  expect((await admin.call("makeDirectoryToken", {}, { name: "x", forMs: DAY_MS })).code).toBe("forbidden");
  expect((await raw.http("GET", "/scim/v2/Users", { token: `wbt_${"A".repeat(43)}` })).body).toMatchObject({
    status: "401",
  });
});

test("Entra asks for somebody who is not there, and gets an empty list", async () => {
  const filter = encodeURIComponent('userName eq "non-existing-user@example.com"');
  const answer = await scim("GET", `Users?filter=${filter}&startIndex=1&count=1`);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ totalResults: 0, Resources: [], startIndex: 1 });
});

test("people are added, found by name or externalId in any case, listed in pages, and each name is there once", async () => {
  const made = await provisioned({
    externalId: "ext-1",
    NAME: { givenName: "小红", FamilyName: "王" },
    emails: [{ value: "w@example.com", type: "work", primary: "True" }],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Ops" },
    nickName: "unknown",
  });
  expect(made).toMatchObject({
    active: true,
    emails: [{ primary: true }],
    name: { givenName: "小红", familyName: "王" },
  });
  const find = async (filter: string) => (await scim("GET", `Users?filter=${encodeURIComponent(filter)}`)).body;
  expect((await find(`USERNAME eq "${made.userName.toUpperCase()}"`)).Resources).toMatchObject([{ id: made.id }]);
  expect((await find('externalId eq "ext-1"')).Resources).toMatchObject([{ id: made.id }]);
  expect((await find('name.familyName eq "王" and active eq true')).Resources).toMatchObject([{ id: made.id }]);
  const again = await scim("POST", "Users", { userName: made.userName.toUpperCase() });
  expect(again.body).toMatchObject({ status: "409", scimType: "uniqueness" });
  await provisioned();
  const page = (await scim("GET", "Users?startIndex=2&count=1")).body;
  expect(page).toMatchObject({ startIndex: 2, itemsPerPage: 1 });
  expect(page.totalResults).toBeGreaterThanOrEqual(2);
  expect((await scim("GET", `Users/${made.id}`)).body.meta.location).toBe(`${world.url}/scim/v2/Users/${made.id}`);
});

test("who was added cannot sign in until they join by an invitation, and then is that person", async () => {
  const { id, userName } = await provisioned();
  expect((await raw.signIn(userName.split("@")[0] ?? "")).code).toBe("sign-in-failed");
  const person = await joined({ displayName: "李雷" });
  expect((await person.call("me")).body).toMatchObject({ id: person.account, role: "member" });
  await patch(`Users/${person.entry}`, { op: "replace", path: "displayName", value: "李雷雷" });
  expect((await person.call("me")).body.name).toBe("李雷雷");
  const { people } = (await owner.call("directoryPeople")).body;
  expect(people.find((one: { entry: string }) => one.entry === person.entry)).toMatchObject({ joined: true });
  expect(people.find((one: { entry: string }) => one.entry === id)).toMatchObject({ joined: false });
});

test("who is not active before they join cannot join", async () => {
  const { id } = await provisioned({ active: false });
  const { people } = (await owner.call("directoryPeople")).body;
  const placeholder = people.find((one: { entry: string }) => one.entry === id).account;
  const { token: invitation } = (await owner.call("invite", {}, { placeholder })).body;
  const accept = () =>
    raw.call("acceptInvitation", {
      body: { token: invitation, ...raw.newPerson(`late-${id.slice(0, 6)}`.toLowerCase().replaceAll("_", "")) },
    });
  expect((await accept()).code).toBe("invitation-invalid");
  await patch(`Users/${id}`, { op: "replace", value: { active: true } });
  expect((await accept()).status).toBe(200);
});

for (const [how, leave] of [
  [
    "Entra's PATCH with a word",
    (entry: string) => patch(`Users/${entry}`, { op: "Replace", path: "active", value: "False" }),
  ],
  [
    "Okta's PATCH without a path",
    (entry: string) => patch(`Users/${entry}`, { op: "replace", value: { active: false } }),
  ],
  [
    "Okta's PUT",
    async (entry: string) => {
      const now = (await scim("GET", `Users/${entry}`)).body;
      return scim("PUT", `Users/${entry}`, { ...now, active: false });
    },
  ],
  ["DELETE", (entry: string) => scim("DELETE", `Users/${entry}`)],
] as const)
  test(`a leaver by ${how} has no session, socket, token or bot within five seconds, and the log says so`, async () => {
    const leaver = await joined();
    const room = await newRoom();
    await owner.call("addMembers", { room }, { members: [leaver.account] } as never);
    await owner.proves();
    const bot = (
      await owner.call("makeBot", {}, { handle: `bot-${++count}`, name: "x", owner: leaver.account as never })
    ).body;
    const body = { name: "x", scopes: ["rooms:read", "messages:read"], forMs: DAY_MS } as never;
    const machine = raw.personOf({
      ...{ account: bot.account, device: "", session: "" },
      token: (await owner.call("makeToken", { account: bot.account }, body)).body.token,
    });
    const [socket, botSocket] = [await leaver.connect(), await machine.connect()];

    const startedAtMs = performance.now();
    const left = await leave(leaver.entry);
    expect(left.status, left.text).toBeLessThan(300);
    expect(await socket.closed()).toMatchObject({ code: 4401 });
    expect(await botSocket.closed()).toMatchObject({ code: 4401 });
    expect((await leaver.call("me")).code).toBe("signed-out");
    expect((await machine.call("me")).code).toBe("signed-out");
    expect(performance.now() - startedAtMs).toBeLessThan(LEAVER_MS);

    const { facts } = (await owner.call("queryAudit", {}, { reason: "who left" })).body;
    const told = facts.find(
      ({ kind, subject }: { kind: string; subject: string }) =>
        (kind === "person.suspended" || kind === "person.removed") && subject === leaver.account,
    );
    expect(told).toMatchObject({ kind: how === "DELETE" ? "person.removed" : "person.suspended" });
    if (how === "DELETE") {
      expect(await inRoom(room)).not.toContain(leaver.account);
      expect((await scim("GET", `Users/${leaver.entry}`)).status).toBe(404);
    } else expect((await scim("GET", `Users/${leaver.entry}`)).body.active).toBe(false);
  });

test("a directory lifts what it said itself, and not what an officer did", async () => {
  const person = await joined();
  const active = async () => (await scim("GET", `Users/${person.entry}`)).body.active;
  await patch(`Users/${person.entry}`, { op: "replace", value: { active: false } });
  expect((await patch(`Users/${person.entry}`, { op: "replace", value: { active: true } })).body.active).toBe(true);
  await owner.call("suspendPerson", { account: person.account }, { reason: "an incident" });
  await patch(`Users/${person.entry}`, { op: "replace", value: { active: true } });
  expect(await active()).toBe(false);
  await patch(`Users/${person.entry}`, { op: "replace", value: { active: false } });
  await patch(`Users/${person.entry}`, { op: "replace", value: { active: true } });
  expect(await active()).toBe(false);
});

test("the last owner stays, whatever the directory says, also when two are sent away at once", async () => {
  const second = await joined();
  await owner.proves();
  await owner.call("grantRole", {}, { account: second.account as never, role: "owner" });
  // The first owner is one whom the directory means as well.
  const { id } = await provisioned();
  await owner.call("linkDirectoryEntry", { entry: id }, { account: owner.account as never });
  const both = await Promise.all([
    patch(`Users/${id}`, { op: "replace", value: { active: false } }),
    patch(`Users/${second.entry}`, { op: "replace", value: { active: false } }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const [first] = both;
  const isFirstGone = first.status === 200;
  const staying = isFirstGone ? second.entry : id;
  expect((await scim("DELETE", `Users/${staying}`)).code).toBe("last-owner");
  const gone = isFirstGone ? id : second.entry;
  await patch(`Users/${gone}`, { op: "replace", value: { active: true } });
  if (isFirstGone) Object.assign(owner, raw.personOf((await raw.signIn("owner", PASSWORD)).body));
  await owner.proves();
  await owner.call("grantRole", {}, { account: second.account as never, role: "member" });
});

test("an officer whom the directory deletes is suspended, and stays for officers to remove", async () => {
  const officer = await joined();
  await owner.proves();
  await owner.call("grantRole", {}, { account: officer.account as never, role: "auditor" });
  expect((await scim("DELETE", `Users/${officer.entry}`)).status).toBe(204);
  const { people } = (await owner.call("lookUpPeople", {}, { ids: [officer.account] } as never)).body;
  expect(people).toMatchObject([{ role: "auditor", suspended: true }]);
  expect((await scim("GET", `Users/${officer.entry}`)).status).toBe(404);
});

test("groups are made, found, patched as Entra and Okta do, and removed", async () => {
  const [a, b] = [await provisioned(), await provisioned()];
  const { id } = await group([a.id]);
  const members = async () =>
    (await scim("GET", `Groups/${id}`)).body.members.map(({ value }: { value: string }) => value);
  expect((await patch(`Groups/${id}`, { op: "Add", path: "members", value: [{ value: b.id }] })).status).toBe(204);
  expect((await members()).toSorted()).toEqual([a.id, b.id].toSorted());
  await patch(`Groups/${id}`, { op: "remove", path: `members[value eq "${a.id}"]` });
  expect(await members()).toEqual([b.id]);
  await patch(`Groups/${id}`, { op: "Remove", path: "members", value: [{ value: b.id }] });
  expect(await members()).toEqual([]);
  await patch(`Groups/${id}`, { op: "add", path: "members", value: [{ value: newId() }] });
  expect(await members()).toEqual([]);
  const { displayName } = (await scim("GET", `Groups/${id}`)).body;
  const filter = encodeURIComponent(`displayName eq "${displayName.toUpperCase()}"`);
  const listed = (await scim("GET", `Groups?excludedAttributes=members&filter=${filter}`)).body.Resources;
  expect(listed).toMatchObject([{ id, displayName }]);
  expect(listed[0]).not.toHaveProperty("members");
  expect((await scim("POST", "Groups", { displayName })).body).toMatchObject({ scimType: "uniqueness" });
  expect((await scim("DELETE", `Groups/${id}`)).status).toBe(204);
  expect((await scim("GET", `Groups/${id}`)).status).toBe(404);
});

test("a mover gets the roles and rooms of the group they come into, and loses those of the one they leave", async () => {
  const mover = await joined();
  const { id } = await group();
  const room = await newRoom();
  await owner.proves();
  expect((await owner.call("mapGroupToRole", { entry: id }, { role: "auditor" })).status).toBe(204);
  expect((await owner.call("mapGroupToRoom", { entry: id }, { room: room as never })).status).toBe(204);
  await patch(`Groups/${id}`, { op: "add", path: "members", value: [{ value: mover.entry }] });
  expect(await heldBy(mover.account)).toEqual(["auditor"]);
  expect(await inRoom(room)).toContain(mover.account);
  await patch(`Groups/${id}`, { op: "remove", path: `members[value eq "${mover.entry}"]` });
  expect(await heldBy(mover.account)).toEqual([]);
  expect(await inRoom(room)).not.toContain(mover.account);
});

test("a group gives to who joins later, and a mapping that ends takes back what it gave and no more", async () => {
  const { id: entry } = await provisioned();
  const { id } = await group([entry]);
  const room = await newRoom();
  await owner.call("mapGroupToRoom", { entry: id }, { room: room as never });
  const { people } = (await owner.call("directoryPeople")).body;
  const placeholder = people.find((one: { entry: string }) => one.entry === entry).account;
  const { token: invitation } = (await owner.call("invite", {}, { placeholder })).body;
  const body = { token: invitation, ...raw.newPerson(`mapped-${++count}`) };
  const { account } = (await raw.call("acceptInvitation", { body })).body;
  await expect.poll(() => inRoom(room)).toContain(account);
  const other = await raw.join(`other-${++count}`);
  await owner.call("addMembers", { room }, { members: [other.account] } as never);
  const { groups } = (await owner.call("directory")).body;
  const [mapping] = groups.find((one: { id: string }) => one.id === id).mappings;
  expect(mapping).toMatchObject({ room, madeBy: owner.account, counts: true });
  await owner.proves();
  expect((await owner.call("removeMapping", { mapping: mapping.id })).status).toBe(204);
  expect(await inRoom(room)).not.toContain(account);
  expect(await inRoom(room)).toContain(other.account);
});

test("who may invite, and not give roles, makes no officer by inviting somebody as a person whose groups are one's", async () => {
  const admin = await raw.join(`admin-${++count}`, "administrator");
  const { id } = await group();
  await owner.proves();
  await owner.call("mapGroupToRole", { entry: id }, { role: "auditor" });
  // The link is in the administrator's hands: whoever comes by it may be the administrator.
  const puppet = await joined({}, admin);
  await patch(`Groups/${id}`, { op: "add", path: "members", value: [{ value: puppet.entry }] });
  expect(await heldBy(puppet.account)).toEqual([]);
  await owner.proves();
  const said = await owner.call("linkDirectoryEntry", { entry: puppet.entry }, { account: puppet.account as never });
  expect(said.status).toBe(204);
  expect(await heldBy(puppet.account)).toEqual(["auditor"]);
});

test("a mapping gives no more than whoever made it may give, and never an owner", async () => {
  const admin = await raw.join(`admin-${++count}`, "administrator");
  const { id } = await group();
  await owner.proves();
  await admin.proves();
  expect((await admin.call("mapGroupToRole", { entry: id }, { role: "auditor" })).code).toBe("forbidden");
  expect((await owner.call("mapGroupToRole", { entry: id }, { role: "owner" })).code).toBe("forbidden");
  const foreign = await newRoom();
  expect((await admin.call("mapGroupToRoom", { entry: id }, { room: foreign as never })).code).toBe("not-found");
  // Made by somebody who moderates the room then, and does not any more when somebody comes into the group.
  const room = await newRoom();
  await owner.call("addMembers", { room }, { members: [admin.account] } as never);
  await owner.call("grantRoomRole", { room, account: admin.account }, { role: "moderator" });
  expect((await admin.call("mapGroupToRoom", { entry: id }, { room: room as never })).status).toBe(204);
  await owner.call("grantRoomRole", { room, account: admin.account }, { role: "member" });
  const mover = await joined();
  await patch(`Groups/${id}`, { op: "add", path: "members", value: [{ value: mover.entry }] });
  expect(await inRoom(room)).not.toContain(mover.account);
});

test("no group gives an officer's role until the owners say so, nor what one of them gave while they did", async () => {
  const { id } = await group();
  await officersByGroup(false);
  expect((await owner.call("mapGroupToRole", { entry: id }, { role: "auditor" })).code).toBe("officers-by-hand");
  expect((await owner.call("mapGroupToRole", { entry: id }, { role: WARDEN.id })).status).toBe(204);
  await officersByGroup(true);
  expect((await owner.call("mapGroupToRole", { entry: id }, { role: "auditor" })).status).toBe(204);
  await officersByGroup(false);
  const mover = await joined();
  await patch(`Groups/${id}`, { op: "add", path: "members", value: [{ value: mover.entry }] });
  expect(await heldBy(mover.account)).toEqual([WARDEN.id]);
  const { groups } = (await owner.call("directory")).body;
  expect(groups.find((one: { id: string }) => one.id === id).mappings).toMatchObject([
    { role: WARDEN.id, counts: true },
    { role: "auditor", counts: false },
  ]);
  await officersByGroup(true);
});

test("what a directory tells of people is sealed", async () => {
  await provisioned({ title: "Chief Whistleblower", externalId: "needle-in-the-haystack" });
  const words = ["Chief Whistleblower", "needle-in-the-haystack"];
  expect((await world.filesHolding(words)).found).toEqual([]);
});

test("officers see how it goes", async () => {
  const { url, tokens, people, requests } = (await owner.call("directory")).body;
  expect(url).toBe(`${world.url}/scim/v2`);
  expect(tokens).toMatchObject([{ name: "Entra", scopes: ["directory"] }]);
  expect(people.all).toBeGreaterThan(5);
  expect(people.waiting).toBeGreaterThan(0);
  expect(requests[0]).toMatchObject({ outcome: expect.any(String) });
  const member = await raw.join(`member-${++count}`);
  expect((await member.call("directory")).code).toBe("forbidden");
});

test("who can write to the database puts nobody into a group, and nobody in the place of who is in it", async () => {
  const inTheDatabase = databaseOf(world);
  const [mover, mallory] = [await joined(), await joined()];
  const { id } = await group();
  await owner.proves();
  await owner.call("mapGroupToRole", { entry: id }, { role: "auditor" });
  const columns = 'INSERT INTO directory_members ("group", person, tag) VALUES (?, ?, randomblob(32))';
  inTheDatabase(columns, id, mallory.entry);
  inTheDatabase("DELETE FROM directory_people WHERE id = ?", mallory.entry);
  inTheDatabase("UPDATE directory_people SET account = ? WHERE id = ?", mallory.account, mover.entry);
  const { id: other } = await provisioned();
  await patch(`Groups/${id}`, { op: "add", path: "members", value: [{ value: mover.entry }, { value: other }] });
  expect(await heldBy(mallory.account)).toEqual([]);
});

test("whoever names the version that they saw changes no other one, and several changes at once are refused clearly", async () => {
  const made = await scim("POST", "Users", { schemas: [USER], userName: newUserName() });
  const { id, meta } = made.body;
  expect(meta.version).toMatch(/^W\/"[\w-]{22}"$/);
  const rename = (path: string, name: string, ifMatch: string) =>
    scim(
      "PATCH",
      path,
      { schemas: [PATCH], Operations: [{ op: "replace", path: "displayName", value: name }] },
      { "if-match": ifMatch },
    );
  const changed = await rename(`Users/${id}`, "First", meta.version);
  expect(changed.status).toBe(200);
  expect(changed.body.meta.version).not.toBe(meta.version);
  const late = await rename(`Users/${id}`, "Second", meta.version);
  expect(late).toMatchObject({ status: 412, body: { status: "412" } });
  expect((await scim("DELETE", `Users/${id}`, undefined, { "if-match": meta.version })).status).toBe(412);
  expect((await scim("PUT", `Users/${id}`, { userName: newUserName() }, { "if-match": meta.version })).status).toBe(
    412,
  );
  expect((await scim("GET", `Users/${id}`)).body).toMatchObject({ displayName: "First" });
  // Of two at once with one version, one.
  const now = (await scim("GET", `Users/${id}`)).body.meta.version;
  const both = await Promise.all(["A", "B"].map((name) => rename(`Users/${id}`, name, `"other", ${now}`)));
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  expect((await rename(`Users/${id}`, "Any", "*")).status).toBe(200);

  const of = await group([id]);
  const { version } = (await scim("GET", `Groups/${of.id}`)).body.meta;
  const empty = { schemas: [PATCH], Operations: [{ op: "remove", path: "members" }] };
  expect((await scim("PATCH", `Groups/${of.id}`, empty, { "if-match": version })).status).toBe(204);
  // Who is in it is of its version, too.
  expect((await scim("PATCH", `Groups/${of.id}`, empty, { "if-match": version })).status).toBe(412);
  expect((await scim("DELETE", `Groups/${of.id}`, undefined, { "if-match": version })).status).toBe(412);

  expect(await scim("POST", "Bulk", { Operations: [] })).toMatchObject({ status: 501, body: { status: "501" } });
  const config = (await scim("GET", "ServiceProviderConfig")).body;
  expect(config).toMatchObject({ etag: { supported: true }, bulk: { supported: false } });
});
