/** Acts on gossip: looks at the log again when somebody has seen more of it, and raises the alarm when logs contradict. */
import type { LogHead } from "@warbler/crypto/identity";
import { type AccountId, base64urlFromBytes } from "@warbler/protocol";
import type { Errands } from "../errands.ts";
import { WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import { Gossip } from "./gossip.ts";
import type { LogReplica } from "./log-replica.ts";

/** Rumours of a longer log do not make this client ask more often than this. */
const PAUSE_MS = 2_000;
const MOST_TRIES = 5;
const MOST_DOUBTED = 1_000;

export interface GossipWatchDeps {
  readonly replica: Pick<LogReplica, "rootAt" | "refresh">;
  readonly errands: Errands;
  readonly platform: Pick<Platform, "sleep">;
  readonly stop: AbortSignal;
  /** `from` said of the log what cannot be true together with what this client verified. */
  readonly forked: (from: AccountId, detail: string) => void;
}

export class GossipWatch {
  readonly #deps: GossipWatchDeps;
  readonly #gossip: Gossip;
  readonly #doubted = new Set<string>();
  #isSettling = false;

  constructor(deps: GossipWatchDeps) {
    this.#deps = deps;
    this.#gossip = new Gossip((size) => deps.replica.rootAt(size));
  }

  note(from: AccountId, head: LogHead): void {
    const judgement = this.#gossip.judge(head);
    if (judgement === "agrees") return;
    if (judgement === "differs") return this.#doubt(from, head, "another log of the same length");
    if (this.#gossip.hold({ from, head }) === "contradicts")
      return this.#doubt(from, head, "another log than somebody else sees");
    if (this.#isSettling) return;
    this.#isSettling = true;
    this.#deps.errands.run("gossip", () => this.#settle());
  }

  async #settle(): Promise<void> {
    let isReachable: boolean;
    try {
      isReachable = await this.#look();
    } finally {
      this.#isSettling = false;
    }
    // Without a way to the server nothing is known of what it would show: what lies ahead waits for the next rumour.
    if (!isReachable) return;
    const { differing, ahead } = this.#gossip.take();
    for (const { from, head } of differing) this.#doubt(from, head, "another log of the same length");
    for (const { from, head } of ahead) this.#doubt(from, head, "a longer log than the server shows here");
  }

  /** Until the log was shown, or refused several times: then what others saw of it is held against it all the same. */
  async #look(): Promise<boolean> {
    const { replica, platform, stop } = this.#deps;
    for (let tried = 1; ; tried++) {
      try {
        await replica.refresh(PAUSE_MS);
        if (this.#gossip.settle().ahead.length > 0) await replica.refresh();
        return true;
      } catch (error) {
        if (!(error instanceof WarblerError)) throw error;
        if (!error.retryable || tried === MOST_TRIES) return error.code !== "network";
        await platform.sleep(PAUSE_MS * 2 ** tried, stop);
      }
    }
  }

  /** Each contradiction once. */
  #doubt(from: AccountId, { size, root }: LogHead, what: string): void {
    const name = `${size} ${base64urlFromBytes(root)}`;
    if (this.#doubted.has(name) || this.#doubted.size >= MOST_DOUBTED) return;
    this.#doubted.add(name);
    this.#deps.forked(from, `${what}: ${size} entries`);
  }
}
