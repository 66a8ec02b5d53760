// A device reads a long room from its beginning, page after page, decoding every record.
import type { Client, Room } from "../driver.ts";
import { coreShares, meter } from "../load/meter.ts";
import { connectAll, fillRoom } from "../load/people.ts";
import type { Scenario } from "../scenario.ts";

const PAGE_RECORDS = 250;

export function history({ records, rounds }: { readonly records: number; readonly rounds: number }): Scenario {
  return {
    name: "history",
    rounds,
    servers: "shared",
    prepare: async (server) => {
      const sessions = await server.createUsers(2);
      const room = await server.createRoom(sessions);
      const [writer, reader] = await connectAll(server, sessions);
      if (writer === undefined || reader === undefined) throw new Error("expected two clients");
      await fillRoom(writer, room, records);
      return {
        measure: async () => {
          const cost = await meter(server, () => readAll(reader, room, records));
          return {
            "records/s": (1000 * records) / cost.elapsedMs,
            "CPU µs/record": cost.serverCpuMicros / records,
            ...coreShares(cost),
          };
        },
      };
    },
  };
}

/** Pages on until `records` have come. A page shorter than asked for is fine, an empty one is not. */
async function readAll(reader: Client, room: Room, records: number): Promise<void> {
  for (let read = 0; read < records; ) {
    const page = await reader.history(room, read + 1, PAGE_RECORDS);
    if (page.length === 0) throw new Error(`expected ${records} records, got ${read}`);
    read += page.length;
  }
}
