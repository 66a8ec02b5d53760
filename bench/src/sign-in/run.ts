// How many people a server signs in by password a second, all at the door at once, and what memory that takes: Warbler's program over
// HTTPS, each person a device of their own, beside a process that does nothing but check the same hash. Argon2id is made to cost,
// so the ratio says what signing in adds to it; the bound is the memory, which must not grow with the crowd.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cpuMicrosOf, pinned, rssBytesOf } from "../machine.ts";
import type { LibraryScenario } from "../mls/run.ts";
import { summarise } from "../runner.ts";
import type { Figures } from "../scenario.ts";
import { PORT, startProgram } from "../warbler/program.ts";
import { openSeeder } from "../warbler/seed-people.ts";

const NAME = "sign-in";
const SUBJECTS = ["Argon2id alone", "warbler"] as const;
const PASSWORD = "a password of the benchmark";
const LOOK_MS = 20;
const MIB = 1024 * 1024;
const hashAlone = fileURLToPath(new URL("./hash-alone.ts", import.meta.url));

export interface SignInScale {
  /** At the door at once. */
  readonly people: number;
  readonly rounds: number;
}

/** A process that checks as many passwords as there are people. */
interface Subject extends AsyncDisposable {
  readonly pid: number;
  checkAll(): Promise<void>;
}

export function signIn({ people, rounds }: SignInScale): LibraryScenario {
  return {
    name: NAME,
    run: async (core) => {
      const startedAt = performance.now();
      await using alone = await startHashAlone(people, core);
      await using warbler = await startWarbler(people, core);
      const subjects = [alone, warbler];
      const results: Figures[][] = SUBJECTS.map(() => []);
      // The first round warms up.
      for (let round = 0; round <= rounds; round++)
        for (const [index, subject] of subjects.entries()) {
          const figures = await measure(subject, people);
          if (round > 0) results[index]?.push(figures);
        }
      const servers = SUBJECTS.map((subject, index) =>
        summarise(NAME, subject, results[index] ?? [], index === 0 ? [] : (results[0] ?? [])),
      );
      return { scenario: NAME, elapsedMs: performance.now() - startedAt, servers };
    },
  };
}

async function measure({ pid, checkAll }: Subject, people: number): Promise<Figures> {
  const restBytes = await rssBytesOf(pid);
  let peakBytes = restBytes;
  let isOver = false;
  const looking = (async () => {
    for (; !isOver; await sleep(LOOK_MS)) peakBytes = Math.max(peakBytes, await rssBytesOf(pid));
  })();
  const cpuBefore = await cpuMicrosOf(pid);
  const startedAt = performance.now();
  let [elapsedMs, cpuMicros] = [0, 0];
  try {
    await checkAll();
    elapsedMs = performance.now() - startedAt;
    cpuMicros = (await cpuMicrosOf(pid)) - cpuBefore;
  } finally {
    isOver = true;
    await looking;
  }
  return {
    "sign-ins/s": (1000 * people) / elapsedMs,
    "CPU ms/sign-in": cpuMicros / people / 1000,
    "peak MiB above rest": (peakBytes - restBytes) / MIB,
  };
}

async function startHashAlone(people: number, core: number | undefined): Promise<Subject> {
  const [command, ...args] = pinned(core, [process.execPath, hashAlone]);
  const child = fork(args.at(-1) ?? hashAlone, [String(people), PASSWORD], {
    ...(args.length > 1 && { execPath: command, execArgv: args.slice(0, -1) }),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("expected the hashing process to start, got none");
  const ended = once(child, "exit");
  const failed = ended.then(() => {
    throw new Error("expected the hashing process to answer, but it ended");
  });
  const answered = () => Promise.race([once(child, "message"), failed]);
  await answered();
  return {
    pid,
    checkAll: async () => {
      child.send("check");
      await answered();
    },
    [Symbol.asyncDispose]: async () => {
      child.disconnect();
      await ended;
    },
  };
}

async function startWarbler(people: number, core: number | undefined): Promise<Subject> {
  await using undo = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), "warbler-bench-sign-in-"));
  undo.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const handles = await seeded(dataFolder, people);
  const program = undo.use(await startProgram({ dataFolder, core }, PORT));
  const ca = await readFile(join(dataFolder, "tls", "ca.pem"), "utf8");
  const port = Number(program.said);
  // The server bounds tries by network: each person comes from a network of their own, over a line that is there already.
  const doors = handles.map((handle, at) => ({
    handle,
    localAddress: `127.${1 + (at >> 8)}.${at & 255}.1`,
    agent: new Agent({ ca, servername: "localhost", keepAlive: true, maxSockets: 1 }),
  }));
  undo.defer(() => {
    for (const { agent } of doors) agent.destroy();
  });
  const comeIn = (door: (typeof doors)[number]) => signInOver(door, port);
  const stay = undo.move();
  return {
    pid: program.pid,
    checkAll: async () => void (await Promise.all(doors.map(comeIn))),
    [Symbol.asyncDispose]: () => stay.disposeAsync(),
  };
}

async function seeded(dataFolder: string, people: number): Promise<readonly string[]> {
  await using seeder = await openSeeder(dataFolder);
  return (await seeder.addPeople(people, PASSWORD)).map(({ handle }) => handle);
}

async function signInOver(
  { handle, localAddress, agent }: { readonly handle: string; readonly localAddress: string; readonly agent: Agent },
  port: number,
): Promise<void> {
  const device = { name: "benchmark", verifyingKey: Buffer.alloc(32, 1).toString("base64url") };
  const request = httpsRequest({
    ...{ host: "127.0.0.1", port, path: "/api/sign-in", method: "POST", agent, localAddress },
    headers: { "content-type": "application/json" },
  });
  request.end(JSON.stringify({ handle, password: PASSWORD, device }));
  const [response] = await once(request, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  if (response.statusCode !== 200)
    throw new Error(
      `expected ${handle} to be signed in, got ${response.statusCode}: ${Buffer.concat(chunks).toString()}`,
    );
}
