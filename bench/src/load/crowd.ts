// One room with everybody online. A few members write; each writes again only when all others have its last message.
import type { Client, Room, RunningServer, Session } from "../driver.ts";
import { connectAll, numberedBody, numberIn } from "./people.ts";

export interface Crowd {
  readonly members: readonly Client[];
  readonly room: Room;
}

export async function connectCrowd(server: RunningServer, sessions: readonly Session[]): Promise<Crowd> {
  const room = await server.createRoom(sessions);
  return { members: await connectAll(server, sessions), room };
}

/** Returns the number of deliveries. `writers` messages are in flight at any time. */
export async function runFanOut({ members, room }: Crowd, writers: number, durationMs: number): Promise<number> {
  const missing = new Map<number, { left: number; readonly complete: () => void }>();
  let deliveries = 0;
  const count = (number: number) => {
    const message = missing.get(number);
    if (message === undefined) return;
    deliveries += 1;
    message.left -= 1;
    if (message.left > 0) return;
    missing.delete(number);
    message.complete();
  };
  for (const member of members) member.onDelivery(({ body }) => count(numberIn(body)));

  const stopAt = performance.now() + durationMs;
  let messages = 0;
  const writeUntilTimeIsUp = async (writer: Client) => {
    while (performance.now() < stopAt) {
      const everyoneHasIt = Promise.withResolvers<void>();
      messages += 1;
      missing.set(messages, { left: members.length - 1, complete: everyoneHasIt.resolve });
      await Promise.all([writer.send(room, numberedBody(messages)), everyoneHasIt.promise]);
    }
  };
  await Promise.all(members.slice(0, writers).map(writeUntilTimeIsUp));
  return deliveries;
}
