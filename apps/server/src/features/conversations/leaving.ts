/** Leaving a room, being taken out of one, and leaving all of them with the organisation. */
import { type AccountId, isGrantedRole, type ReviewId, type RoomId, type RoomRole } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, remove, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import type { Standing } from "../../kernel/policy/rule.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import * as told from "./facts.ts";
import { eventStep } from "./room-steps.ts";
import type { ConversationStore, RoomRow } from "./store.ts";

/** A room that somebody is no longer in, and who was in it. */
export interface Left {
  readonly room: RoomId;
  readonly accounts: readonly AccountId[];
}

/** A member of a room, with what they are in the organisation. */
interface Candidate {
  readonly account: AccountId;
  readonly role: RoomRole;
  readonly since_ms: number;
  readonly standing: Standing | undefined;
}

/** Who owns a room after its only owner: who moderates it longest, or else is in it longest. No guest does, nor what is no person. */
function nextOwnerOf(others: readonly Candidate[]): AccountId | undefined {
  if (others.some(({ role }) => role === "owner")) return undefined;
  const mayOwn = others.filter(({ standing }) => isGrantedRole(standing?.role) && standing?.role !== "guest");
  const [first] = mayOwn.sort((a, b) => rank(a) - rank(b) || a.since_ms - b.since_ms);
  return first?.account;
}

/** Who is suspended can own nothing at present. */
const rank = ({ role, standing }: Candidate): number =>
  (standing?.suspended_ms === null ? 0 : 2) + (role === "moderator" ? 0 : 1);

export interface LeavingDeps extends Pick<Kernel, "policy" | "clock"> {
  readonly store: Pick<ConversationStore, "roomsOf">;
  readonly levelOf: (room: RoomId) => Promise<RoomRow["level"] | undefined>;
  readonly requireSealed: (room: RoomId) => Promise<Result<RoomRow>>;
}

export function leavingRules({ policy, clock, store, levelOf, requireSealed }: LeavingDeps) {
  /** What takes `account` out of a `sealed` room. An owner may not be taken from others who then have none. */
  const takingOut = async (
    { room, account }: { readonly room: RoomId; readonly account: AccountId },
    { by, ...reported }: { readonly by: AccountId; readonly review?: ReviewId },
  ) => {
    const present = await policy.rosterOf(room);
    const keepsOwner =
      present.get(account)?.role === "owner" && present.size > 1
        ? [requireRows(roleAssignments, { scope: room, role: "owner" }, "last-owner", 2)]
        : [];
    const about = aboutEach(account, [by], { room, account, by, ...reported });
    const event = eventStep(
      room,
      { account: by },
      { what: account === by ? "left" : "removed", account },
      clock.nowMs(),
    );
    const steps = [...keepsOwner, remove(roleAssignments, { scope: room, account }), event];
    return plan(told.memberRemoved, about, steps, { room, accounts: [...present.keys()] });
  };

  /** Takes `account` out of a room. The last person may leave; an owner may not leave others without one. */
  const removal = async (room: RoomId, by: Caller, account: AccountId) => {
    const sealed = await requireSealed(room);
    if (!sealed.ok) return sealed;
    const present = await policy.rosterOf(room);
    const role = present.get(account)?.role;
    if (role === undefined) return refuse("not-found");
    const isLeaving = account === by.account;
    if (!isLeaving && role === "owner" && present.get(by.account)?.role !== "owner") return refuse("forbidden");
    return ok(await takingOut({ room, account }, { by: by.account }));
  };

  const othersIn = (roster: Awaited<ReturnType<typeof policy.rosterOf>>, leaving: AccountId) =>
    Promise.all(
      [...roster]
        .filter(([account]) => account !== leaving)
        .map(async ([account, held]) => ({ ...held, account, standing: await policy.standingOf(account) })),
    );

  /** The rooms of who leaves, and who owns each then. */
  const leavingRooms = async (account: AccountId) => {
    const found: (Left & { readonly isSealed: boolean; readonly nextOwner: AccountId | undefined })[] = [];
    for (const room of await store.roomsOf(account)) {
      const roster = await policy.rosterOf(room);
      const role = roster.get(account)?.role;
      if (role === undefined) continue;
      // In end-to-end rooms the members' own commits name owners, and take the devices out of the keys.
      const isSealed = (await levelOf(room)) === "sealed";
      const nextOwner = isSealed && role === "owner" ? nextOwnerOf(await othersIn(roster, account)) : undefined;
      found.push({ room, accounts: [...roster.keys()], isSealed, nextOwner });
    }
    return found;
  };

  return {
    takingOut,
    removal,

    /** Steps that take who leaves the organisation out of all rooms; where they were the only owner, another member is one then. */
    async leaveAllRooms(
      account: AccountId,
      by: Caller,
    ): Promise<{ readonly rooms: readonly Left[]; readonly steps: readonly Step[] }> {
      const all = await leavingRooms(account);
      const nowMs = clock.nowMs();
      const steps = all.flatMap(({ room, isSealed, nextOwner }) => [
        remove(roleAssignments, { scope: room, account }),
        ...(nextOwner !== undefined
          ? [
              update(roleAssignments, { scope: room, account: nextOwner }, { role: "owner" }, "permission-changed"),
              eventStep(room, by, { what: "role", account: nextOwner, role: "owner" }, nowMs),
            ]
          : []),
        ...(isSealed ? [eventStep(room, by, { what: "removed", account }, nowMs)] : []),
      ]);
      return { rooms: all, steps };
    },

    /** What `leaveAllRooms` would do, in numbers. */
    async leavingOf(account: AccountId) {
      const all = await leavingRooms(account);
      return {
        rooms: all.length,
        passedOn: all.filter(({ nextOwner }) => nextOwner !== undefined).length,
        emptied: all.filter(({ accounts }) => accounts.length === 1).length,
        endToEnd: all.filter(({ isSealed }) => !isSealed).length,
      };
    },
  };
}
