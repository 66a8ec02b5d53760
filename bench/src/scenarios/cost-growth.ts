// How the price of one unit grows with the size of what is already there. Each table is one scenario; every size is a row.
import type { RunningServer, Session } from "../driver.ts";
import { connectCrowd, runFanOut } from "../load/crowd.ts";
import { meter } from "../load/meter.ts";
import { type Couple, closePairs, connectPairs, createCouples, runClosedLoop } from "../load/pairs.ts";
import { closeAll, connectAll, fillRoom, inParallel } from "../load/people.ts";
import type { Figures, Scenario } from "../scenario.ts";

const PAIRS = 20;
const WRITERS = 4;
const PAGE_RECORDS = 250;
const PAGES_READ = 80;
const ROOMS_IN_FLIGHT = 16;
const ROOMS_OF_A_PERSON = 500;

export interface GrowthScale {
  readonly durationMs: number;
  readonly members: readonly number[];
  readonly rooms: readonly number[];
  readonly messages: readonly number[];
  readonly devices: readonly number[];
}

export function costGrowth({ durationMs, members, rooms, messages, devices }: GrowthScale): readonly Scenario[] {
  return [
    growth("members", members, durationMs, {
      people: (server, size) => server.createUsers(size),
      measure: async (server, crowd) => ({
        [`${crowd.length} members: CPU µs/delivery`]: await cpuPerDelivery(server, crowd, durationMs),
      }),
    }),
    growth("devices", devices, durationMs, {
      people: (server, size) => createCouples(server, PAIRS, size),
      measure: async (server, couples, size) => ({
        [`${size} devices: CPU µs/message`]: await cpuPerMessage(server, couples, durationMs),
      }),
    }),
    growth("rooms", rooms, durationMs, {
      people: async (server, size) => ({
        couples: await createCouples(server, PAIRS),
        members: await server.createUsers(2 * Math.ceil(size / ROOMS_OF_A_PERSON)),
      }),
      measure: async (server, { couples, members }, size, previous) => {
        await addRooms(server, members, size - previous);
        return { [`${size} rooms: CPU µs/message`]: await cpuPerMessage(server, couples, durationMs) };
      },
    }),
    messageGrowth(messages, durationMs),
  ];
}

interface Growth<People> {
  people(server: RunningServer, size: number): Promise<People>;
  measure(server: RunningServer, people: People, size: number, previous: number): Promise<Figures>;
}

/** Sizes ascend on one server, so that each builds on the last. */
function growth<People>(name: string, sizes: readonly number[], durationMs: number, of: Growth<People>): Scenario {
  return {
    name: `cost-growth-${name}`,
    rounds: 1,
    servers: "fresh",
    prepare: async (server) => {
      const peopleBySize: (readonly [size: number, people: People])[] = [];
      for (const size of sizes) peopleBySize.push([size, await of.people(server, size)]);
      await warmUp(server, durationMs);
      return {
        measure: async () => {
          let figures: Figures = {};
          let previous = 0;
          for (const [size, people] of peopleBySize) {
            figures = { ...figures, ...(await of.measure(server, people, size, previous)) };
            previous = size;
          }
          return figures;
        },
      };
    },
  };
}

/** Without it the smallest size, measured first, would pay for the server's compilation. */
async function warmUp(server: RunningServer, durationMs: number): Promise<void> {
  await cpuPerMessage(server, await createCouples(server, PAIRS), durationMs);
}

async function cpuPerDelivery(
  server: RunningServer,
  sessions: readonly Session[],
  durationMs: number,
): Promise<number> {
  const crowd = await connectCrowd(server, sessions);
  let deliveries = 0;
  const cost = await meter(server, async () => {
    deliveries = await runFanOut(crowd, WRITERS, durationMs);
  });
  await closeAll(crowd.members);
  return cost.serverCpuMicros / deliveries;
}

async function cpuPerMessage(server: RunningServer, couples: readonly Couple[], durationMs: number): Promise<number> {
  const pairs = await connectPairs(server, couples);
  let messages = 0;
  const cost = await meter(server, async () => {
    messages = (await runClosedLoop(pairs, durationMs)).ackMs.length;
  });
  await closePairs(pairs);
  return cost.serverCpuMicros / messages;
}

/** Rooms of two. */
async function addRooms(server: RunningServer, members: readonly Session[], count: number): Promise<void> {
  const rooms = Array.from({ length: count }, (_, index) => {
    const first = 2 * Math.floor(index / ROOMS_OF_A_PERSON);
    return members.slice(first, first + 2);
  });
  await inParallel(rooms, ROOMS_IN_FLIGHT, (each) => server.createRoom(each));
}

/** One room that grows: what its next messages cost to write, and what its newest pages cost to read. */
function messageGrowth(sizes: readonly number[], durationMs: number): Scenario {
  return {
    name: "cost-growth-messages",
    rounds: 1,
    servers: "fresh",
    prepare: async (server) => {
      const sessions = await server.createUsers(2);
      await warmUp(server, durationMs);
      const room = await server.createRoom(sessions);
      const [sender, receiver] = await connectAll(server, sessions);
      if (sender === undefined || receiver === undefined) throw new Error("expected two clients");
      const measureSize = async (size: number, held: number): Promise<{ figures: Figures; held: number }> => {
        await fillRoom(sender, room, size - held);
        const reading = await meter(server, async () => {
          for (let page = 0; page < PAGES_READ; page++)
            await receiver.history(room, size - PAGE_RECORDS + 1, PAGE_RECORDS);
        });
        let written = 0;
        const writing = await meter(server, async () => {
          const lanes = Array.from({ length: PAIRS }, () => ({ sender, receivers: [], room }));
          written = (await runClosedLoop(lanes, durationMs)).ackMs.length;
        });
        return {
          figures: {
            [`${size} messages: CPU µs/message`]: writing.serverCpuMicros / written,
            [`${size} messages: CPU µs/record read`]: reading.serverCpuMicros / (PAGES_READ * PAGE_RECORDS),
          },
          held: size + written,
        };
      };
      return {
        measure: async () => {
          let figures: Figures = {};
          let held = 0;
          for (const size of sizes) {
            const measured = await measureSize(size, held);
            figures = { ...figures, ...measured.figures };
            held = measured.held;
          }
          return figures;
        },
      };
    },
  };
}
