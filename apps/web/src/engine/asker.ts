/** Asks the person at the page for a proof of who they are, and waits. One question at a time; a new one ends the one before. */
import type { PasskeyAssertion, PasskeyRequest } from "@warbler/protocol";
import type { Prove } from "@warbler/sdk";
import type { Answered, Asked } from "./asked.ts";
import type { EngineEvent } from "./engine-event.ts";

export class Asker {
  readonly #tell: (event: EngineEvent) => void;
  #lastTried: Answered["kind"] | undefined;
  #waiting: ((answer: Answered | undefined) => void) | undefined;

  constructor(tell: (event: EngineEvent) => void) {
    this.#tell = tell;
  }

  readonly prove: Prove = async (ask, reason) => {
    const lastTried = reason.wasWrong ? this.#lastTried : undefined;
    const answer = await this.#ask({ kind: "proof", ask, ...reason, ...(lastTried !== undefined && { lastTried }) });
    this.#lastTried = answer?.kind;
    return answer?.kind === "assertion" ? undefined : answer;
  };

  readonly sign = async (request: PasskeyRequest): Promise<PasskeyAssertion | undefined> => {
    const answer = await this.#ask({ kind: "passkey", request });
    return answer?.kind === "assertion" ? answer.passkey : undefined;
  };

  /** What the page answered; nothing when the person gave up. */
  answer(answer: Answered | undefined): void {
    this.#waiting?.(answer);
    this.#waiting = undefined;
    this.#tell({ type: "asked" });
  }

  #ask(asked: Asked): Promise<Answered | undefined> {
    this.#waiting?.(undefined);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#tell({ type: "asked", asked });
    });
  }
}
