/** Recoveries of access in the fake server: what clients and their tests need of them. */
import { type AccessRecovery, type AccessRecoveryId, type AccountId, LIMITS, newId } from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakeRecovery, type FakeState, Refused } from "./fake-state.ts";

/** What the page of every link shows here. */
export const FAKE_NUMBER = "123456";
const HOUR_MS = 3_600_000;

export const accessHandlers: Handlers = {
  startAccessRecovery: ({ state, server, caller, params, input: { reason } }) => {
    const person = state.people.get(params["account"] as AccountId);
    if (person === undefined) throw new Refused("not-found");
    const id = newId<AccessRecoveryId>();
    const token = state.newToken();
    const startedAtMs = state.nowMs();
    const opensAtMs = startedAtMs + LIMITS.accessRecoveryWaitHours * HOUR_MS;
    const expiresAtMs = opensAtMs + LIMITS.accessRecoveryUsableMs;
    const startedBy = caller().account;
    const times = { startedAtMs, opensAtMs, expiresAtMs };
    const made = { id, account: person.id, startedBy, reason, ...times, state: "open", token } as const;
    state.recoveries = [made, ...state.recoveries];
    return { id, token, link: `${server.url}/recover#t=${token}`, opensAtMs, expiresAtMs };
  },
  withdrawAccessRecovery: ({ state, params }) =>
    change(state, ({ account }) => account === params["account"], "withdrawn"),
  accessRecoveries: ({ state, caller }) => {
    caller();
    return { recoveries: [...state.recoveries] };
  },
  ownAccessRecoveries: ({ state, caller }) => {
    const { account } = caller();
    return { recoveries: state.recoveries.filter((one) => one.account === account) };
  },
  refuseAccessRecovery: ({ state, params }) => change(state, ({ id }) => id === params["recovery"], "refused"),
  confirmAccessRecovery: ({ state, params, input: { number } }) => {
    if (number !== FAKE_NUMBER) throw new Refused("access-number-wrong");
    state.recoveries = state.recoveries.map((one) =>
      one.id === params["recovery"] ? { ...one, opensAtMs: state.nowMs(), confirmedBy: "device" } : one,
    );
    return undefined;
  },
  accessLink: ({ state, input: { token } }) => {
    const { id, account, opensAtMs, expiresAtMs } = openBy(state, token);
    const person = state.people.get(account);
    if (person === undefined) throw new Refused("access-link-invalid");
    return {
      id,
      account,
      organisation: state.organisation,
      handle: person.handle,
      name: person.name,
      opensAtMs,
      expiresAtMs,
      isOpen: opensAtMs <= state.nowMs(),
      number: FAKE_NUMBER,
      hasCode: false,
      passwordMinChars: LIMITS.passwordMinChars,
    };
  },
};

/** Sets the person's password and uses the link up; gives whose it was. */
export function useFakeLink(
  state: FakeState,
  { token, password }: { readonly token: string; readonly password: string },
) {
  const found = openBy(state, token);
  if (found.opensAtMs > state.nowMs()) throw new Refused("access-link-waiting");
  const person = state.people.get(found.account);
  if (person === undefined) throw new Refused("access-link-invalid");
  person.password = password;
  change(state, ({ id }) => id === found.id, "used");
  return person;
}

function openBy(state: FakeState, token: string): FakeRecovery {
  const found = state.recoveries.find((one) => one.token === token && one.state === "open");
  if (found === undefined) throw new Refused("access-link-invalid");
  return found;
}

function change(state: FakeState, which: (one: FakeRecovery) => boolean, to: AccessRecovery["state"]): undefined {
  const isThere = state.recoveries.some((one) => one.state === "open" && which(one));
  if (!isThere) throw new Refused("not-found");
  state.recoveries = state.recoveries.map((one) =>
    one.state === "open" && which(one) ? { ...one, state: to, endedAtMs: state.nowMs() } : one,
  );
  return undefined;
}
