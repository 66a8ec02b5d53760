/** Owns work that nobody waits for: it is counted, its failures are logged, and closing waits for it. */
import { WarblerError } from "./errors.ts";
import type { Logger } from "./platform/platform.ts";

export class Errands {
  readonly #logger: Logger;
  readonly #running = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  run(name: string, work: () => Promise<unknown>): void {
    const errand = work()
      .then(
        () => {},
        (error: unknown) => {
          const code = error instanceof WarblerError ? error.code : error instanceof Error ? error.name : "unknown";
          this.#logger("errand-failed", { name, code });
        },
      )
      .finally(() => this.#running.delete(errand));
    this.#running.add(errand);
  }

  /** Resolves when everything started so far is done, and what that started. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
