/** What tests and benchmarks use to run a server in their own process. */
export { type Config, configFrom } from "./config.ts";
export { type Clock, systemClock } from "./kernel/clock.ts";
export { Policy } from "./kernel/policy/policy.ts";
export { type RunningServer, startServer } from "./server.ts";
export { openSnapshots } from "./testing/snapshots.ts";
