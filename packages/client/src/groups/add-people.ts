/** Takes people's devices into a room's group: those that are new to it, and after a reset those that were in it before. */
import type { AccountId, RoomExtension } from "@warbler/protocol";
import { type ClaimedDevice, claimDevices } from "./claim-devices.ts";
import type { EngineState } from "./engine-state.ts";
import type { GroupCommits } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import type { RoomGroup } from "./mls-group.ts";
import { accountsOf, isModerator } from "./roster.ts";

/** Devices that one commit adds: its Welcome and the tree grow with them. */
const ADDED_AT_ONCE = 250;

export interface AddPeopleDeps extends GroupDeps {
  readonly state: EngineState;
  readonly commits: GroupCommits;
  /** Name and topic again, under keys that newcomers have. */
  readonly describe: (change: { readonly name?: string; readonly topic?: string }) => Promise<void>;
}

/** Resolves with the people none of whose devices can be taken in. */
export async function addPeople(accounts: readonly AccountId[], deps: AddPeopleDeps): Promise<readonly AccountId[]> {
  const { added, unreachable } = await addDevices(accounts, deps);
  const isNamed = (deps.state.held?.entry.describedSeq ?? 0) > 0;
  if (added > 0 && isNamed) await deps.describe({});
  return unreachable.filter((account) => account !== deps.account);
}

async function addDevices(accounts: readonly AccountId[], deps: AddPeopleDeps) {
  // Whoever begins a group anew has further devices to bring in.
  const isMissing = (account: AccountId) => account === deps.account || !isIn(account, deps.state.held?.group);
  const { devices, unreachable } = await claimDevices(accounts.filter(isMissing), deps);
  await addClaimed(devices, deps);
  return { added: devices.length, unreachable };
}

/** Those that are in the group already stay as they are. */
export async function addClaimed(devices: readonly ClaimedDevice[], deps: AddPeopleDeps): Promise<void> {
  const { commits, state } = deps;
  for (let at = 0; at < devices.length; at += ADDED_AT_ONCE) {
    const batch = devices.slice(at, at + ADDED_AT_ONCE);
    await commits.change(async (group) => {
      const present = new Set(group.members.map(({ device }) => device));
      const add = batch.filter(({ device }) => !present.has(device)).map(({ keyPackage }) => keyPackage);
      if (add.length === 0) return undefined;
      const returning = state.held?.entry.returning ?? [];
      const roles = withoutThoseWhoLeft(group);
      return { add, returning, ...(roles !== undefined && { extension: roles }) };
    });
    // Without a role one brings people back with the first commit of a new group, and lets nobody in later.
    if (!isModeratorNow(deps)) break;
  }
}

/**
 * Those who were in the room before a reset and are still on its roster, as far as this device may let them in. They know what
 * the room is called.
 */
export async function bringBack(deps: AddPeopleDeps): Promise<void> {
  const { state, delivery, account } = deps;
  const { group, entry } = (await state.load()) ?? {};
  if (group === undefined || entry === undefined || !mayBringBack(group, account)) return;
  const present = await delivery.membersSince(state.room);
  const back = entry.returning.filter((one) => present.has(one));
  const isAlone = group.generation > 0 && group.epoch === 0;
  if (isAlone || back.length > 0) await addDevices(isAlone ? [account, ...back] : back, deps);
}

/** Whoever is alone in the first epoch has begun the group. */
function mayBringBack({ epoch, extension }: RoomGroup, account: AccountId): boolean {
  return epoch === 0 || isModerator(extension, account);
}

function isModeratorNow({ state, account }: AddPeopleDeps): boolean {
  const group = state.held?.group;
  return group !== undefined && isModerator(group.extension, account);
}

export function isIn(account: AccountId, group: RoomGroup | undefined): boolean {
  return group?.members.some((member) => member.account === account) ?? false;
}

/** Who comes again is a plain member. After a reset those who are missing are still to come back, with the roles they had. */
function withoutThoseWhoLeft({ epoch, extension, members }: RoomGroup): RoomExtension | undefined {
  // Nobody has left yet: who is to come with a role is still on the way.
  if (epoch === 0) return undefined;
  const present = new Set(accountsOf(members));
  const roles = new Map([...extension.roles].filter(([account]) => present.has(account)));
  return extension.generation > 0 || roles.size === extension.roles.size ? undefined : { ...extension, roles };
}
