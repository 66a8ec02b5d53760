/**
 * Removing revoked devices: the server may only propose it, to every group the device is in, in the transaction that takes
 * it off its account's list. Members' clients accept it because the identity log says the same.
 */
import { type AccountId, type DeviceId, groupIdOf, type RoomId } from "@warbler/protocol";
import { type RecordToAppend, requireRows, type Step, update } from "../../kernel/plan.ts";
import { proposalSteps, removalProposal } from "./commit.ts";
import type { GroupContext } from "./context.ts";
import { groupLeaves, groups } from "./tables.ts";
import { dropWelcomes } from "./welcome-steps.ts";

export interface Removals {
  readonly steps: readonly Step[];
  /** The records that the steps append, in order. */
  readonly proposals: readonly RecordToAppend[];
}

/** One record for each device and group; rooms of 2 or of 5,000 cost the same. */
export const revoking =
  (context: GroupContext) =>
  async (account: AccountId, devices: readonly DeviceId[]): Promise<Removals> => {
    const leaves = (await Promise.all(devices.map((device) => context.store.leavesOf(device)))).flat();
    const byRoom = new Map<RoomId, { readonly leaf: number; readonly device: DeviceId }[]>();
    for (const { room, leaf, device } of leaves) byRoom.set(room, [...(byRoom.get(room) ?? []), { leaf, device }]);
    const steps: Step[] = devices.map((device) => {
      // A commit that adds the device meanwhile makes this try anew.
      const found = leaves.filter((leaf) => leaf.device === device).length;
      return requireRows(groupLeaves, { device }, "stale-epoch", found, found);
    });
    steps.push(...(await dropWelcomes(context.store, devices)));
    const proposals: RecordToAppend[] = [];
    for (const [room, gone] of byRoom) {
      const view = await context.views.reload(room);
      if (view === undefined) continue;
      const { generation, epoch, pending } = view;
      const group = { groupId: groupIdOf(room, generation), epoch: BigInt(epoch) };
      const records = await Promise.all(
        gone.map(({ leaf, device }) =>
          removalProposal(context, room, { group, who: { account, device }, leafIndex: leaf }),
        ),
      );
      steps.push(
        requireRows(groups, { room, generation, epoch, pending }, "stale-epoch"),
        update(groups, { room }, { pending: pending + records.length }),
        ...records.flatMap((record) => proposalSteps(record, { generation, epoch })),
      );
      proposals.push(...records);
    }
    return { steps, proposals };
  };
