// Setting the stage: many devices online, rooms filled with messages, and waits that end.
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Room, RunningServer, Session } from "../driver.ts";
import { openFileLimit } from "../machine.ts";
import type { Skipped } from "../scenario.ts";

export const BODY_BYTES = 256;
const NUMBER_BYTES = 4;
const FILES_BESIDE_SOCKETS = 500;
const SENDS_IN_FLIGHT = 128;

/** A text that carries a number below 2^28 for the receiver to know it by: seven bits in each of the first four bytes. */
export function numberedBody(number: number): Buffer {
  const body = Buffer.alloc(BODY_BYTES, 0x61);
  for (let at = 0; at < NUMBER_BYTES; at++) body[at] = (number >>> (7 * at)) & 0x7f;
  return body;
}

export function numberIn(body: Uint8Array): number {
  let number = 0;
  for (let at = 0; at < NUMBER_BYTES; at++) number |= (body[at] ?? 0) << (7 * at);
  return number;
}

/** Runs `work` over all items, at most `inFlight` at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  inFlight: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const lanes = Array.from({ length: inFlight }, async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  });
  await Promise.all(lanes);
  return results;
}

export function connectAll(
  server: RunningServer,
  sessions: readonly Session[],
  inFlight = 64,
): Promise<readonly Client[]> {
  return inParallel(sessions, inFlight, (session) => server.connect(session));
}

export async function closeAll(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.close()));
}

/** Adds `count` messages to a room, many in flight. */
export async function fillRoom(sender: Client, room: Room, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  await inParallel(numbers, SENDS_IN_FLIGHT, (number) => sender.send(room, numberedBody(number)));
}

/** Throws when the condition still fails after `deadlineMs`. */
export async function until(condition: () => boolean, deadlineMs: number, describe: () => string): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`after ${deadlineMs} ms: ${describe()}`);
    await sleep(1);
  }
}

/** Says what to do when this process may not open that many sockets; undefined when it may. */
export function tooManyFiles(sockets: number): Skipped | undefined {
  const needed = sockets + FILES_BESIDE_SOCKETS;
  const limit = openFileLimit();
  if (limit >= needed) return undefined;
  return {
    skipped: `${sockets} sockets need ${needed} open files, this shell allows ${limit}: run "ulimit -n ${needed}" first`,
  };
}
