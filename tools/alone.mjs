// Work in a folder that only one process does at a time: two that install packages into it, or build the web client there,
// at the same moment destroy each other's files. Plain JavaScript, since launch.mjs needs it before there is anything else.
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const LOOK_EVERY_MS = 200;

/**
 * Does `work` while the file `lock` names this process, and waits while it names another one that lives. What a killed
 * process left is taken over.
 */
export function alone(lock, work, sayWaiting) {
  for (let isTold = false; !isTaken(lock); isTold = true) {
    if (!isTold) sayWaiting();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isTaken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (!isAlive(ownerOf(lock))) rmSync(lock, { force: true });
  return false;
}

/** 0, which is every process of this one's group, until the owner has written itself down. */
function ownerOf(lock) {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return 0;
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
