/** What a valid commit changes in who is in the group: devices, and with their first and last ones people. */
import type { PublicCommit } from "@warbler/mls/public";
import type { AccountId, DeviceId, GroupDevice, RoomRole } from "@warbler/protocol";
import type { GroupView } from "./group-view.ts";
import { deviceOf, roomExtensionOf } from "./review.ts";

export const isFromOutside = ({ sender }: PublicCommit): boolean => sender.kind === "new_member_commit";

/** The device that a commit from outside brings in. */
export const joinerOf = (commit: PublicCommit): GroupDevice | undefined =>
  isFromOutside(commit) ? deviceOf(commit.sender.credential) : undefined;

export const removedDevices = ({ removed }: PublicCommit): readonly DeviceId[] =>
  removed.flatMap(({ credential }) => deviceOf(credential)?.device ?? []);

/** Leaves that a commit fills: of added devices, and of one that joins from outside. */
export function entering({
  added,
  sender,
}: PublicCommit): readonly { readonly leafIndex: number; readonly who: GroupDevice }[] {
  const joiner = sender.kind === "new_member_commit" ? [sender] : [];
  return [...added, ...joiner].flatMap(({ leafIndex, credential }) => {
    const who = deviceOf(credential);
    return who === undefined || leafIndex === undefined ? [] : [{ leafIndex, who }];
  });
}

/** People who come with their first device, who go with their last, and who stay; and the role that each has now. */
export function rosterChanges({ devices }: GroupView, commit: PublicCommit) {
  const devicesAfter = new Map(devices);
  for (const device of removedDevices(commit)) devicesAfter.delete(device);
  for (const { who } of entering(commit)) devicesAfter.set(who.device, who.account);
  const [before, after] = [new Set(devices.values()), new Set(devicesAfter.values())];
  const roles = roomExtensionOf(commit.group.context.extensions)?.roles;
  const roleOf = (account: AccountId): RoomRole => roles?.get(account) ?? "member";
  return {
    joined: [...after].filter((account) => !before.has(account)),
    left: [...before].filter((account) => !after.has(account)),
    stayed: [...after].filter((account) => before.has(account)),
    roleOf,
  };
}
