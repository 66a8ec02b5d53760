/** The audit log of the fake server: real leaves, tiles, signatures and proofs, in memory. */
import { base64urlFromBytes, FACTS, type FactKind, type ProofAnswer } from "@warbler/protocol";
import {
  appendEntries,
  batchLeafOf,
  emptyTileLog,
  encodeBatchLeaf,
  formatVerifierKey,
  inclusionPathFromTiles,
  portableHasher,
  signCheckpoint,
  subtreePath,
  type TileLog,
  type VerifierKey,
  verifierKeyOf,
} from "@warbler/transparency";

const ORIGIN = "fake.warbler.test/log";

export class FakeLog {
  readonly origin = ORIGIN;
  readonly #key: VerifierKey;
  readonly #signingKey: CryptoKey;
  readonly #files = new Map<string, Uint8Array>();
  readonly #leaves: { readonly entry: Uint8Array; readonly members: readonly Uint8Array[] }[] = [];
  #log: TileLog = emptyTileLog(portableHasher);

  private constructor(key: VerifierKey, signingKey: CryptoKey) {
    this.#key = key;
    this.#signingKey = signingKey;
  }

  static async create(): Promise<FakeLog> {
    const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    if (!("privateKey" in pair)) throw new Error("expected a pair of keys");
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return new FakeLog(verifierKeyOf({ name: ORIGIN, publicKey }), pair.privateKey);
  }

  /** A log under the same key that shares only the first `size` leaves: what a lying operator would show. */
  fork(size: number): FakeLog {
    const forked = new FakeLog(this.#key, this.#signingKey);
    for (const { entry, members } of this.#leaves.slice(0, size)) forked.#take(entry, members);
    return forked;
  }

  get verifierKey(): string {
    return formatVerifierKey(this.#key);
  }

  get size(): number {
    return this.#log.size;
  }

  /** Where the commitments are from now on, each at its place in one leaf. */
  append(kind: FactKind, timeMs: number, commitments: readonly Uint8Array[]): number {
    const leaf = this.#log.size;
    const entry = encodeBatchLeaf(batchLeafOf({ kind: FACTS[kind].code, timeMs, commitments }, portableHasher));
    this.#take(entry, commitments);
    return leaf;
  }

  #take(entry: Uint8Array, members: readonly Uint8Array[]): void {
    const { log, files } = appendEntries(this.#log, [entry], portableHasher);
    this.#log = log;
    for (const { path, bytes } of files) this.#files.set(path, bytes);
    this.#leaves.push({ entry, members });
  }

  readTile(path: string): Uint8Array | undefined {
    return this.#files.get(path);
  }

  checkpoint(log: TileLog = this.#log): Promise<string> {
    const sign = async (message: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", this.#signingKey, new Uint8Array(message)));
    return signCheckpoint(log, this.#key, sign);
  }

  async proof(leaf: number, position: number): Promise<ProofAnswer | undefined> {
    const held = this.#leaves[leaf];
    const commitment = held?.members[position];
    if (held === undefined || commitment === undefined) return undefined;
    const readTile = async (path: string) => this.readTile(path);
    // What is added meanwhile belongs to the next checkpoint.
    const log = this.#log;
    const source = { treeSize: log.size, readTile, hasher: portableHasher };
    const path = await inclusionPathFromTiles(leaf, source);
    if (!path.ok) throw new Error(`the log lacks ${path.refusal.path}`);
    return {
      commitment: base64urlFromBytes(commitment),
      leafEntry: base64urlFromBytes(held.entry),
      leaf,
      position,
      subtreePath: subtreePath(held.members, position, portableHasher).map(base64urlFromBytes),
      inclusionPath: path.value.map(base64urlFromBytes),
      checkpoint: await this.checkpoint(log),
    };
  }
}
