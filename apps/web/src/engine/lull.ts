/** When nobody waits for anything: what is read for later takes the machine's time then, and not from whoever opens, reads or sends. */
import type { Platform } from "@warbler/sdk";

const LULL_MS = 400;
/** Somebody who goes on and on gets it meanwhile. */
const LONGEST_WAIT_MS = 3_000;

export class Lull {
  readonly #platform: Pick<Platform, "nowMs" | "sleep">;
  #disturbedAtMs: number;

  constructor(platform: Pick<Platform, "nowMs" | "sleep">) {
    this.#platform = platform;
    this.#disturbedAtMs = platform.nowMs();
  }

  /** Somebody asked for what they wait for. */
  disturbed(): void {
    this.#disturbedAtMs = this.#platform.nowMs();
  }

  /** Resolves once nobody has asked for a moment: never at once, so that what goes page by page leaves others a turn. */
  async begun(): Promise<void> {
    const { nowMs, sleep } = this.#platform;
    const askedAtMs = nowMs();
    do await sleep(LULL_MS);
    while (nowMs() - this.#disturbedAtMs < LULL_MS && nowMs() - askedAtMs < LONGEST_WAIT_MS);
  }
}
