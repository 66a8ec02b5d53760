// Pairs of people: one writes, the other reads. The closed loop keeps one message per pair in flight.
import type { Client, Room, RunningServer, Session } from "../driver.ts";
import { closeAll, connectAll, numberedBody, until } from "./people.ts";

const STRAGGLERS_MS = 10_000;

export interface Pair {
  readonly sender: Client;
  readonly receivers: readonly Client[];
  readonly room: Room;
}

/** The people of one pair, with the reader's devices. */
export interface Couple {
  readonly writer: Session;
  readonly reader: readonly [Session, ...Session[]];
}

/** The reader may have several devices. */
export async function createCouples(server: RunningServer, count: number, devices = 1): Promise<readonly Couple[]> {
  const couples: Couple[] = [];
  const writers = await server.createUsers(count);
  const readers = await server.createUsers(count);
  for (const [index, writer] of writers.entries()) {
    const reader = readers[index];
    if (reader === undefined) throw new RangeError(`expected ${count} readers, got ${readers.length}`);
    const sessions: [Session, ...Session[]] = [reader];
    while (sessions.length < devices) sessions.push(await server.addDevice(reader));
    couples.push({ writer, reader: sessions });
  }
  return couples;
}

/** Each pair has a room of its own, and all devices are online. */
export function connectPairs(server: RunningServer, couples: readonly Couple[]): Promise<readonly Pair[]> {
  return Promise.all(
    couples.map(async ({ writer, reader }) => {
      const room = await server.createRoom([writer, reader[0]]);
      return { sender: await server.connect(writer), receivers: await connectAll(server, reader), room };
    }),
  );
}

export async function closePairs(pairs: readonly Pair[]): Promise<void> {
  await closeAll(pairs.flatMap(({ sender, receivers }) => [sender, ...receivers]));
}

export interface ClosedLoopResult {
  readonly ackMs: readonly number[];
  readonly deliveries: number;
}

/** Every sender sends again as soon as it has its ack, until time is up; then every delivery must have arrived. */
export async function runClosedLoop(pairs: readonly Pair[], durationMs: number): Promise<ClosedLoopResult> {
  const ackMs: number[] = [];
  let deliveries = 0;
  for (const receiver of pairs.flatMap((pair) => pair.receivers)) {
    receiver.onDelivery(() => {
      deliveries += 1;
    });
  }
  const stopAt = performance.now() + durationMs;
  let expected = 0;
  const writeUntilTimeIsUp = async ({ sender, receivers, room }: Pair) => {
    for (let now = performance.now(); now < stopAt; ) {
      await sender.send(room, numberedBody(ackMs.length));
      const acknowledgedAt = performance.now();
      ackMs.push(acknowledgedAt - now);
      expected += receivers.length;
      now = acknowledgedAt;
    }
  };
  await Promise.all(pairs.map(writeUntilTimeIsUp));
  await until(
    () => deliveries >= expected,
    STRAGGLERS_MS,
    () => `expected ${expected} deliveries, got ${deliveries}`,
  );
  return { ackMs, deliveries };
}
