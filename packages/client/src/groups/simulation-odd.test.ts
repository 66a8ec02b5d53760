/** Rooms with odd seeds; simulation-even.test.ts has the others, so that two workers share them. */
import { simulateRooms } from "../testing/room-world/simulate-rooms.ts";

await simulateRooms({ rest: 1 });
