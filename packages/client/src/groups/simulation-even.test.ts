/** Rooms with even seeds; simulation-odd.test.ts has the others, so that two workers share them. */
import { simulateRooms } from "../testing/room-world/simulate-rooms.ts";

await simulateRooms({ rest: 0 });
