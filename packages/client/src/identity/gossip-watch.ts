/** Acts on gossip: looks at the log again when somebody has seen more of it, and raises the alarm when logs contradict. */
import type { LogHead } from "@warbler/crypto/identity";
import { type AccountId, base64urlFromBytes } from "@warbler/protocol";
import type { Errands } from "../errands.ts";
import { Gossip } from "./gossip.ts";
import type { LogReplica } from "./log-replica.ts";

/** Rumours of a longer log do not make this client ask more often than this. */
const PAUSE_MS = 2_000;
const MOST_DOUBTED = 1_000;

export interface GossipWatchDeps {
  readonly replica: LogReplica;
  readonly errands: Errands;
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
    try {
      await this.#deps.replica.refresh(PAUSE_MS);
      if (this.#gossip.settle().ahead.length > 0) await this.#deps.replica.refresh();
    } finally {
      this.#isSettling = false;
    }
    const { differing, ahead } = this.#gossip.take();
    for (const { from, head } of differing) this.#doubt(from, head, "another log of the same length");
    for (const { from, head } of ahead) this.#doubt(from, head, "a longer log than the server shows here");
  }

  /** Each contradiction once. */
  #doubt(from: AccountId, { size, root }: LogHead, what: string): void {
    const name = `${size} ${base64urlFromBytes(root)}`;
    if (this.#doubted.has(name) || this.#doubted.size >= MOST_DOUBTED) return;
    this.#doubted.add(name);
    this.#deps.forked(from, `${what}: ${size} entries`);
  }
}
