/**
 * SQLite's write-ahead log is copied into the database beside the writer, by a thread of its own: a commit that copied 16 MiB and
 * synced the database kept everybody waiting who came meanwhile. What no longer fits beside it, the writer copies after all.
 */
import { Worker } from "node:worker_threads";

/** Of 4 KiB: so much is in the log when it is copied. */
export const CHECKPOINT_PAGES = 4_096;
/** So much at most before a commit copies it. Reading it again after a crash takes a tenth of a second for each 64 MiB. */
export const MOST_LOG_PAGES = 4 * CHECKPOINT_PAGES;
/** Copies what is in the log by now, and waits for nobody. */
export const CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)";

export interface Checkpoints extends AsyncDisposable {
  /** Whether the log was copied but for what came meanwhile: once the writer has copied that, the log begins anew. */
  takeCopied(): boolean;
}

export function startCheckpoints(path: string): Checkpoints {
  const worker = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), {
    workerData: path,
    name: "checkpoints",
  });
  let isCopied = false;
  worker.on("message", () => {
    isCopied = true;
  });
  // Without it the log would grow, and the disk that failed it fails the writer as well.
  worker.on("error", (error) => {
    throw error;
  });
  return {
    takeCopied() {
      const was = isCopied;
      isCopied = false;
      return was;
    },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      worker.postMessage("stop");
      await ended;
    },
  };
}
