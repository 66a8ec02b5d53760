// How the price of one unit grows with the size of what is already there. Each table is one scenario; every size is a row.
import type { RunningServer } from "../driver.ts";
import { connectCrowd, runFanOut } from "../load/crowd.ts";
import { meter } from "../load/meter.ts";
import { closePairs, connectPairs, runClosedLoop } from "../load/pairs.ts";
import { closeAll, connectAll, fillRoom, inParallel } from "../load/people.ts";
import type { Figures, Scenario } from "../scenario.ts";

const PAIRS = 20;
const WRITERS = 4;
const PAGE_RECORDS = 250;
const PAGES_READ = 80;
const ROOMS_IN_FLIGHT = 16;

export interface GrowthScale {
  readonly durationMs: number;
  readonly members: readonly number[];
  readonly rooms: readonly number[];
  readonly messages: readonly number[];
  readonly devices: readonly number[];
}

export function costGrowth({ durationMs, members, rooms, messages, devices }: GrowthScale): readonly Scenario[] {
  return [
    growth("members", members, durationMs, async (server, size) => ({
      [`${size} members: CPU µs/delivery`]: await cpuPerDelivery(server, size, durationMs),
    })),
    growth("devices", devices, durationMs, async (server, size) => ({
      [`${size} devices: CPU µs/message`]: await cpuPerMessage(server, size, durationMs),
    })),
    growth("rooms", rooms, durationMs, async (server, size, previous) => {
      await addRooms(server, size - previous);
      return { [`${size} rooms: CPU µs/message`]: await cpuPerMessage(server, 1, durationMs) };
    }),
    messageGrowth(messages, durationMs),
  ];
}

type MeasureSize = (server: RunningServer, size: number, previous: number) => Promise<Figures>;

/** Sizes ascend on one server, so that each builds on the last. */
function growth(name: string, sizes: readonly number[], durationMs: number, measureSize: MeasureSize): Scenario {
  return {
    name: `cost-growth-${name}`,
    rounds: 1,
    servers: "fresh",
    prepare: async (server) => {
      await warmUp(server, durationMs);
      return {
        measure: async () => {
          let figures: Figures = {};
          let previous = 0;
          for (const size of sizes) {
            figures = { ...figures, ...(await measureSize(server, size, previous)) };
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
  await cpuPerMessage(server, 1, durationMs);
}

async function cpuPerDelivery(server: RunningServer, size: number, durationMs: number): Promise<number> {
  const crowd = await connectCrowd(server, size);
  let deliveries = 0;
  const cost = await meter(server, async () => {
    deliveries = await runFanOut(crowd, WRITERS, durationMs);
  });
  await closeAll(crowd.members);
  return cost.serverCpuMicros / deliveries;
}

async function cpuPerMessage(server: RunningServer, devices: number, durationMs: number): Promise<number> {
  const pairs = await connectPairs(server, PAIRS, devices);
  let messages = 0;
  const cost = await meter(server, async () => {
    messages = (await runClosedLoop(pairs, durationMs)).ackMs.length;
  });
  await closePairs(pairs);
  return cost.serverCpuMicros / messages;
}

async function addRooms(server: RunningServer, count: number): Promise<void> {
  const members = await server.createUsers(2);
  const rooms = Array.from({ length: count }, () => members);
  await inParallel(rooms, ROOMS_IN_FLIGHT, (each) => server.createRoom(each));
}

/** One room that grows: what its next messages cost to write, and what its newest pages cost to read. */
function messageGrowth(sizes: readonly number[], durationMs: number): Scenario {
  return {
    name: "cost-growth-messages",
    rounds: 1,
    servers: "fresh",
    prepare: async (server) => {
      await warmUp(server, durationMs);
      const sessions = await server.createUsers(2);
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
