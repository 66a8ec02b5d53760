/** The thread of `checkpoints.ts`: looks how long the log is, copies it when it is long, and says so. */
import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { systemClock } from "../clock.ts";
import { CHECKPOINT, CHECKPOINT_PAGES } from "./checkpoints.ts";

const LOOK_MS = 500;

const port = parentPort;
if (port === null) throw new Error("checkpoints run in a worker thread");
const db = new Database(String(workerData));
db.pragma("synchronous = FULL");
db.pragma("wal_autocheckpoint = 0");
interface LogState {
  readonly log: number;
  readonly checkpointed: number;
}
const look = db.prepare<[], LogState>("PRAGMA wal_checkpoint(NOOP)");
const copy = db.prepare<[], LogState>(CHECKPOINT);

const stopping = new AbortController();
port.once("message", () => stopping.abort());
while (!stopping.signal.aborted) {
  const state = look.get();
  if (state !== undefined && state.log - state.checkpointed >= CHECKPOINT_PAGES) {
    copy.get();
    port.postMessage("copied");
  }
  await systemClock.wait(LOOK_MS, stopping.signal).catch(() => undefined);
}
db.close();
