/** The fake server's HTTP interface: the protocol's table, with rules enough for clients and their tests. */
import {
  type AccountId,
  API,
  type ApiName,
  type ApiParsed,
  ERRORS,
  ERRORS_ZH,
  isId,
  LIMITS,
  type MessageId,
  RECORD_KINDS,
  type RoomId,
  type SessionAnswer,
} from "@warbler/protocol";
import { ContentSchema, fromBinary } from "@warbler/protocol/wire";
import { accessHandlers, useFakeLink } from "./fake-access.ts";
import { actHandlers } from "./fake-acts.ts";
import { botHandlers } from "./fake-bots.ts";
import type { Handler, Handlers } from "./fake-call.ts";
import { directoryHandlers } from "./fake-directory.ts";
import { erasureHandlers } from "./fake-erasures.ts";
import { groupHandlers, groupReaders } from "./fake-group-routes.ts";
import type { RouteHost } from "./fake-host.ts";
import { identityHandlers, identityReaders } from "./fake-identity-routes.ts";
import { markHandlers } from "./fake-marks.ts";
import { deviceAnswers, peopleHandlers } from "./fake-people.ts";
import { roleHandlers } from "./fake-roles.ts";
import { standingHandlers } from "./fake-standing.ts";
import { type FakeInvitation, type FakePerson, type FakeRoom, type FakeState, Refused } from "./fake-state.ts";

const MODERATORS = ["owner", "moderator"] as const;
const SESSION_MS = 30 * 24 * 3_600_000;

export const handlers: Handlers = {
  importedMembers: ({ state, caller, params }) => {
    roomOf(state, caller().account, params);
    return { accounts: [], total: 0, more: false };
  },
  ...erasureHandlers,
  ...standingHandlers,
  ...accessHandlers,
  useAccessLink: ({ state, server, input }) => {
    const person = useFakeLink(state, input);
    for (const [token, { account }] of state.sessions) if (account === person.id) server.endSession(token);
    return sessionOf(server, person, input.device);
  },
  ...roleHandlers,
  ...botHandlers,
  ...peopleHandlers,
  ...directoryHandlers,
  ...actHandlers,
  health: ({ state }) => ({ state: state.setUpToken === undefined ? "ready" : "needs-set-up" }),
  setUp: ({ state, server, input }) => {
    if (state.setUpToken === undefined) throw new Refused("already-set-up");
    if (input.token !== state.setUpToken) throw new Refused("set-up-link-invalid");
    state.setUpToken = undefined;
    state.organisation = input.organisation;
    return sessionOf(server, server.addPerson({ ...input, role: "owner" }), input.device);
  },
  signIn: ({ state, server, input }) => {
    const person = [...state.people.values()].find(
      ({ handle, role }) => handle === input.handle && role !== "placeholder",
    );
    if (person === undefined || person.password !== input.password) throw new Refused("sign-in-failed");
    if (person.code === undefined) return sessionOf(server, person, input.device);
    const ticket = state.newToken();
    state.halfIn.set(ticket, { person, device: input.device });
    return { ask: { ticket, expiresAtMs: state.nowMs() + LIMITS.proofAskMs, kinds: ["totp"] } };
  },
  askDevice: ({ state }) => ({ ticket: state.newToken(), expiresAtMs: state.nowMs() + LIMITS.proofAskMs }),
  proveSignIn: ({ state, server, input: { ticket, proof } }) => {
    const half = state.halfIn.get(ticket);
    if (half === undefined) throw new Refused("proof-over");
    if (proof.kind !== "totp" || proof.code !== half.person.code) throw new Refused("proof-wrong");
    state.halfIn.delete(ticket);
    return sessionOf(server, half.person, half.device);
  },
  signOut: ({ server, caller, token }) => {
    caller();
    server.endSession(token);
    return undefined;
  },
  security: () => ({
    secondFactor: "optional",
    passwordMinChars: LIMITS.passwordMinChars,
    passwordWithFactorMinChars: LIMITS.passwordWithFactorMinChars,
    accessRecoveryWaitHours: LIMITS.accessRecoveryWaitHours,
    lockMinutes: 0,
  }),
  factors: ({ state, caller }) => ({
    passkeys: [],
    ...(personOf(state, caller().account).code !== undefined && { totp: { addedAtMs: state.nowMs() } }),
    isRequired: false,
    offersPasskeys: false,
  }),
  me: ({ state, caller }) => personAnswer(personOf(state, caller().account)),
  changePassword: ({ state, caller, input }) => {
    const person = personOf(state, caller().account);
    if (person.password !== input.old) throw new Refused("sign-in-failed");
    if (input.new.length < LIMITS.passwordMinChars) throw new Refused("password-too-short");
    refuseStolen(state, input.new);
    person.password = input.new;
    return undefined;
  },
  invite: ({ state, server, caller, input }) => {
    const { account } = caller();
    const invitation = {
      id: state.newInvitation(),
      by: account,
      token: state.newToken(),
      role: input.role,
      note: input.note,
      rooms: input.rooms,
      createdAtMs: state.nowMs(),
      state: "open" as const,
    };
    state.invitations.set(invitation.id, invitation);
    const { id, token } = invitation;
    return { id, token, link: `${server.url}/join#t=${token}`, expiresAtMs: state.nowMs() + SESSION_MS };
  },
  invitations: ({ state, caller }) => {
    caller();
    return { invitations: [...state.invitations.values()].map(shownInvitation) };
  },
  ownInvitations: ({ state, caller }) => {
    const { account } = caller();
    const own = [...state.invitations.values()].filter(({ by }) => by === account);
    return { invitations: own.map(shownInvitation) };
  },
  withdrawOwnInvitation: ({ state, caller, params }) => {
    const { account } = caller();
    const own = [...state.invitations.values()].filter(({ by }) => by === account);
    const invitation = own.find(({ id }) => id === params["invitation"]);
    if (invitation === undefined) throw new Refused("not-found");
    invitation.state = "withdrawn";
    return undefined;
  },
  withdrawInvitation: ({ state, params }) => {
    const invitation = [...state.invitations.values()].find(({ id }) => id === params["invitation"]);
    if (invitation === undefined) throw new Refused("not-found");
    invitation.state = "withdrawn";
    return undefined;
  },
  acceptInvitation: ({ state, server, input }) => {
    const invitation = [...state.invitations.values()].find(({ token }) => token === input.token);
    if (invitation?.state !== "open") throw new Refused("invitation-invalid");
    if ([...state.people.values()].some(({ handle }) => handle === input.handle)) throw new Refused("handle-taken");
    refuseStolen(state, input.password);
    const person = server.addPerson({ ...input, role: invitation.role });
    invitation.state = "accepted";
    for (const id of invitation.rooms) {
      const room = state.rooms.get(id);
      if (room !== undefined) server.join(room, person.id, person.id);
    }
    return sessionOf(server, person, input.device);
  },
  people: ({ state, caller, input }) => {
    caller();
    const all = [...state.people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const rest = all.filter(({ id }) => input.after === undefined || id > input.after);
    return { people: rest.slice(0, input.limit).map(personAnswer), more: rest.length > input.limit };
  },
  lookUpPeople: ({ state, caller, input }) => {
    caller();
    return {
      people: input.ids.flatMap((id) => (state.people.has(id) ? [personAnswer(personOf(state, id))] : [])),
      more: false,
    };
  },
  devices: ({ state, caller }) => ({ devices: deviceAnswers(state, caller().account, caller()) }),
  removeDevice: ({ state, server, caller, params }) => {
    const { account } = caller();
    const device = [...personOf(state, account).devices.keys()].find((id) => id === params["device"]);
    if (device === undefined) throw new Refused("not-found");
    personOf(state, account).devices.delete(device);
    for (const [token, session] of state.sessions) if (session.device === device) server.endSession(token);
    return undefined;
  },
  endOtherSessions: ({ state, server, caller }) => {
    const { account, id } = caller();
    for (const [token, one] of state.sessions) if (one.account === account && one.id !== id) server.endSession(token);
    return undefined;
  },
  endSession: ({ state, server, caller, params }) => {
    const { account } = caller();
    const found = [...state.sessions].find(([, one]) => one.id === params["session"] && one.account === account);
    if (found === undefined) throw new Refused("not-found");
    server.endSession(found[0]);
    return undefined;
  },
  ...markHandlers,
  ...groupHandlers,
  createRoom: ({ state, server, caller, input }) => {
    const { account } = caller();
    if (input.level !== "sealed" && input.level !== "e2ee") throw new Refused("level-not-offered");
    const held = state.rooms.get(input.id);
    if (held !== undefined) return state.roomAnswer(state.roomFor(account, input.id), account);
    return state.roomAnswer(server.addRoom({ ...input, owner: account }), account);
  },
  rooms: ({ state, caller }) => {
    const { account } = caller();
    return {
      rooms: [...state.rooms.values()]
        .filter(({ roster }) => roster.has(account))
        .map((room) => state.roomAnswer(room, account)),
    };
  },
  room: ({ state, caller, params }) => state.roomAnswer(roomOf(state, caller().account, params), caller().account),
  describeRoom: ({ state, server, caller, params, input }) => {
    const { account } = caller();
    const room = roomOf(state, account, params);
    state.requireRole(room, account, MODERATORS);
    room.name = input.name ?? room.name;
    room.topic = input.topic ?? room.topic;
    server.tellRoom(room);
    return state.roomAnswer(room, account);
  },
  roster: ({ state, caller, params }) => rosterOf(roomOf(state, caller().account, params)),
  addMembers: ({ state, server, caller, params, input }) => {
    const { account } = caller();
    const room = roomOf(state, account, params);
    state.requireRole(room, account, MODERATORS);
    for (const member of input.members) server.join(room, member, account);
    return rosterOf(room);
  },
  removeMember: ({ state, server, caller, params }) => {
    const { account } = caller();
    const room = roomOf(state, account, params);
    state.requireRole(room, account, MODERATORS);
    server.leave(room, memberOf(room, params["account"]), account);
    return undefined;
  },
  leaveRoom: ({ state, server, caller, params }) => {
    const { account } = caller();
    server.leave(roomOf(state, account, params), account, account);
    return undefined;
  },
  grantRoomRole: ({ state, server, caller, params, input }) => {
    const { account } = caller();
    const room = roomOf(state, account, params);
    state.requireRole(room, account, ["owner"]);
    server.setRole(room, memberOf(room, params["account"]), input.role, account);
    return undefined;
  },
  pins: ({ state, caller, params }) => ({ pins: [...roomOf(state, caller().account, params).pins.values()] }),
  readers: ({ state, caller, params }) => ({
    readers: [...roomOf(state, caller().account, params).cursors].map(([account, seq]) => ({ account, seq })),
  }),
  proof: async ({ state, caller, params }) => {
    const { log } = roomOf(state, caller().account, params).records[Number(params["seq"]) - 1] ?? {};
    const proof = log && (await state.log.proof(log.leaf, log.position));
    if (proof === undefined) throw new Refused("not-found");
    return proof;
  },
  startAttachment: ({ state, caller, input }) => {
    const { room, sizeBytes, chunkBytes } = input;
    state.roomFor(caller().account, room);
    if (!state.files.has(input.id)) state.files.set(input.id, { room, sizeBytes, chunkBytes, chunks: new Map() });
    return fileAnswer(state, input.id, room);
  },
  attachment: ({ state, caller, params }) =>
    fileAnswer(state, params["attachment"], roomOf(state, caller().account, params).id),
  putChunk: ({ state, caller, params, bytes }) => {
    const file = fileOf(state, params["attachment"], roomOf(state, caller().account, params).id);
    file.chunks.set(Number(params["chunk"]), bytes);
    return undefined;
  },
  search: ({ state, caller, input }) => {
    const { account } = caller();
    const rooms = [...state.rooms.values()].filter(
      ({ id, roster }) => roster.has(account) && (input.room ?? id) === id,
    );
    const messages = rooms.flatMap((room) => room.records.flatMap((record) => messageIn(room, record.seq)));
    const hits = messages.filter(({ text, author }) => text.includes(input.query) && (input.from ?? author) === author);
    hits.sort((a, b) => b.atMs - a.atMs);
    const scope = { rooms: rooms.length, messages: messages.length };
    return { hits: hits.slice(0, input.limit), scope, more: hits.length > input.limit };
  },
  queryAudit: ({ caller }) => {
    caller();
    return { facts: [], more: false };
  },
  ownFacts: ({ caller }) => {
    caller();
    return { facts: [], more: false };
  },
  ...identityHandlers,
  logKey: ({ state }) => ({ origin: state.log.origin, verifierKey: state.log.verifierKey }),
};

/** What the real server finds on its list of stolen passwords, which a client has not. */
function refuseStolen({ stolenPasswords }: FakeState, password: string): void {
  if (stolenPasswords.has(password)) throw new Refused("password-too-common");
}

/** Answers the call, as the real server would: JSON, bytes, or a problem document. */
export async function answer(
  server: RouteHost,
  request: { method: string; path: string; token: string; body: Uint8Array<ArrayBuffer> },
): Promise<Response> {
  const { state } = server;
  const [path = "", query = ""] = request.path.split("?");
  try {
    if (path === "/audit/checkpoint") return new Response(await state.log.checkpoint());
    if (path.startsWith("/audit/tile/")) return bytesAnswer(state.log.readTile(path.slice("/audit/".length)));
    if (path === "/identity/checkpoint") {
      const shown = state.identityShownTo(state.sessions.get(request.token)?.account);
      return new Response(await shown.checkpoint(state.nowMs()));
    }
    const given = path.split("/");
    for (const { name, wanted } of ROUTES.get(`${request.method} ${given.length}`) ?? []) {
      const params = matchPath(wanted, given);
      if (params !== undefined) return await answerRoute(server, name, { ...request, query, params });
    }
    throw new Refused("not-found");
  } catch (error) {
    if (error instanceof Refused) return problemAnswer(error);
    throw error;
  }
}

async function answerRoute<N extends ApiName>(
  server: RouteHost,
  name: N,
  request: { token: string; body: Uint8Array<ArrayBuffer>; query: string; params: Readonly<Record<string, string>> },
): Promise<Response> {
  const { state } = server;
  const { token, body: bytes, params } = request;
  const caller = () => {
    const session = state.sessions.get(token);
    if (session === undefined) throw new Refused("signed-out");
    return session;
  };
  const callerIfAny = () => state.sessions.get(token)?.account;
  if (name === "getChunk") {
    const file = fileOf(state, params["attachment"], roomOf(state, caller().account, params).id);
    return bytesAnswer(file.chunks.get(Number(params["chunk"])));
  }
  const given = givenTo(name, request.query, bytes);
  const reader = identityReaders[name] ?? groupReaders[name];
  if (reader !== undefined)
    return bytesAnswer(await reader({ state, server, caller, callerIfAny, params, input: given, bytes }));
  const handler: Handler<N> | undefined = handlers[name];
  if (handler === undefined) throw new Refused("not-found");
  const endpoint: { readonly method: string; readonly body?: { parse(value: unknown): unknown } } = API[name];
  const input = endpoint.body === undefined ? undefined : parsedBody(endpoint.body, given);
  if (!isParsed(name, input)) throw new Refused("bad-request");
  const value = await handler({ state, server, caller, callerIfAny, token, input, params, bytes });
  return value === undefined ? new Response(null, { status: 204 }) : Response.json(value);
}

function givenTo(name: ApiName, query: string, bytes: Uint8Array): unknown {
  const { method } = API[name];
  return method === "GET" ? Object.fromEntries(new URLSearchParams(query)) : jsonOf(bytes);
}

function parsedBody(schema: { parse(value: unknown): unknown }, value: unknown): unknown {
  try {
    return schema.parse(value);
  } catch {
    throw new Refused("bad-request");
  }
}

/** The schema has just made the value; the table says that its output is this type. */
function isParsed<N extends ApiName>(_name: N, _input: unknown): _input is ApiParsed<N> {
  return true;
}

/** By method and number of parts: the first of each that fits is meant. */
const ROUTES = Map.groupBy(
  Object.keys(API)
    .filter((name): name is ApiName => Object.hasOwn(API, name))
    .map((name) => ({ name, method: API[name].method, wanted: API[name].path.split("/") })),
  ({ method, wanted }) => `${method} ${wanted.length}`,
);

function matchPath(wanted: readonly string[], given: readonly string[]): Readonly<Record<string, string>> | undefined {
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const text = given[at] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(text);
    else if (part !== text) return undefined;
  }
  return params;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return bytes.length === 0 ? {} : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

function problemAnswer({ code, detail }: Refused): Response {
  const { status, retryable, en: title } = ERRORS[code];
  const titleZh = ERRORS_ZH[code];
  return Response.json({ type: `about:blank#${code}`, title, titleZh, status, code, retryable, detail }, { status });
}

function bytesAnswer(bytes: Uint8Array | undefined): Response {
  if (bytes === undefined) throw new Refused("not-found");
  return new Response(new Uint8Array(bytes));
}

function sessionOf(server: RouteHost, person: FakePerson, device: ApiParsed<"signIn">["device"]): SessionAnswer {
  const { token, account, device: id } = server.startSession(person, device);
  const session = server.state.sessions.get(token);
  if (session === undefined) throw new Error("expected the session just started");
  return {
    token,
    session: session.id,
    account,
    device: id,
    organisation: server.state.organisation,
    handle: person.handle,
    name: person.name,
    role: person.role,
    expiresAtMs: session.startedAtMs + SESSION_MS,
  };
}

function personOf(state: FakeState, account: AccountId): FakePerson {
  const person = state.people.get(account);
  if (person === undefined) throw new Refused("not-found");
  return person;
}

function personAnswer({ id, handle, name, role, suspended, imported, status }: FakePerson) {
  return {
    ...{ id, handle, name, role, imported },
    ...(suspended !== undefined && { suspended }),
    ...(status !== undefined && { status }),
  };
}

function roomOf(state: FakeState, account: AccountId, params: Readonly<Record<string, string>>): FakeRoom {
  return state.roomFor(account, params["room"] ?? "");
}

function memberOf(room: FakeRoom, account: string | undefined): AccountId {
  const member = [...room.roster.keys()].find((id) => id === account);
  if (member === undefined) throw new Refused("not-found");
  return member;
}

function rosterOf(room: FakeRoom) {
  return { members: [...room.roster].map(([account, { role, sinceMs }]) => ({ account, role, sinceMs })) };
}

function fileOf(state: FakeState, id: string | undefined, room: RoomId) {
  for (const [file, held] of state.files) if (file === id && held.room === room) return held;
  throw new Refused("not-found");
}

function fileAnswer(state: FakeState, id: string | undefined, room: RoomId) {
  const { sizeBytes, chunkBytes, chunks: stored } = fileOf(state, id, room);
  const chunks = Math.ceil(sizeBytes / chunkBytes);
  const [file] = [...state.files.keys()].filter((one) => one === id);
  if (file === undefined) throw new Refused("not-found");
  return {
    id: file,
    room,
    sizeBytes,
    chunkBytes,
    chunks,
    stored: [...stored.keys()],
    complete: stored.size === chunks,
  };
}

function messageIn(room: FakeRoom, seq: number) {
  const record = room.records[seq - 1];
  if (record?.kind !== RECORD_KINDS.message || record.erased) return [];
  const { body } = fromBinary(ContentSchema, record.content);
  const { message, author } = record;
  if (body.case !== "message" || !isId<MessageId>(message) || !isId<AccountId>(author)) return [];
  return [{ room: room.id, seq, message, author, atMs: record.atMs, text: body.value.text, imported: record.imported }];
}

function shownInvitation({ token: _token, rooms: _rooms, by: _by, ...shown }: FakeInvitation) {
  return { ...shown, expiresAtMs: shown.createdAtMs + SESSION_MS };
}
