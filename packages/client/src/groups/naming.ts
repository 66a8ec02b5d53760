/**
 * Whoever came in from outside cannot read where the room was given its name, unless the keychain has the key. An owner or
 * moderator says it once more, after a while, so that one of them does it and not all.
 */
import { WarblerError } from "../errors.ts";
import type { AddPeopleDeps } from "./add-people.ts";
import type { HeldGroup } from "./held-group.ts";
import { isModerator } from "./roster.ts";
import { spreadMs } from "./spread.ts";

const PATIENCE_MS = 20_000;
const SPREAD_MS = 60_000;

export class Naming {
  readonly #deps: AddPeopleDeps;
  #isWaiting = false;

  constructor(deps: AddPeopleDeps) {
    this.#deps = deps;
  }

  /** Does what is left to do, later. */
  start(): void {
    const { errands, stop } = this.#deps;
    if (this.#isWaiting || stop.aborted || !this.#isMine()) return;
    this.#isWaiting = true;
    errands.run("say-name", async () => {
      try {
        await this.#say();
      } finally {
        this.#isWaiting = false;
      }
    });
  }

  async #say(): Promise<void> {
    const { platform, stop, isOnline, describe, logger, state } = this.#deps;
    try {
      await platform.sleep(PATIENCE_MS + spreadMs(platform, SPREAD_MS), stop);
    } catch {
      // The client closes; the next start looks again.
      return;
    }
    if (!isOnline() || !this.#isMine()) return;
    try {
      await describe({});
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      logger("name-not-said", { room: state.room, code: error.code });
    }
  }

  #isMine(): boolean {
    const { state, account } = this.#deps;
    const { held } = state;
    return held?.group !== undefined && isUnsaid(held) && isModerator(held.group.extension, account);
  }
}

/** Nothing was said of the name since somebody came. */
function isUnsaid({ entry }: HeldGroup): boolean {
  return entry.broken === undefined && entry.describedSeq > 0 && entry.unnamedSeq > entry.describedSeq;
}
