/**
 * After a reset: brings back those who are not in the room's new group yet. Whoever began it does so at once; owners and
 * moderators go on with those whose devices could not be taken in then.
 */
import { WarblerError } from "../errors.ts";
import { type AddPeopleDeps, bringBack } from "./add-people.ts";
import type { HeldGroup } from "./held-group.ts";
import { spreadMs } from "./spread.ts";

/** Time for whoever began the group; the same again between tries for devices that stay away. */
const PATIENCE_MS = 60_000;

export class Returning {
  readonly #deps: AddPeopleDeps;
  #running: Promise<void> | undefined;
  #isWaiting = false;

  constructor(deps: AddPeopleDeps) {
    this.#deps = deps;
  }

  /** Does what is left to do, soon. */
  start(): void {
    const { errands, stop, state } = this.#deps;
    if (stop.aborted) return;
    if (this.isAlone) errands.run("bring-back", () => this.now());
    else if (!this.#isWaiting && isIncomplete(state.held)) errands.run("bring-back", () => this.#later());
  }

  /** What is said before anybody is back, nobody would ever read. */
  async beforeSending(): Promise<void> {
    if (this.isAlone) await this.now();
  }

  /** Resolves when those who can be reached are back. */
  now(): Promise<void> {
    this.#running ??= this.#bringBack().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #later(): Promise<void> {
    const { platform, stop } = this.#deps;
    this.#isWaiting = true;
    try {
      await platform.sleep(PATIENCE_MS + spreadMs(platform, PATIENCE_MS), stop);
    } catch {
      // The client closes; the next start looks again.
      return;
    } finally {
      this.#isWaiting = false;
    }
    await this.now();
  }

  /** Whoever cannot be reached is tried again with the next change of the room. */
  async #bringBack(): Promise<void> {
    const { logger, state, isOnline } = this.#deps;
    if (!isOnline()) return;
    try {
      await bringBack(this.#deps);
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      logger("not-brought-back", { room: state.room, code: error.code });
      if (error.retryable) throw error;
    }
  }

  /** Whoever is in the first epoch after a reset has begun the group. */
  get isAlone(): boolean {
    const { group, entry } = this.#deps.state.held ?? {};
    return group !== undefined && entry?.broken === undefined && group.generation > 0 && group.epoch === 0;
  }
}

function isIncomplete(held: HeldGroup | undefined): boolean {
  return held?.group !== undefined && held.entry.broken === undefined && held.entry.returning.length > 0;
}
