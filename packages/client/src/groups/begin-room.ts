/** The group of a new room: its maker begins it, and takes in at once whoever is to be there. */
import type { EngineHost, NewGroupRoom } from "../rooms/end-to-end-room.ts";
import { type AddPeopleDeps, addClaimed } from "./add-people.ts";
import { claimDevices } from "./claim-devices.ts";
import { beginRoomGroup } from "./enter-group.ts";

/** A room without a group is made one by another of its maker's devices after this time. */
const ABANDONED_MS = 5 * 60_000;

export interface BeginRoomDeps extends AddPeopleDeps {
  readonly host: EngineHost;
}

export async function beginRoom(room: NewGroupRoom, deps: BeginRoomDeps): Promise<void> {
  // A direct room is as much the other person's.
  const owners = deps.host.info().kind === "direct" ? room.members : [];
  await beginRoomGroup({ ...room, owners }, deps);
  await addClaimed(room.devices, deps);
  if (room.name !== "" || room.topic !== "") await deps.describe(room);
}

/** What was interrupted between the room and its group; again whenever the server speaks of the room, until all can come in. */
export async function beginAbandoned(deps: BeginRoomDeps): Promise<void> {
  if (!isAbandoned(deps)) return;
  const { level, other } = deps.host.info();
  const members = other === undefined ? [] : [other];
  const { devices, unreachable } = await claimDevices([deps.account, ...members], deps);
  if (members.some((account) => unreachable.includes(account))) return;
  await beginRoom({ level, members, devices, name: "", topic: "" }, deps);
}

function isAbandoned({ host, state, platform }: BeginRoomDeps): boolean {
  const { myRole, lastSeq, createdAtMs } = host.info();
  const isOld = platform.nowMs() - createdAtMs > ABANDONED_MS;
  return myRole === "owner" && lastSeq === 0 && isOld && state.held === undefined;
}
