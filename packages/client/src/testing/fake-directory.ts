/** The fake server's directory: one group and one person that another system told of, and what officers set about them. */
import {
  type DirectoryAnswer,
  type EntryId,
  type MappingId,
  newId,
  TOKEN_PREFIX,
  type TokenId,
} from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakeState, Refused } from "./fake-state.ts";

interface FakeDirectory {
  readonly overview: DirectoryAnswer;
  readonly person: EntryId;
  linked: string | undefined;
}
const directories = new WeakMap<FakeState, FakeDirectory>();
function directoryOf(state: FakeState): FakeDirectory {
  const known = directories.get(state);
  if (known !== undefined) return known;
  const groups = [{ id: newId<EntryId>(), name: "Finance", members: 1, mappings: [] }];
  const people = { all: 1, waiting: 1, inactive: 0 };
  const overview = { url: "https://chat.example/scim/v2", tokens: [], people, groups, requests: [] };
  const made = { overview, person: newId<EntryId>(), linked: undefined };
  directories.set(state, made);
  return made;
}
const mappingsOf = (state: FakeState, group: unknown) => {
  const found = directoryOf(state).overview.groups.find(({ id }) => id === group);
  if (found === undefined) throw new Refused("not-found");
  return found.mappings;
};

export const directoryHandlers: Handlers = {
  directory: ({ state }) => directoryOf(state).overview,
  directoryPeople: ({ state, caller }) => {
    const { person: entry, linked } = directoryOf(state);
    const shown = { userName: "li@example.com", name: "Li", active: true, joined: linked !== undefined };
    return { people: [{ entry, account: caller().account, ...shown }] };
  },
  makeDirectoryToken: ({ state, caller, input: { name, forMs } }) => {
    const madeAtMs = state.nowMs();
    const times = { madeAtMs, expiresAtMs: madeAtMs + forMs };
    const token = { id: newId<TokenId>(), name, scopes: ["directory" as const], madeBy: caller().account, ...times };
    directoryOf(state).overview.tokens.unshift(token);
    return { ...token, token: `${TOKEN_PREFIX}${state.newToken()}` };
  },
  linkDirectoryEntry: ({ state, input }) => {
    directoryOf(state).linked = input.account;
    return undefined;
  },
  mapGroupToRole: ({ state, caller, params, input: { role } }) => {
    const made = { id: newId<MappingId>(), role, madeBy: caller().account, madeAtMs: state.nowMs(), counts: true };
    mappingsOf(state, params["entry"]).push(made);
    return undefined;
  },
  mapGroupToRoom: ({ state, caller, params, input: { room } }) => {
    const made = { id: newId<MappingId>(), room, madeBy: caller().account, madeAtMs: state.nowMs(), counts: true };
    mappingsOf(state, params["entry"]).push(made);
    return undefined;
  },
  removeMapping: ({ state, params }) => {
    for (const { mappings } of directoryOf(state).overview.groups) {
      const at = mappings.findIndex(({ id }) => id === params["mapping"]);
      if (at >= 0) return void mappings.splice(at, 1);
    }
    throw new Refused("not-found");
  },
};
