/**
 * A group that lives through random days: people come, go, lose their state, speak out of order. After each step all must
 * agree, everyone must read what is said, and whoever was removed must learn nothing.
 */
import { equalBytes, hexFromBytes } from "../bytes.ts";
import { decode } from "../codec/reader.ts";
import { readMlsMessage } from "../framing/mls-message.ts";
import { encryptMessage } from "../group/application-message.ts";
import { applyPending, type CommitInput, createCommit } from "../group/create-commit.ts";
import { createGroup } from "../group/create-group.ts";
import { enterEpoch, type KnownPsk, noCommitSecret } from "../group/epoch.ts";
import { createGroupInfo, ratchetTreeOf } from "../group/group-info.ts";
import { type GroupState, type MlsDeps, roster } from "../group/group-state.ts";
import { joinExternally } from "../group/join-externally.ts";
import { joinGroup } from "../group/join-group.ts";
import { capabilitiesFor, createKeyPackage, decodeKeyPackage, type Identity } from "../group/key-packages.ts";
import { acceptAnyCredentialAndCommitForTests } from "../group/policy.ts";
import { processMessage } from "../group/process-message.ts";
import { propose, proposeFromOutside, proposeUpdate } from "../group/propose.ts";
import { externalPskProposal, resumptionPskProposal } from "../group/psk-proposals.ts";
import { basicCredential } from "../messages/credential.ts";
import { externalSendersExtension } from "../messages/extension.ts";
import { encodeGroupContext } from "../messages/group-context.ts";
import type { Proposal } from "../messages/proposal.ts";
import { decodeGroup, encodeGroup } from "../persistence/stored-group.ts";
import { decodePending, encodePending } from "../persistence/stored-pending.ts";
import { decryptWithLabel } from "../provider/labelled.ts";
import type { Signer } from "../provider/provider.ts";
import { treeHash } from "../tree/tree-hash.ts";
import { type Chance, seededChance, seededProvider } from "./seeded.ts";
import { valueOf } from "./small-group.ts";

/** An application extension of the GroupContext that everyone supports. */
export const ROLES_EXTENSION = 0xff01;
const DAY_MS = 86_400_000;

interface Person {
  readonly name: string;
  readonly identity: Identity & { signer: Signer };
  state: GroupState;
}

/** Someone who was removed, with everything they had. */
interface Removed {
  readonly name: string;
  readonly state: GroupState;
}

interface Delayed {
  readonly message: Uint8Array;
  readonly text: string;
  readonly sender: string;
  readonly epoch: bigint;
  readonly readers: readonly string[];
}

export interface WalkOptions {
  readonly seed: number;
  readonly steps: number;
  readonly mostMembers: number;
  /** Cheap ones take the same ways through the group, and leave no forger out, of which there is none here. */
  readonly primitives: "real" | "cheap";
}

/** Throws an error that names the seed and the step. */
export async function randomWalk(options: WalkOptions): Promise<void> {
  const walk = await Walk.start(options);
  for (let step = 0; step < options.steps; step++) {
    const done = walk.history.length;
    try {
      await walk.step();
    } catch (failure) {
      const recent = walk.history.slice(-6).join(", ");
      throw new Error(`seed ${options.seed}, step ${step} (${recent}; ${walk.history.length - done} new)`, {
        cause: failure,
      });
    }
  }
}

class Walk {
  readonly history: string[] = [];
  readonly #chance: Chance;
  readonly #deps: MlsDeps;
  readonly #options: WalkOptions;
  readonly #server: Signer;
  #people: Person[];
  #removed: Removed[] = [];
  #delayed: Delayed[] = [];
  #names = 0;
  #psks: KnownPsk[] = [];

  private constructor(options: WalkOptions, made: { chance: Chance; deps: MlsDeps; server: Signer }) {
    this.#options = options;
    this.#chance = made.chance;
    this.#deps = made.deps;
    this.#server = made.server;
    this.#people = [];
  }

  static async start(options: WalkOptions): Promise<Walk> {
    const provider = seededProvider(`keys ${options.seed}`, options.primitives);
    const server = await provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
    const deps = { provider, policy: acceptAnyCredentialAndCommitForTests };
    const walk = new Walk(options, { chance: seededChance(`walk ${options.seed}`), deps, server });
    const identity = await walk.#newIdentity();
    const sender = { signatureKey: server.publicKey, credential: basicCredential(utf8("server")) };
    const groupId = walk.#chance.bytes(16);
    const contextExtensions = [externalSendersExtension([sender]), { type: ROLES_EXTENSION, data: utf8("roles") }];
    const settings = { pastEpochs: 3 };
    const state = valueOf(await createGroup(deps, { ...identity.identity, groupId, contextExtensions, settings }));
    walk.#people.push({ ...identity, state });
    return walk;
  }

  async #newIdentity() {
    const { provider } = this.#deps;
    const name = `p${this.#names++}`;
    const signer = await provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
    const capabilities = capabilitiesFor(provider.suite, { extensions: [ROLES_EXTENSION] });
    return { name, identity: { signer, credential: basicCredential(utf8(name)), capabilities } };
  }

  async step(): Promise<void> {
    const { below } = this.#chance;
    const isSmall = this.#people.length < 2;
    const isFull = this.#people.length >= this.#options.mostMembers;
    const roll = below(20);
    if (isSmall) await (below(4) === 0 ? this.#joinFromOutside() : this.#add());
    else if (roll < 4) await (isFull ? this.#remove() : this.#add());
    else if (roll < 6) await this.#update();
    else if (roll < 9) await this.#remove();
    else if (roll < 12) await this.#mixed();
    else if (roll < 14) await (isFull ? this.#resync() : this.#joinFromOutside());
    else if (roll < 15) await this.#resync();
    else if (roll < 16) await this.#psk();
    else if (roll < 17) await this.#changeContext();
    else if (roll < 18) await this.#removeByServer();
    else if (roll < 19) await this.#discardCommits();
    else await this.#speakOutOfOrder();
    this.#saveAndLoadSome();
    this.#checkAgreement();
    await this.#everyoneReads(this.#chance.pick(this.#people));
  }

  #person(): Person {
    return this.#chance.pick(this.#people);
  }

  #others(than: Person): Person[] {
    return this.#people.filter((person) => person !== than);
  }

  #leafOf(person: Person): number {
    return person.state.ownLeaf;
  }

  async #keyPackage(identity: Identity) {
    const own = await createKeyPackage(this.#deps.provider, {
      ...identity,
      notBeforeMs: 0,
      notAfterMs: 90 * DAY_MS,
      isLastResort: this.#chance.below(2) === 0,
    });
    return { own, keyPackage: valueOf(decodeKeyPackage(own.message)) };
  }

  // ---- steps

  async #add(): Promise<void> {
    const room = Math.max(1, this.#options.mostMembers - this.#people.length);
    const count = 1 + this.#chance.below(Math.min(3, room));
    this.history.push(`add ${count}`);
    await this.#commit(this.#person(), { newcomers: count, withPath: this.#chance.below(2) === 0 });
  }

  async #update(): Promise<void> {
    this.history.push("update");
    const person = this.#person();
    const signer = this.#chance.below(3) === 0 ? await this.#newSigner() : undefined;
    await this.#commit(person, { input: { leaf: { signer } } });
    if (signer !== undefined) person.identity.signer = signer;
  }

  async #newSigner(): Promise<Signer> {
    const { provider } = this.#deps;
    return provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
  }

  async #remove(): Promise<void> {
    const committer = this.#person();
    const gone = this.#chance.shuffled(this.#others(committer)).slice(0, 1 + this.#chance.below(2));
    this.history.push(`remove ${gone.length}`);
    const proposals = gone.map((person) => ({ kind: "remove", removed: this.#leafOf(person) }) as const);
    await this.#commit(committer, { input: { proposals } });
  }

  /** Adds, Removes and Updates in one commit, by value and by reference. */
  async #mixed(): Promise<void> {
    this.history.push("mixed");
    const [committer, ...others] = this.#chance.shuffled(this.#people);
    if (committer === undefined) return;
    const leaving = others.slice(0, this.#chance.below(2));
    const updating = others.slice(1, 1 + this.#chance.below(3));
    for (const person of updating) {
      const sent = valueOf(await proposeUpdate(this.#deps, person.state, {}, this.#handshake(person)));
      person.state = sent.state;
      await this.#deliverProposal(sent.message, person);
    }
    if (leaving[0] !== undefined && this.#chance.below(2) === 0) {
      const proposer = this.#chance.pick(this.#people);
      const proposal = { kind: "remove", removed: this.#leafOf(leaving[0]) } as const;
      const sent = valueOf(await propose(this.#deps, proposer.state, proposal, this.#handshake(proposer)));
      proposer.state = sent.state;
      await this.#deliverProposal(sent.message, proposer);
      await this.#commit(committer, { newcomers: this.#chance.below(2), withPath: true });
    } else {
      const proposals = leaving.map((person) => ({ kind: "remove", removed: this.#leafOf(person) }) as const);
      await this.#commit(committer, { newcomers: this.#chance.below(2), input: { proposals } });
    }
  }

  async #removeByServer(): Promise<void> {
    this.history.push("remove by the server");
    const gone = this.#person();
    const proposal = { kind: "remove", removed: this.#leafOf(gone) } as const;
    const message = await proposeFromOutside(gone.state.context, proposal, { signer: this.#server, senderIndex: 0 });
    await this.#deliverProposal(message, undefined);
    const others = this.#others(gone);
    await this.#commit(this.#chance.pick(others), {});
  }

  async #psk(): Promise<void> {
    this.history.push("psk");
    const { provider } = this.#deps;
    const pskId = this.#chance.bytes(8);
    this.#psks = [...this.#psks.slice(-3), { kind: "external", pskId, secret: this.#chance.bytes(32) }];
    const committer = this.#person();
    const { groupId, epoch } = committer.state.context;
    const proposals: CommitInput["proposals"] = [
      externalPskProposal(provider, pskId),
      ...(this.#chance.below(2) === 0
        ? [resumptionPskProposal(provider, { usage: "application", groupId, epoch })]
        : []),
    ];
    await this.#commit(committer, { input: { proposals } });
  }

  async #changeContext(): Promise<void> {
    this.history.push("context");
    const committer = this.#person();
    const data = this.#chance.bytes(12);
    const extensions = committer.state.context.extensions.map((each) =>
      each.type === ROLES_EXTENSION ? { ...each, data } : each,
    );
    await this.#commit(committer, { input: { proposals: [{ kind: "group_context_extensions", extensions }] } });
  }

  async #joinFromOutside(): Promise<void> {
    this.history.push("join from outside");
    await this.#externalCommit(await this.#newIdentity(), undefined);
  }

  async #resync(): Promise<void> {
    this.history.push("resync");
    const person = this.#person();
    await this.#externalCommit(person, person);
  }

  /** Two commits at once: one wins, the other is thrown away. */
  async #discardCommits(): Promise<void> {
    this.history.push("concurrent commits");
    const loser = this.#person();
    const lost = valueOf(
      await createCommit(this.#deps, loser.state, { signer: loser.identity.signer, psks: this.#psks }),
    );
    loser.state = lost.state;
    await this.#commit(this.#chance.pick(this.#others(loser)), {});
    const late = await applyPending(loser.state, lost.pending);
    if (late.ok) throw new Error("expected a lost commit to be refused");
  }

  async #speakOutOfOrder(): Promise<void> {
    this.history.push("messages");
    for (let count = 3 + this.#chance.below(6); count > 0; count--) {
      const sender = this.#person();
      this.#delayed.push(await this.#say(sender));
    }
    await this.#deliverDelayed(this.#chance.below(2) === 0 ? 2 : 0);
  }

  // ---- what steps are made of

  #handshake(person: Person) {
    const format = this.#chance.below(4) === 0 ? "private" : "public";
    return { signer: person.identity.signer, format } as const;
  }

  async #deliverProposal(message: Uint8Array, sender: Person | undefined): Promise<void> {
    for (const person of this.#people) {
      if (person === sender) continue;
      const received = valueOf(await processMessage(this.#deps, person.state, message, { psks: this.#psks }));
      if (received.kind !== "proposal") throw new Error("expected a proposal");
      person.state = received.state;
    }
  }

  async #commit(
    committer: Person,
    { newcomers = 0, withPath, input }: { newcomers?: number; withPath?: boolean; input?: Partial<CommitInput> },
  ): Promise<void> {
    const joining = await Promise.all(
      Array.from({ length: newcomers }, async () => {
        const person = await this.#newIdentity();
        return { ...person, ...(await this.#keyPackage(person.identity)) };
      }),
    );
    const adds: Proposal[] = joining.map(({ keyPackage }) => ({ kind: "add", keyPackage }));
    const welcomeTree = this.#chance.below(2) === 0 ? "inside" : "apart";
    const created = valueOf(
      await createCommit(this.#deps, committer.state, {
        ...this.#handshake(committer),
        ...input,
        proposals: [...(input?.proposals ?? []), ...(adds as never[])],
        psks: this.#psks,
        nowMs: DAY_MS,
        withPath,
        welcomeTree,
      }),
    );
    committer.state = created.state;
    const before = committer.state;
    const pending =
      this.#chance.below(3) === 0
        ? valueOf(decodePending(this.#deps.provider, encodePending(created.pending)))
        : created.pending;
    committer.state = valueOf(await applyPending(committer.state, pending)).state;
    await this.#follow(created.commit, committer, before);
    for (const { name, identity, own } of joining) {
      const joined = valueOf(
        await joinGroup(this.#deps, {
          welcome: created.welcome ?? new Uint8Array(0),
          keyPackages: [own],
          ratchetTree: welcomeTree === "apart" ? ratchetTreeOf(committer.state) : undefined,
          psks: this.#psks,
          settings: { pastEpochs: 3 },
        }),
      );
      this.#people.push({ name, identity, state: joined.state });
    }
    await this.#probe(created.commit, before, committer.state);
  }

  async #externalCommit(newcomer: Omit<Person, "state">, replaced: Person | undefined): Promise<void> {
    const host = this.#chance.pick(replaced === undefined ? this.#people : [...this.#others(replaced)]);
    const withTree = this.#chance.below(2) === 0;
    const options = { signer: host.identity.signer, withTree, withExternalPub: true };
    const groupInfo = valueOf(await createGroupInfo(this.#deps, host.state, options));
    const joined = valueOf(
      await joinExternally(this.#deps, {
        ...newcomer.identity,
        groupInfo,
        ratchetTree: withTree ? undefined : ratchetTreeOf(host.state),
        replaces: replaced && (() => replaced.state.ownLeaf),
        settings: { pastEpochs: 3 },
      }),
    );
    const before = host.state;
    if (replaced !== undefined) {
      this.#removed.push({ name: replaced.name, state: replaced.state });
      this.#people = this.#others(replaced);
    }
    await this.#follow(joined.commit, undefined, before);
    // What the old state of a resync could still open went with it.
    this.#delayed = this.#delayed.map((each) => ({
      ...each,
      readers: each.readers.filter((name) => name !== newcomer.name),
    }));
    this.#people.push({ ...newcomer, state: joined.state });
    await this.#probe(joined.commit, before, joined.state);
  }

  /** Everyone but the committer processes a commit; who is removed by it leaves. */
  async #follow(commit: Uint8Array, committer: Person | undefined, before: GroupState): Promise<void> {
    for (const person of [...this.#people]) {
      if (person === committer) continue;
      const followed = valueOf(await processMessage(this.#deps, person.state, commit, { psks: this.#psks }));
      if (followed.kind === "removed") {
        this.#removed.push({ name: person.name, state: person.state });
        this.#people = this.#others(person);
      } else if (followed.kind === "commit") {
        if (followed.state.context.epoch !== before.context.epoch + 1n) throw new Error("expected the next epoch");
        person.state = followed.state;
      } else throw new Error("expected a commit");
    }
    this.#removed = this.#removed.slice(-4);
  }

  #saveAndLoadSome(): void {
    for (const person of this.#people) {
      if (this.#chance.below(6) !== 0) continue;
      const stored = encodeGroup(person.state);
      person.state = valueOf(decodeGroup(this.#deps.provider, stored));
      const again = encodeGroup(person.state);
      const isSame = equalBytes(stored.epochPart, again.epochPart) && equalBytes(stored.messagePart, again.messagePart);
      if (!isSame) throw new Error("expected a loaded state to be saved as the same bytes");
    }
  }

  #checkAgreement(): void {
    const views = this.#people.map(({ state }) => {
      if (!equalBytes(treeHash(this.#deps.provider, state.tree), state.context.treeHash)) throw new Error("tree hash");
      // Without the cache: what was recomputed in part must be what it is as a whole.
      const fresh = { ...state.tree, hashes: state.tree.hashes.map(() => undefined) };
      if (!equalBytes(treeHash(this.#deps.provider, fresh), state.context.treeHash))
        throw new Error("cached tree hash");
      return hexFromBytes(state.secrets.epochAuthenticator) + hexFromBytes(state.context.treeHash);
    });
    if (new Set(views).size !== 1) throw new Error("expected all members to agree");
    const names = new Set(roster(this.#people[0]!.state).map(({ credential }) => nameOf(credential)));
    if (names.size !== this.#people.length) throw new Error("expected the roster to name all members");
  }

  async #say(sender: Person): Promise<Delayed> {
    const text = `${sender.name} says ${hexFromBytes(this.#chance.bytes(6))}`;
    const { signer } = sender.identity;
    const paddingBytes = this.#chance.below(32);
    const sent = valueOf(await encryptMessage(this.#deps, sender.state, { signer, data: utf8(text), paddingBytes }));
    sender.state = sent.state;
    const readers = this.#others(sender).map(({ name }) => name);
    return { message: sent.message, text, sender: sender.name, epoch: sender.state.context.epoch, readers };
  }

  async #everyoneReads(sender: Person): Promise<void> {
    const said = await this.#say(sender);
    for (const person of this.#others(sender)) await this.#read(person, said);
    for (const { state } of this.#removed) await this.#mustNotRead(state, said.message);
  }

  async #read(person: Person, { message, text, sender }: Delayed): Promise<void> {
    const opened = valueOf(await processMessage(this.#deps, person.state, message));
    if (opened.kind !== "application") throw new Error("expected application data");
    if (new TextDecoder().decode(opened.data) !== text) throw new Error("expected what was said");
    if (nameOf(opened.sender.credential) !== sender) throw new Error("expected the sender to be named");
    person.state = opened.state;
    const again = await processMessage(this.#deps, person.state, message);
    if (again.ok || again.refusal.reason !== "key-consumed") throw new Error("expected a message to open once");
  }

  /** In any order, up to three epochs late. `kept` messages wait longer. */
  async #deliverDelayed(kept: number): Promise<void> {
    const mixed = this.#chance.shuffled(this.#delayed);
    this.#delayed = mixed.splice(0, kept);
    const { epoch } = this.#people[0]!.state.context;
    for (const said of mixed) {
      for (const person of this.#people) {
        if (!said.readers.includes(person.name)) continue;
        const isKept = said.epoch >= epoch - 3n;
        if (isKept) await this.#read(person, said);
        else {
          const late = await processMessage(this.#deps, person.state, said.message);
          if (late.ok || late.refusal.reason !== "stale-epoch") throw new Error("expected a stale epoch");
        }
      }
    }
  }

  async #mustNotRead(state: GroupState, message: Uint8Array): Promise<void> {
    const opened = await processMessage(this.#deps, state, message);
    if (opened.ok) throw new Error("a removed member opened a message");
    // The epoch is no secret: with the right one claimed, it is the keys that must be missing.
    const { message: later } = decode(message, readMlsMessage);
    if (!("epoch" in later)) return;
    const pretending = { ...state, context: { ...state.context, epoch: later.epoch }, past: [] };
    const pretended = await processMessage(this.#deps, pretending, message);
    if (pretended.ok) throw new Error("a removed member opened a message of a later epoch");
  }

  /** Tries everything that a removed member has on a later commit: each private key on each ciphertext, and no secret. */
  async #probe(commit: Uint8Array, before: GroupState, after: GroupState): Promise<void> {
    const { provider } = this.#deps;
    const envelope = decode(commit, readMlsMessage);
    if (envelope.kind !== "publicMessage" || envelope.message.content.body.kind !== "commit") return;
    const { content, auth } = envelope.message;
    if (content.body.kind !== "commit") return;
    const { path } = content.body.commit;
    const context = encodeGroupContext({
      ...after.context,
      confirmedTranscriptHash: before.context.confirmedTranscriptHash,
    });
    for (const { name, state } of this.#removed) {
      const removedNow = state.context.epoch === before.context.epoch;
      if (removedNow && path === undefined) throw new Error("a commit that removes has no path");
      for (const node of path?.nodes ?? []) {
        for (const ciphertext of node.encryptedPathSecrets) {
          for (const privateKey of state.privateKeys.values()) {
            const label = "UpdatePathNode";
            const opened = await decryptWithLabel(provider, { privateKey, label, context }, ciphertext).catch(
              () => undefined,
            );
            if (opened !== undefined) throw new Error(`${name}, who was removed, opened a path secret`);
          }
        }
      }
      const guess = enterEpoch(provider, {
        context: before.context,
        interimTranscriptHash: before.interimTranscriptHash,
        initSecret: state.secrets.initSecret,
        tree: after.tree,
        extensions: after.context.extensions,
        commit: { wireFormat: 1, content, auth },
        commitSecret: noCommitSecret(provider),
        pskSecret: new Uint8Array(provider.suite.hashBytes),
      });
      if (equalBytes(guess.confirmationTag, after.confirmationTag)) throw new Error(`${name} entered a later epoch`);
    }
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function nameOf(credential: { readonly kind: string; readonly identity?: Uint8Array }): string {
  return new TextDecoder().decode(credential.identity);
}
