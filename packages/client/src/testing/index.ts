/** For tests of programs that use the SDK: a server in memory, time that can be moved, a network that fails. */

export { MessageIndex, termsOf } from "../groups/search/message-index.ts";
export { loadDeviceKey } from "../session/device-key.ts";
export { VirtualClock } from "./clock.ts";
export { FakeLog } from "./fake-log.ts";
export { FakeServer, type FakeServerOptions, type NewPerson } from "./fake-server.ts";
export type { FakeSocket } from "./fake-socket.ts";
export { recordStanding } from "./fake-standing.ts";
export { type FakePerson, type FakeRoom, FakeState } from "./fake-state.ts";
export { loadLazyModules } from "./lazy-modules.ts";
export { loseGroup } from "./lose-group.ts";
export { type Faults, FaultyNetwork, type Network, perfectNetwork } from "./network.ts";
export { keptStore } from "./own-devices.ts";
export { next, type TwoPeople, twoPeople } from "./people.ts";
export { type SeededRandom, seededRandom } from "./seeded-random.ts";
export { STORE_PROMISES, type StorePromise } from "./store-suite.ts";
