/** Making a room: direct or group, in the place of another one or anew, once for the same request. */
import {
  type AccountId,
  type ApiParsed,
  LIMITS,
  type RoomAnswer,
  type RoomId,
  type ShownDetail,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insert, insertOrKeep, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import * as told from "./facts.ts";
import { OFFERED_LEVELS } from "./protection.ts";
import { eventStep, roomSteps } from "./room-steps.ts";
import type { ConversationStore, RoomRow } from "./store.ts";
import { rooms } from "./tables.ts";

/** What is wrong with a new room, or undefined. */
function faultOf({ kind, level, name, topic, members }: ApiParsed<"createRoom">): ShownDetail | undefined {
  if (level !== "sealed" && (name !== "" || topic !== "")) return "the server does not know an end-to-end room's name";
  if (level !== "sealed" && kind === "group" && members.length > 0) return "commits add an end-to-end room's members";
  if (level === "sealed" && kind === "group" && name === "") return "a group room has a name";
  return undefined;
}

export interface CreatingDeps extends Pick<Kernel, "ledger" | "policy" | "vault" | "clock"> {
  readonly store: Pick<ConversationStore, "room" | "roomOfPair">;
  readonly levelOf: (room: RoomId) => Promise<RoomRow["level"] | undefined>;
  readonly answerFor: (room: RoomId, account: AccountId) => Promise<Result<RoomAnswer>>;
  readonly requirePeople: (accounts: readonly AccountId[]) => Promise<Result<undefined>>;
}

export function creatingRules(deps: CreatingDeps) {
  const { ledger, policy, vault, clock, store, levelOf, answerFor, requirePeople } = deps;
  const hasBot = async (accounts: readonly AccountId[]): Promise<boolean> => {
    for (const account of accounts) if ((await policy.orgRoleOf(account)) === "bot") return true;
    return false;
  };
  const everyone = async (room: RoomId) => [...(await policy.rosterOf(room)).keys()];

  /** Who left their direct room and opens it again is in it again: it is theirs and the other person's. */
  const comeBack = async (grant: Grant<"room.create">, room: RoomId): Promise<Result<RoomAnswer>> => {
    const { account } = grant.caller;
    const nowMs = clock.nowMs();
    const present = await everyone(room);
    const steps = [
      insertOrKeep(roleAssignments, { scope: room, account, role: "owner", since_ms: nowMs }),
      eventStep(room, grant.caller, { what: "joined", account }, nowMs),
    ];
    const about = aboutEach(account, [], { room, by: account, added: 1 });
    const done = await ledger.commit(grant, () =>
      plan(told.memberAdded, about, steps, { room, accounts: [...present, account] }),
    );
    return done.ok ? answerFor(room, account) : done;
  };

  /** Ends a room in favour of the next one, once; its members are told, in its record where the server writes one. */
  const successionSteps = async (
    grant: Grant<"room.create">,
    predecessor: RoomId,
    successor: RoomId,
  ): Promise<Result<readonly Step[]>> => {
    const may = await policy.decide(grant.caller, "room.succeed", { kind: "room", room: predecessor });
    if (!may.ok) return may;
    const event = eventStep(predecessor, grant.caller, { what: "succeeded", room: successor }, clock.nowMs());
    return ok([
      update(rooms, { id: predecessor, successor: null }, { successor }, "room-succeeded"),
      ...((await levelOf(predecessor)) === "sealed" ? [event] : []),
    ]);
  };

  return {
    async create(grant: Grant<"room.create">, input: ApiParsed<"createRoom">): Promise<Result<RoomAnswer>> {
      const { account } = grant.caller;
      const others = [...new Set(input.members)].filter((one) => one !== account);
      if (!OFFERED_LEVELS.includes(input.level)) return refuse("level-not-offered");
      if (input.kind === "direct" && others.length !== 1)
        return refuse("bad-request", "a direct room has one other person");
      const fault = faultOf(input);
      if (fault !== undefined) return refuse("bad-request", fault);
      const known = await requirePeople(others);
      if (!known.ok) return known;
      // A bot has no device of its own whose keys others could check.
      if (input.level !== "sealed" && (await hasBot(others)))
        return refuse("wrong-level", "bots can be in sealed rooms only: they have no keys of their own");
      const people = [account, ...others].sort().join("/");
      // Two people have one direct room of each level.
      const pairName = input.level === "sealed" ? people : `${input.level}/${people}`;
      const pair = input.kind === "direct" ? vault.lookup("direct-room", pairName) : undefined;
      /** The room that this very request made before, or that the same two people have. */
      const earlier = async (): Promise<Result<RoomAnswer> | undefined> => {
        const same = await store.room(input.id);
        if (same !== undefined) return same.created_by === account ? answerFor(same.id, account) : refuse("id-reused");
        const paired = pair === undefined ? undefined : await store.roomOfPair(pair);
        if (paired === undefined) return undefined;
        // Who left an end-to-end room comes back by a commit of the other person.
        return (await policy.rosterOf(paired.id)).has(account) || paired.level !== "sealed"
          ? answerFor(paired.id, account)
          : comeBack(grant, paired.id);
      };
      const existing = await earlier();
      if (existing !== undefined) return existing;
      const nowMs = clock.nowMs();
      const { predecessor } = input;
      const succession = predecessor === undefined ? ok([]) : await successionSteps(grant, predecessor, input.id);
      if (!succession.ok) return succession;
      const detail = {
        room: input.id,
        kind: input.kind,
        level: input.level,
        by: account,
        ...(predecessor !== undefined && { predecessor }),
      };
      const about = aboutEach(account, others, detail);
      const done = await ledger.commit(grant, async () =>
        plan(
          told.roomCreated,
          about,
          [
            // Of everybody in it: who is put into ever more rooms could not be told of them all when they connect.
            ...[account, ...others].map((one) =>
              requireRows(roleAssignments, { account: one }, "too-many", 0, LIMITS.roomsPerAccount),
            ),
            ...roomSteps({
              id: input.id,
              kind: input.kind,
              level: input.level,
              name: input.kind === "direct" ? "" : input.name,
              topic: input.topic,
              createdAtMs: nowMs,
              createdBy: account,
              ...(pair !== undefined && { pair }),
              ...(predecessor !== undefined && { predecessor }),
            }),
            ...succession.value,
            ...(input.level === "sealed" ? [eventStep(input.id, grant.caller, { what: "created" }, nowMs)] : []),
            ...others.flatMap((one) => [
              insert(roleAssignments, {
                scope: input.id,
                account: one,
                role: input.kind === "direct" ? "owner" : "member",
                since_ms: nowMs,
                given_by: account,
              }),
            ]),
          ],
          {
            room: input.id,
            accounts: [account, ...others],
            ...(predecessor !== undefined && {
              predecessor: { room: predecessor, accounts: await everyone(predecessor) },
            }),
          },
        ),
      );
      if (done.ok) return answerFor(input.id, account);
      // Two requests for one room crossed: the one that came second is answered with what the first made.
      return done.refusal.code === "id-reused" ? ((await earlier()) ?? done) : done;
    },
  };
}
