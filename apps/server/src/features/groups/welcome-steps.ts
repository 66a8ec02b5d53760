import type { DeviceId, RoomId } from "@warbler/protocol";
import { remove, type Step } from "../../kernel/plan.ts";
import type { GroupStore } from "./store.ts";
import { welcomeReaders, welcomes } from "./tables.ts";

/** Takes Welcomes away from these devices, and a Welcome itself once nobody waits for it any more. */
export async function dropWelcomes(
  store: GroupStore,
  devices: readonly DeviceId[],
  which: (welcome: { readonly room: RoomId; readonly seq: number }) => boolean = () => true,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const dropped = new Map<string, number>();
  for (const device of devices)
    for (const welcome of (await store.welcomesFor(device)).filter(which)) {
      const { room, handshake } = welcome;
      steps.push(remove(welcomeReaders, { device, room, handshake }, "ignore"));
      const key = `${room}/${handshake}`;
      dropped.set(key, (dropped.get(key) ?? 0) + 1);
      if ((await store.readersOf(room, handshake)) <= (dropped.get(key) ?? 0))
        steps.push(remove(welcomes, { room, handshake }, "ignore"));
    }
  return steps;
}
