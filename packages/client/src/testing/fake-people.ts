/** The fake server's people as officers see them: nothing protects anybody here but a code, and nobody is asked who they are. */
import type { AccountId, DeviceAnswer, DeviceId, ReviewedPerson, SessionId } from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakePerson, type FakeState, Refused } from "./fake-state.ts";

const SESSION_MS = 30 * 24 * 3_600_000;

const personOf = (state: FakeState, id: unknown): FakePerson => {
  const person = [...state.people.values()].find((one) => one.id === id);
  if (person === undefined) throw new Refused("not-found");
  return person;
};

/** An account's devices with their sessions; `current` is from where it is asked. */
export function deviceAnswers(
  state: FakeState,
  account: AccountId,
  current: { readonly device: DeviceId; readonly id: SessionId },
): DeviceAnswer[] {
  const sessions = [...state.sessions.values()].filter((one) => one.account === account);
  return [...personOf(state, account).devices.values()].map((device) => ({
    ...device,
    lastSeenAtMs: state.nowMs(),
    current: device.id === current.device,
    sessions: sessions
      .filter((one) => one.device === device.id)
      .map(({ id, startedAtMs }) => ({
        id,
        startedAtMs,
        bound: false,
        lastSeenAtMs: state.nowMs(),
        expiresAtMs: startedAtMs + SESSION_MS,
        unusedEndsAtMs: startedAtMs + SESSION_MS,
        signs: [],
        current: id === current.id,
      })),
  }));
}

const reviewed = (state: FakeState, person: FakePerson): ReviewedPerson => {
  const { id, handle, name, role, suspended = false, code } = person;
  const live = [...state.sessions.values()].filter(({ account }) => account === id);
  return {
    ...{ id, handle, name, role, suspended, held: [], joinedAtMs: state.nowMs() },
    factors: code === undefined ? [] : ["totp"],
    sso: [],
    devices: person.devices.size,
    sessions: live.length,
    ...(live.length > 0 && { lastActiveAtMs: state.nowMs() }),
    signs: code === undefined ? ["no-second-factor"] : [],
  };
};

export const peopleHandlers: Handlers = {
  reviewPeople: ({ state, input: { role, only } }) => ({
    people: [...state.people.values()]
      .map((one) => reviewed(state, one))
      .filter((one) => role === undefined || one.role === role)
      .filter((one) => only === undefined || (only === "suspended" ? one.suspended : one.signs.includes(only))),
  }),
  reviewPerson: ({ state, caller, params }) => {
    const person = personOf(state, params["account"]);
    return {
      person: reviewed(state, person),
      devices: deviceAnswers(state, person.id, caller()),
      leaving: { rooms: 0, passedOn: 0, emptied: 0, endToEnd: 0, bots: 0, invitations: 0 },
    };
  },
  signPersonOut: ({ state, server, params, input }) => {
    const { id } = personOf(state, params["account"]);
    const tokens = [...state.sessions]
      .filter(([, one]) => one.account === id && (input.session === undefined || one.id === input.session))
      .map(([token]) => token);
    if (input.session !== undefined && tokens.length === 0) throw new Refused("not-found");
    for (const token of tokens) server.endSession(token);
    return { ended: tokens.length };
  },
  takeDeviceAway: ({ state, server, params }) => {
    const person = personOf(state, params["account"]);
    const device = [...person.devices.keys()].find((id) => id === params["device"]);
    if (device === undefined) throw new Refused("not-found");
    person.devices.delete(device);
    for (const [token, one] of state.sessions) if (one.device === device) server.endSession(token);
    return undefined;
  },
};
