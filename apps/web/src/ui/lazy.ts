/** Parts that are loaded when they are first shown. */
import { lazy as lazyOnce } from "react";
import { after } from "../platform/clock.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** As React's, but a part that cannot be loaded while there is no network is tried again, and takes nothing else down. */
export const lazy: typeof lazyOnce = (load) => lazyOnce(() => untilLoaded(load));

/** Tries until it is there. */
export async function untilLoaded<T>(load: () => Promise<T>): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await load();
    } catch {
      await new Promise<void>((resolve) => {
        after(waitMs, resolve);
      });
    }
  }
}
