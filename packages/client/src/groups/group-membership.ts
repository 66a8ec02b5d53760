/** Who is in an end-to-end room, as its group says, and how members change that by commits. */
import type { AccountId, RoomExtension, RoomRole } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { RoomMembership, Roster } from "../rooms/room-membership.ts";
import { claimDevices } from "./claim-devices.ts";
import type { EngineState, Step } from "./engine-state.ts";
import type { GroupCommits } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import type { RoomGroup } from "./mls-group.ts";
import { proposeLeaving } from "./mls-group.ts";
import { accountsOf, roleOf } from "./roster.ts";

/** Devices that one commit adds: its Welcome and the tree grow with them. */
const ADDED_AT_ONCE = 250;

export interface GroupMembershipDeps extends GroupDeps {
  readonly state: EngineState;
  readonly commits: GroupCommits;
  readonly catchUp: () => Promise<void>;
  /** Name and topic again, under keys that newcomers have. */
  readonly describe: (change: { readonly name?: string; readonly topic?: string }) => Promise<void>;
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
      // Whoever begins a room has further devices to bring in.
      const isMissing = (account: AccountId) => account === deps.account || !isIn(account, state.held?.group);
      const missing = accounts.filter(isMissing);
      const { keyPackages, unreachable } = await claimDevices(missing, deps);
      for (let at = 0; at < keyPackages.length; at += ADDED_AT_ONCE) {
        const batch = keyPackages.slice(at, at + ADDED_AT_ONCE);
        await commits.change(async (group) => {
          const present = new Set(group.members.map(({ device }) => device));
          const add = batch.filter(({ device }) => !present.has(device)).map(({ keyPackage }) => keyPackage);
          const roles = withoutThoseWhoLeft(group);
          return add.length === 0 ? undefined : { add, ...(roles !== undefined && { extension: roles }) };
        });
      }
      const isNamed = (state.held?.entry.describedSeq ?? 0) > 0;
      if (keyPackages.length > 0 && isNamed) await deps.describe({});
      const left = unreachable.filter((account) => account !== deps.account);
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

function isIn(account: AccountId, group: RoomGroup | undefined): boolean {
  return group?.members.some((member) => member.account === account) ?? false;
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

/** Who comes again is a plain member. After a reset those who are missing are still to come back, with the roles they had. */
function withoutThoseWhoLeft({ extension, members }: RoomGroup): RoomExtension | undefined {
  const present = new Set(accountsOf(members));
  const roles = new Map([...extension.roles].filter(([account]) => present.has(account)));
  return extension.generation > 0 || roles.size === extension.roles.size ? undefined : { ...extension, roles };
}
