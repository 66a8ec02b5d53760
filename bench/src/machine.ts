// What the benchmark asks of the operating system: pinning, process accounting, the file limit, and a note of the machine.
import { spawnSync } from "node:child_process";
import { readFileSync, statfsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";

/** USER_HZ: what /proc reports process times in, on every architecture Linux runs Node on. */
const MICROS_PER_TICK = 10_000;
/** f_type of tmpfs, where fsync costs nothing. */
const TMPFS_MAGIC = 0x01021994;
const CLIENT_CORE = 1;

export interface Cores {
  readonly server: number | undefined;
  readonly client: number | undefined;
}

/** Pins this process, all its threads included, and names the core left for the server. */
export function pinClient(): Cores {
  const isPinned = availableParallelism() >= 2 && pinHere(String(CLIENT_CORE));
  return isPinned ? { server: 0, client: CLIENT_CORE } : { server: undefined, client: undefined };
}

/** Meanwhile what a pinned client starts runs on every core: a browser is many processes, and nobody gives it one core. */
export async function onEveryCore<T>(work: () => Promise<T>): Promise<T> {
  pinHere(`0-${cpus().length - 1}`);
  try {
    return await work();
  } finally {
    pinHere(String(CLIENT_CORE));
  }
}

function pinHere(cores: string): boolean {
  return spawnSync("taskset", ["-a", "-c", "-p", cores, String(process.pid)]).status === 0;
}

/** The command line that starts a program on a core. */
export function pinned(
  core: number | undefined,
  command: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  return core === undefined ? command : ["taskset", "-c", String(core), ...command];
}

/** User plus system time over all threads, living and ended, from /proc/PID/stat (proc(5), fields 14 and 15). */
export async function cpuMicrosOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fieldsFromThird = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fieldsFromThird[11]) + Number(fieldsFromThird[12])) * MICROS_PER_TICK;
}

export async function rssBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** The limit of open files in this process. Node raises the soft limit to the hard one at start. */
export function openFileLimit(): number {
  const limit = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly notes: readonly string[];
}

export function describeMachine(cores: Cores, dataFolder: string): Machine {
  const notes = [];
  if (cores.server === undefined)
    notes.push("not pinned: taskset or a second core is missing, so both sides share the cores");
  if (statfsSync(dataFolder).type === TMPFS_MAGIC)
    notes.push(`${dataFolder} is in memory, so fsync costs nothing here: set TMPDIR to a disk`);
  return { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version, notes };
}
