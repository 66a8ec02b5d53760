/**
 * The generated access matrix against what people see from outside: every role calls every route that an organisation's role
 * or a room decides, and is refused or let through as the matrix says.
 */
import { readFile } from "node:fs/promises";
import { API, type ApiName, type Endpoint, GRANTED_ROLES, INVITED_ROLES, newId } from "@warbler/protocol";
import { openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;

const matrix = await readFile(new URL("../../docs/generated/access-matrix.txt", import.meta.url), "utf8");
/** Route and who may, as the page says. */
const rows = matrix
  .split("\n\n")[1]
  ?.split("\n")
  .map((line) => line.split(/ {2,}/))
  .flatMap(([route = "", action = "", _token = "", ...may]) =>
    /^[A-Z]+ \//.test(route) ? [{ route, action, may: may.join(" ") }] : [],
  );
const routes = Object.entries<Endpoint>(API).map(([name, endpoint]) => ({ name: name as ApiName, ...endpoint }));
const nameOf = (route: string): ApiName | undefined =>
  routes.find(({ method, path }) => route === `${method} ${path}`)?.name;

const account = String(newId());
const room = String(newId());
const reason = "a test";
const role = String(newId());
const DECISIONS = { decisions: [{ item: 0, decision: "keep" }], signature: "A".repeat(86) };
/** A body that each route parses, so that what is answered is about permission. */
const BODIES: Partial<Record<ApiName, unknown>> = {
  erase: { what: "room", room, dryRun: true },
  confirmErasures: { confirmed: [{ number: 1, leaf: 0, position: 0 }] },
  startImport: { format: "slack", source: "x" },
  importPeople: { people: [] },
  importRoom: { sourceId: "x", kind: "group", name: "x", topic: "" },
  importMembers: { room, accounts: [account] },
  importRecords: { room, records: [] },
  grantRole: { account, role: "member" },
  holdRole: { account, role, reason },
  dropRole: { account, role },
  answerRoleRequest: { grant: false, account: newId(), role: "auditor", forMs: 60_000 },
  why: { account, action: "room.create" },
  changePolicy: { version: 999, document: { profile: "standard", roles: [], tests: [] }, reason },
  simulatePolicy: { document: { profile: "standard", roles: [], tests: [] } },
  beginEmergency: { role: "auditor", forMs: 3_600_000, reason: "nobody can be reached" },
  judgeEmergency: { judgement: "justified", note: reason },
  startAccessRecovery: { reason },
  suspendPerson: { reason },
  removePerson: { reason },
  signPersonOut: { reason },
  takeDeviceAway: { reason },
  approveAct: { signature: "A".repeat(86) },
  // Without reviewers it is refused, once it is known who asks.
  nameCustodian: { key: "tls-key", reason },
  startReview: { name: "x", scope: { kind: "dormant" }, openForMs: 3_600_000, reason },
  beginReviewSeries: { name: "x", scope: { kind: "dormant" }, openForMs: 3_600_000, reason, repeat: "weekly" },
  previewReview: { scope: { kind: "dormant" } },
  withdrawReview: { reason },
  decideReview: DECISIONS,
  decideRoomReview: DECISIONS,
  createRoom: { id: room, kind: "direct", name: "", members: [account, String(newId())] },
  configureSecurity: { secondFactor: "optional", passwordMinChars: 15, passwordWithFactorMinChars: 8 },
  setPasswordWords: { words: [] },
  urge: { people: [account] },
  sendDraft: { letters: [{ device: account, letter: "AAAA" }] },
  addSsoProvider: { issuer: "https://login.example", names: { en: "x", zh: "x" }, clientId: "x" },
  changeSsoProvider: { names: { en: "x", zh: "x" }, clientId: "x" },
  setSsoSecret: { secret: "x" },
  switchSsoProvider: { isOn: false },
  requireSso: { isRequired: false },
  beginSsoTest: { provider: String(newId()), challenge: "A".repeat(43) },
  endSsoTest: { state: "A".repeat(43), secret: "A".repeat(43) },
  configureChat: { receipts: "optional" },
  makeReport: { id: newId(), reason: "other", messages: [{ seq: 1 }] },
  closeReport: { outcome: "noted" },
  queryAudit: { reason },
  addMembers: { members: [account] },
  grantRoomRole: { role: "member" },
  reportEpoch: { generation: 0, epoch: 0 },
  startAttachment: { attachment: String(newId()), room, sizeBytes: 1, chunkBytes: 1024 },
  claimKeyPackages: {},
  lookUpPeople: { ids: [] },
  makeBot: { handle: "a-bot", name: "x" },
  handOverBot: { owner: account },
  removeBot: { reason },
  makeToken: { name: "x", scopes: ["rooms:read"], forMs: 60_000 },
  makeDirectoryToken: { name: "x", forMs: 60_000 },
  linkDirectoryEntry: { account },
  mapGroupToRole: { role: "auditor" },
  mapGroupToRoom: { room },
  scimCreateUser: { userName: "x" },
  scimReplaceUser: { userName: "x" },
  scimPatchUser: { Operations: [{ op: "remove", path: "title" }] },
  scimCreateGroup: { displayName: "x" },
  scimReplaceGroup: { displayName: "x" },
  scimPatchGroup: { Operations: [{ op: "remove", path: "members" }] },
  setMark: { mark: "saved", on: true },
};
const PARAMS = { account, room, seq: 1, chunk: 0 };

const people = new Map<(typeof GRANTED_ROLES)[number], typeof raw.owner>([["owner", raw.owner]]);
for (const one of INVITED_ROLES) people.set(one, await raw.join(`as-${one}`, one));

const call = async (name: ApiName, { token }: { readonly token: string }) => {
  const { bytes, method } = API[name] as Endpoint;
  const body = bytes === "request" ? new Uint8Array(8) : (BODIES[name] ?? {});
  return raw.call(name, { token, params: PARAMS, ...(method !== "GET" && { body }) });
};

test("every role may call exactly the routes of the organisation that the matrix says", async () => {
  const seen: string[] = [];
  const said: string[] = [];
  const unparsed: string[] = [];
  for (const { route, may } of rows ?? []) {
    const [, listed] = /organisation: ([a-z, -]+)/.exec(may) ?? [];
    const name = nameOf(route);
    // What one may do to oneself is asked on oneself, and decided before any role is.
    if (listed === undefined || name === undefined || may.startsWith("the person themselves")) continue;
    for (const [one, person] of people) {
      const mayCall = listed.startsWith("everybody") || listed.trim().split(", ").includes(one);
      said.push(`${one} ${route} ${mayCall}`);
      const answer = await call(name, person);
      // Whoever is let through learns what is wrong with made-up ids and contents instead.
      if (answer.code === "bad-request" && !mayCall) unparsed.push(`${name} ${answer.text}`);
      seen.push(`${one} ${route} ${answer.code !== "forbidden"}`);
    }
  }
  expect(unparsed).toEqual([]);
  expect(said.length).toBeGreaterThan(GRANTED_ROLES.length * 20);
  expect(seen).toEqual(said);
});

test("a role of the organisation's own opens what it holds and what comes with that, and nothing else", async () => {
  const { version, document } = (await raw.owner.call("policy")).body;
  const desk = { id: newId(), name: "Front desk", says: "", actions: ["people.invite"] };
  const change = { version, document: { ...document, roles: [desk] }, reason };
  expect(await raw.owner.call("changePolicy", {}, change as never)).toMatchObject({ status: 200 });
  const [holder, member] = [await raw.join("holder"), await raw.join("plain-member")];
  await raw.owner.call("holdRole", {}, { account: holder.account, role: desk.id, reason } as never);
  const opened: string[] = [];
  for (const { route, may } of rows ?? []) {
    const name = nameOf(route);
    const isDecided = may.startsWith("organisation") || may.includes("themselves, who may");
    if (name === undefined || !isDecided || (await call(name, holder)).code === "forbidden") continue;
    if ((await call(name, member)).code === "forbidden") opened.push(name);
  }
  expect(opened.sort()).toEqual(["invite", "ownInvitations", "withdrawOwnInvitation"]);
});

test("whoever is not in a room gets not-found for everything in it, by every kind of id, whatever their role", async () => {
  const theirs = String(newId());
  const insider = await raw.join("insider");
  await insider.call("createRoom", {}, { id: theirs, kind: "group", name: "room" } as never);
  const inRooms = routes.filter(({ path }) => path.includes(":room"));
  expect(inRooms.length).toBeGreaterThan(20);
  for (const { name, method, bytes } of inRooms) {
    const params = Object.fromEntries([
      ...["account", "attachment", "import", "message", "session", "device"].map((one) => [one, String(newId())]),
      ...Object.entries({ room: theirs, seq: 1, chunk: 0, account: insider.account }),
    ]);
    const body = bytes === "request" ? new Uint8Array(8) : (BODIES[name] ?? {});
    for (const [one, { token }] of people) {
      const answer = await raw.call(name, { token, params, ...(method !== "GET" && { body }) });
      expect(answer, `${one} ${name} ${answer.text}`).toMatchObject({ status: 404, code: "not-found" });
    }
  }
});
