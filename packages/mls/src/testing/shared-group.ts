/** A group of members of two implementations, ours and ts-mls, in which anyone may do anything. */
import type { CiphersuiteImpl } from "ts-mls";
import { equalBytes, hexFromBytes } from "../bytes.ts";
import { encryptMessage } from "../group/application-message.ts";
import { applyPending, createCommit } from "../group/create-commit.ts";
import { createGroup } from "../group/create-group.ts";
import { epochAuthenticator } from "../group/export.ts";
import type { GroupState } from "../group/group-state.ts";
import { joinGroup } from "../group/join-group.ts";
import { decodeKeyPackage, type Identity } from "../group/key-packages.ts";
import { processMessage } from "../group/process-message.ts";
import { nodeProvider } from "../provider/node.ts";
import type { Chance } from "./seeded.ts";
import { depsOf, identityNamed, keyPackageOf, utf8, valueOf } from "./small-group.ts";
import { TsMlsPeer, tsMlsKeyPackage, tsMlsKeyPackageMessage } from "./ts-mls-peer.ts";

const deps = depsOf(nodeProvider(1));

interface Peer {
  readonly kind: "ours" | "theirs";
  readonly leaf: number;
  authenticator(): Uint8Array;
  /** By key packages to add and leaf indexes to remove. */
  commit(
    add: readonly Uint8Array[],
    remove: readonly number[],
  ): Promise<{ commit: Uint8Array; welcome?: Uint8Array | undefined; apply(): Promise<void> }>;
  encrypt(data: Uint8Array): Promise<Uint8Array>;
  process(message: Uint8Array): Promise<Uint8Array | undefined>;
}

class OurPeer implements Peer {
  readonly kind = "ours";
  readonly #identity: Identity;
  #state: GroupState;

  constructor(identity: Identity, state: GroupState) {
    this.#identity = identity;
    this.#state = state;
  }

  get leaf(): number {
    return this.#state.ownLeaf;
  }

  authenticator(): Uint8Array {
    return epochAuthenticator(this.#state);
  }

  async commit(add: readonly Uint8Array[], remove: readonly number[]) {
    const proposals = [
      ...remove.map((removed) => ({ kind: "remove", removed }) as const),
      ...add.map((bytes) => ({ kind: "add", keyPackage: valueOf(decodeKeyPackage(bytes)) }) as const),
    ];
    const created = valueOf(await createCommit(deps, this.#state, { signer: this.#identity.signer, proposals }));
    const apply = async () => {
      this.#state = valueOf(await applyPending(this.#state, created.pending)).state;
    };
    return { commit: created.commit, welcome: created.welcome, apply };
  }

  async encrypt(data: Uint8Array): Promise<Uint8Array> {
    const sent = valueOf(await encryptMessage(deps, this.#state, { signer: this.#identity.signer, data }));
    this.#state = sent.state;
    return sent.message;
  }

  async process(message: Uint8Array): Promise<Uint8Array | undefined> {
    const processed = valueOf(await processMessage(deps, this.#state, message));
    if (processed.kind !== "removed") this.#state = processed.state;
    return processed.kind === "application" ? processed.data : undefined;
  }
}

class TheirPeer implements Peer {
  readonly kind = "theirs";
  readonly #peer: TsMlsPeer;

  constructor(peer: TsMlsPeer) {
    this.#peer = peer;
  }

  get leaf(): number {
    return this.#peer.ownLeaf;
  }

  authenticator(): Uint8Array {
    return this.#peer.epochAuthenticator;
  }

  async commit(add: readonly Uint8Array[], remove: readonly number[]) {
    const committed = await this.#peer.commit([
      ...remove.map((removed) => ({ proposalType: "remove", remove: { removed } }) as const),
      ...add.map((bytes) => this.#peer.addProposal(bytes)),
    ]);
    return { commit: committed.commit, welcome: committed.welcome, apply: async () => committed.apply() };
  }

  encrypt(data: Uint8Array): Promise<Uint8Array> {
    return this.#peer.encrypt(data);
  }

  process(message: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#peer.process(message);
  }
}

export class SharedGroup {
  readonly #suite: CiphersuiteImpl;
  #peers: Peer[];
  #names = 0;

  private constructor(suite: CiphersuiteImpl, first: Peer) {
    this.#suite = suite;
    this.#peers = [first];
  }

  static async start(suite: CiphersuiteImpl): Promise<SharedGroup> {
    const alice = await identityNamed(deps, "alice");
    return new SharedGroup(
      suite,
      new OurPeer(alice, valueOf(await createGroup(deps, { ...alice, groupId: utf8("shared") }))),
    );
  }

  get members(): number {
    return this.#peers.length;
  }

  async add(kind: Peer["kind"], chance: Chance): Promise<void> {
    const name = `${kind} ${this.#names++}`;
    if (kind === "ours") {
      const identity = await identityNamed(deps, name);
      const own = await keyPackageOf(deps, identity, { notAfterMs: 1e13 });
      const welcome = await this.#commitOf(chance.pick(this.#peers), [own.message], []);
      const { state } = valueOf(await joinGroup(deps, { welcome, keyPackages: [own] }));
      this.#peers.push(new OurPeer(identity, state));
    } else {
      const own = await tsMlsKeyPackage(this.#suite, name);
      const committer = chance.pick(this.#peers);
      const welcome = await this.#commitOf(committer, [tsMlsKeyPackageMessage(own)], []);
      this.#peers.push(new TheirPeer(await TsMlsPeer.join(this.#suite, own, welcome)));
    }
  }

  async remove(chance: Chance): Promise<void> {
    const [committer, gone] = chance.shuffled(this.#peers);
    if (committer === undefined || gone === undefined) return;
    this.#peers = this.#peers.filter((peer) => peer !== gone);
    await this.#commitOf(committer, [], [gone.leaf]);
  }

  async commit(chance: Chance, add: readonly Uint8Array[]): Promise<void> {
    await this.#commitOf(chance.pick(this.#peers), add, []);
  }

  async #commitOf(committer: Peer, add: readonly Uint8Array[], remove: readonly number[]): Promise<Uint8Array> {
    const made = await committer.commit(add, remove);
    for (const peer of this.#peers) if (peer !== committer) await peer.process(made.commit);
    await made.apply();
    return made.welcome ?? new Uint8Array(0);
  }

  mustAgree(): void {
    const views = new Set(this.#peers.map((peer) => hexFromBytes(peer.authenticator())));
    if (views.size !== 1) throw new Error("expected both implementations to agree");
  }

  async everyoneReads(chance: Chance): Promise<void> {
    const sender = chance.pick(this.#peers);
    const data = chance.bytes(20);
    const message = await sender.encrypt(data);
    for (const peer of this.#peers) {
      if (peer === sender) continue;
      const read = await peer.process(message);
      if (read === undefined || !equalBytes(read, data))
        throw new Error(`expected ${peer.kind} to read ${sender.kind}`);
    }
  }
}
