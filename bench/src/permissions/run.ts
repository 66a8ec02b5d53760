// What a permission check costs hot, in an organisation of 100,000 people, 1,000 roles of its own and 10,000 rooms: the server's
// own policy over rows that are in memory, beside two look-ups in a map.
import { type AccountId, CUSTOM_ACTIONS, newId, type RoleId, type RoomId } from "@warbler/protocol";
import { Policy } from "@warbler/server";
import type { LibraryScenario } from "../mls/run.ts";
import { summarise } from "../runner.ts";
import type { Figures } from "../scenario.ts";
import { percentile } from "../statistics.ts";

const NAME = "permission-check";
const SUBJECTS = ["two look-ups", "warbler"] as const;
const ROOM_MEMBERS = 20;

export interface PermissionScale {
  readonly people: number;
  readonly roles: number;
  readonly rooms: number;
  readonly checks: number;
  readonly rounds: number;
}

export function permissionCheck(scale: PermissionScale): LibraryScenario {
  return {
    name: NAME,
    run: async () => {
      const startedAt = performance.now();
      const organisation = organisationOf(scale);
      const { policy, people, members } = organisation;
      for (const room of members.keys()) await policy.rolesOf(room);
      const roleBy = new Map(people.map((account) => [account, "member"]));
      const results: Figures[][] = SUBJECTS.map(() => []);
      // The first round warms up.
      for (let round = 0; round <= scale.rounds; round++) {
        const plain = timed(scale.checks);
        for (let at = 0; at < scale.checks; at++) {
          const account = cyclic(people, at * 7919);
          const begun = performance.now();
          plain.add(begun, roleBy.get(account) === "member" && roleBy.has(account));
        }
        const checked = timed(scale.checks);
        for (let at = 0; at < scale.checks; at++) {
          const ask = organisation.question(at);
          const begun = performance.now();
          checked.add(begun, (await ask()).ok);
        }
        if (round === 0) continue;
        results[0]?.push(plain.figures());
        results[1]?.push(checked.figures());
      }
      const servers = SUBJECTS.map((subject, index) =>
        summarise(NAME, subject, results[index] ?? [], index === 0 ? [] : (results[0] ?? [])),
      );
      return { scenario: NAME, elapsedMs: performance.now() - startedAt, servers };
    },
  };
}

const cyclic = <T>(list: readonly T[], at: number): T => {
  const found = list[at % list.length];
  if (found === undefined) throw new Error("expected a list that is not empty");
  return found;
};

function timed(checks: number) {
  const us = new Float64Array(checks);
  let count = 0;
  return {
    /** What was answered is taken as well, so that nothing of it can be left out. */
    add: (begunMs: number, _answer: boolean) => {
      us[count++] = (performance.now() - begunMs) * 1_000;
    },
    figures: (): Figures => {
      const sorted = us.toSorted();
      return {
        "p50 µs": percentile([...sorted], 50),
        "p99 µs": percentile([...sorted], 99),
      };
    },
  };
}

/** The policy over rows in memory, all of them genuine; a third of the questions each on organisation, room and person. */
function organisationOf({ people: count, roles: roleCount, rooms: roomCount }: PermissionScale) {
  const ids = <T extends AccountId | RoomId | RoleId>(length: number) => Array.from({ length }, () => newId<T>());
  const [people, rooms] = [ids<AccountId>(count), ids<RoomId>(roomCount)];
  const roles = ids<RoleId>(roleCount).map((id, at) => ({
    id,
    name: `role ${at}`,
    says: "",
    actions: [cyclic(CUSTOM_ACTIONS, at)],
  }));
  const members = new Map(
    rooms.map((room, at) => [
      room,
      Array.from({ length: ROOM_MEMBERS }, (_, one) => cyclic(people, at * ROOM_MEMBERS + one)),
    ]),
  );
  const tag = new Uint8Array(32);
  const held = people.slice(0, count / 5).map((account, at) => ({ account, role: cyclic(roles, at).id }));
  const accountsIn = (scope: unknown) => (scope === "org" ? people : (members.get(scope as RoomId) ?? []));
  const rowsFor = (sql: string, scope: unknown): readonly object[] => {
    if (sql.includes('"held_roles"')) return held.map((one) => ({ ...one, since_ms: 1, until_ms: null }));
    if (sql.includes('"policies"')) return [{ id: 1, version: 1, document: new Uint8Array(1), changed_ms: 1 }];
    return accountsIn(scope).map((account) => ({ scope, account, role: "member", since_ms: 1, suspended_ms: null }));
  };
  const keysOf = (scope: string): readonly string[] => {
    if (scope === "held_roles") return held.map(({ account, role }) => `${account}/${role}`);
    return scope === "policies" ? ["1"] : accountsIn(scope);
  };
  const store = {
    reader: {
      all: async (sql: string, [scope]: readonly unknown[]) =>
        rowsFor(sql, scope).map((row) => ({ ...row, log_size: 1, tag })),
    },
    vault: { isGenuine: () => true, open: () => ({ profile: "three-officers", roles, tests: [], dual: [] }) },
    clock: { nowMs: () => Date.now() },
    roles: { tagsOf: (scope: string) => new Map(keysOf(scope).map((key) => [key, tag])), scopes: () => [] },
    onWrongRow: () => {
      throw new Error("every row here is genuine");
    },
  };
  const policy = new Policy(store as never);
  const caller = (account: AccountId) => ({ account, device: newId(), session: newId(), isFresh: true }) as never;
  const question = (at: number) => {
    const account = cyclic(people, at * 7919);
    const room = cyclic(rooms, at * 31);
    const asked = caller(at % 2 === 0 ? account : cyclic(members.get(room) ?? people, at));
    if (at % 3 === 0) return () => policy.agree(asked, "people.invite", { kind: "org" });
    if (at % 3 === 1) return () => policy.agree(asked, "message.send", { kind: "room", room });
    return () => policy.agree(asked, "person.suspend", { kind: "account", account: cyclic(people, at) });
  };
  return { policy, people, members, question };
}
