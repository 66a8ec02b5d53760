/** Who is in an end-to-end room, as its group says, and how members change that by commits. */
import type { AccountId, RoomExtension, RoomRole } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { RoomMembership, Roster } from "../rooms/room-membership.ts";
import { type AddPeopleDeps, addPeople, isIn } from "./add-people.ts";
import type { Step } from "./engine-state.ts";
import type { RoomGroup } from "./mls-group.ts";
import { proposeLeaving } from "./mls-group.ts";
import { accountsOf, roleOf } from "./roster.ts";

export interface GroupMembershipDeps extends AddPeopleDeps {
  readonly catchUp: () => Promise<void>;
}

export function groupMembership(deps: GroupMembershipDeps): RoomMembership {
  const { commits, state, fail } = deps;
  const current = async (): Promise<RoomGroup> => {
    const group = (await state.load())?.group;
    if (group === undefined) throw fail("not-joined-yet");
    return group;
  };
  // In a step, since the next one wipes the keys of a group that is over.
  const proposal = async (group: RoomGroup | undefined): Promise<Step<readonly Uint8Array[]>> => {
    if (group === undefined) throw fail("not-joined-yet");
    return { value: await proposeLeaving(deps.mls, group) };
  };
  const rosterNow = async () => rosterOf(await current(), await sinceMs(deps));
  return {
    roster: rosterNow,
    async add(accounts) {
      const left = await addPeople(accounts, deps);
      if (left.length > 0) throw fail("unreachable-end-to-end", { detail: left.join(", ") });
      return rosterNow();
    },
    async remove(account) {
      await commits.change(async (group) => {
        const remove = group.members.flatMap((member) => (member.account === account ? [member.leaf] : []));
        if (remove.length === 0) return undefined;
        const roles = withoutRole(group.extension, account);
        return { remove, ...(roles !== undefined && { extension: roles }) };
      });
    },
    async leave() {
      // Whoever was never in the group takes nothing out of it: the other person of a direct room that is being made.
      if ((await state.load()) === undefined) return deps.delivery.leave(state.room, []);
      const group = await current();
      if (accountsOf(group.members).length === 1) {
        await deps.delivery.leave(group.room, []);
        return;
      }
      // Another commit in between makes the proposals those of a past epoch.
      for (let tried = 1; ; tried++)
        try {
          return await deps.delivery.leave(group.room, await state.step(async (held) => proposal(held?.group)));
        } catch (error) {
          if (!(error instanceof WarblerError) || error.code !== "stale-epoch" || tried === 8) throw error;
          await deps.catchUp();
        }
    },
    async grantRole(account, role) {
      if (!isIn(account, await current())) throw fail("not-found", { detail: "not in this room" });
      await commits.change(async ({ extension }) =>
        roleOf(extension, account) === role ? undefined : { extension: withRole(extension, account, role) },
      );
    },
    describe: deps.describe,
  };
}

/** Since when people are in the room is the server's word; it changes nothing for anybody. */
async function sinceMs({ delivery, state }: GroupMembershipDeps): Promise<ReadonlyMap<AccountId, number>> {
  try {
    return await delivery.membersSince(state.room);
  } catch (error) {
    if (error instanceof WarblerError) return new Map();
    throw error;
  }
}

function rosterOf({ members, extension }: RoomGroup, since: ReadonlyMap<AccountId, number>): Roster {
  return accountsOf(members).map((account) => ({
    account,
    role: roleOf(extension, account),
    sinceMs: since.get(account) ?? 0,
  }));
}

function withRole(extension: RoomExtension, account: AccountId, role: RoomRole): RoomExtension {
  const roles = new Map(extension.roles);
  if (role === "member") roles.delete(account);
  else roles.set(account, role);
  return { ...extension, roles };
}

function withoutRole(extension: RoomExtension, account: AccountId): RoomExtension | undefined {
  return extension.roles.has(account) ? withRole(extension, account, "member") : undefined;
}
