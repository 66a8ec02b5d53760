/**
 * What other devices say of the identity log, held against this client's own copy. A server that shows two people different
 * logs is caught by the first message that either reads of the other.
 */
import type { LogHead } from "@warbler/crypto/identity";
import type { AccountId } from "@warbler/protocol";
import { equalBytes } from "../sync/equal-bytes.ts";

/** Heads that lie ahead of this copy and wait for it. */
const MOST_WAITING = 64;

export interface Rumour {
  readonly from: AccountId;
  readonly head: LogHead;
}

export type Judgement = "agrees" | "differs" | "ahead";

export class Gossip {
  readonly #rootAt: (size: number) => Uint8Array | undefined;
  readonly #waiting = new Map<number, Rumour>();

  constructor(rootAt: (size: number) => Uint8Array | undefined) {
    this.#rootAt = rootAt;
  }

  judge({ size, root }: LogHead): Judgement {
    const own = this.#rootAt(size);
    if (own === undefined) return "ahead";
    return equalBytes(own, root) ? "agrees" : "differs";
  }

  /** Keeps one rumour for each size; those of one size that differ contradict each other already. */
  hold(rumour: Rumour): "held" | "contradicts" {
    const held = this.#waiting.get(rumour.head.size);
    if (held !== undefined) return equalBytes(held.head.root, rumour.head.root) ? "held" : "contradicts";
    if (this.#waiting.size >= MOST_WAITING) this.#waiting.delete(Math.min(...this.#waiting.keys()));
    this.#waiting.set(rumour.head.size, rumour);
    return "held";
  }

  /** What was held and is now known to be false, and what still lies ahead. */
  settle(): Settled {
    const rumours = [...this.#waiting.values()];
    const judged = (judgement: Judgement) => rumours.filter(({ head }) => this.judge(head) === judgement);
    return { differing: judged("differs"), ahead: judged("ahead") };
  }

  /** As `settle`, and holds nothing any more. */
  take(): Settled {
    const settled = this.settle();
    this.#waiting.clear();
    return settled;
  }
}

export interface Settled {
  readonly differing: readonly Rumour[];
  readonly ahead: readonly Rumour[];
}
