// All scenarios at the size `npm run bench` runs them; together they take less than six minutes.
import { fileURLToPath } from "node:url";
import { type LibraryScenario, mlsInChromium, mlsInNode } from "./mls/run.ts";
import { permissionCheck } from "./permissions/run.ts";
import { reviewSnapshot } from "./reviews/run.ts";
import { roomLevels } from "./rooms/run.ts";
import type { Scenario } from "./scenario.ts";
import { costGrowth } from "./scenarios/cost-growth.ts";
import { fanOut } from "./scenarios/fan-out.ts";
import { history } from "./scenarios/history.ts";
import { idleSockets } from "./scenarios/idle-sockets.ts";
import { slackImport } from "./scenarios/import.ts";
import { oneToOne } from "./scenarios/one-to-one.ts";
import { reconnect } from "./scenarios/reconnect.ts";
import { steady } from "./scenarios/steady.ts";
import { signIn } from "./sign-in/run.ts";
import { webClient } from "./web/run.ts";

const besideTheRepository = fileURLToPath(new URL("../../../shared/data/ubuntu-slack.zip", import.meta.url));

const mlsReference = Number(process.env["WARBLER_BENCH_MLS_REFERENCE"] ?? 256);

export const scenarios: readonly (Scenario | LibraryScenario)[] = [
  oneToOne({ pairs: 50, durationMs: 2000, rounds: 5 }),
  fanOut({ members: 100, writers: 4, durationMs: 1500, rounds: 5 }),
  fanOut({ members: 1000, writers: 4, durationMs: 2000, rounds: 5 }),
  steady({ perSecond: 200, durationMs: 3000, rounds: 5 }),
  steady({ perSecond: 1000, durationMs: 3000, rounds: 5 }),
  idleSockets({ sockets: 10_000, rounds: 1 }),
  reconnect({ clients: 1000, rounds: 5 }),
  history({ records: 20_000, rounds: 5 }),
  slackImport(process.env["WARBLER_BENCH_EXPORT"] ?? besideTheRepository, "sealed"),
  slackImport(process.env["WARBLER_BENCH_EXPORT"] ?? besideTheRepository, "e2ee"),
  mlsInNode({ sizes: [2, 32, 256, 1000], referenceUpTo: mlsReference, rounds: 2 }),
  mlsInChromium({ sizes: [2, 32, 256, 1000], referenceUpTo: Math.min(32, mlsReference), rounds: 1 }),
  webClient({
    exportFile: process.env["WARBLER_BENCH_EXPORT"] ?? besideTheRepository,
    lighthouse: process.env["WARBLER_BENCH_LIGHTHOUSE"],
  }),
  roomLevels({ perSecond: 200, durationMs: 3000, rounds: 3 }),
  permissionCheck({ people: 100_000, roles: 1_000, rooms: 10_000, checks: 60_000, rounds: 3 }),
  reviewSnapshot({ people: 100_000, grants: 20, rounds: 3 }),
  signIn({ people: 100, rounds: 3 }),
  ...costGrowth({
    durationMs: 800,
    members: [10, 100, 1000],
    devices: [1, 4, 16],
    rooms: [100, 1000, 5000],
    messages: [1000, 10_000, 40_000],
  }),
];

/** All scenarios whose name is, or begins with, one of `names`; all of them for no names. Throws on a name that fits none. */
export function selectScenarios(names: readonly string[]): readonly (Scenario | LibraryScenario)[] {
  const fits = (scenario: Scenario | LibraryScenario, name: string) =>
    scenario.name === name || scenario.name.startsWith(`${name}-`);
  for (const name of names) {
    if (scenarios.some((scenario) => fits(scenario, name))) continue;
    throw new RangeError(`expected one of ${scenarios.map((each) => each.name).join(", ")}; got ${name}`);
  }
  return scenarios.filter((scenario) => names.length === 0 || names.some((name) => fits(scenario, name)));
}
