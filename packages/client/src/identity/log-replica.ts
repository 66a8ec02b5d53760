/**
 * This client's own copy of the identity log. Every entry is verified as its account's next version, and all of them
 * together must give the root that the log signed; only then is anything of it believed or stored.
 *
 * Cost: a first look verifies every entry (two signatures each); later ones only what is new. Memory holds each account's
 * newest version, its devices, and one root of 32 bytes for each entry, so that what others say of the log is compared at once.
 */
import {
  decodeIdentityVersionWithoutVerification,
  type LogHead,
  type VerifiedIdentity,
  verifyIdentityVersion,
} from "@warbler/crypto/identity";
import { type AccountId, base64urlFromBytes, bytesFromBase64url, LIMITS } from "@warbler/protocol";
import { EMPTY_FRONTIER, type Frontier, headOf, portableHasher, withLeaf } from "@warbler/transparency";
import * as z from "zod/mini";
import type { Fail } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store, StoreWrite } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { Lane } from "../sync/lane.ts";
import { joined } from "../wire/protobuf.ts";
import { fetchHead, type SignedHead } from "./log-checkpoint.ts";
import { type AppliedVersion, LogMemory } from "./log-memory.ts";
import { decodeIdentityEntries, type WireIdentityEntry } from "./wire.ts";

const ENTRIES = "identity/entry/";
const HEAD = "identity/head";
const WRITE_BATCH = 500;
/** Entries taken at one look: more than an organisation of `roomMembers` people makes in years. */
const MOST_NEW_ENTRIES = 500_000;
const HASH_BYTES = 32;
const STALE_AFTER_MS = 24 * 3_600_000;
/** Clocks differ by minutes. */
const MOST_AHEAD_MS = 10 * 60_000;
const EMPTY_ROOT = new Uint8Array(headOf(EMPTY_FRONTIER, portableHasher).root);
/** The frontier's peaks in base64url, so that taking up what is stored hashes nothing. */
const storedHead = z.object({ size: z.int(), signedAtMs: z.int(), peaks: z.array(z.string()) });

export interface ReplicaDeps {
  readonly account: AccountId;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly forked: (detail: string) => void;
  readonly stale: (detail: string) => void;
  /** What else is written together with the entries. Not asked for what was there at the first look. */
  readonly writesFor: (applied: readonly AppliedVersion[]) => readonly StoreWrite[];
  /** After the entries are stored. */
  readonly applied: (versions: readonly AppliedVersion[], isFirstLook: boolean) => void;
}

/** Stored as root over the log up to it (32) ‖ version, which is empty where the person was erased. */
interface NewEntry {
  readonly version: Uint8Array;
  readonly leafHash: Uint8Array;
}

export class LogReplica {
  readonly memory: LogMemory;
  readonly #deps: ReplicaDeps;
  readonly #lane = new Lane();
  #frontier: Frontier = EMPTY_FRONTIER;
  /** `#roots[n]` is the root over the first n + 1 entries. */
  readonly #roots: Uint8Array<ArrayBuffer>[] = [];
  #signedAtMs = 0;
  #refreshedAtMs = 0;
  #wasStale = false;
  #wasAhead = false;
  #loaded: Promise<void> | undefined;

  constructor(deps: ReplicaDeps) {
    this.#deps = deps;
    this.memory = new LogMemory(deps.account);
  }

  get head(): LogHead {
    return { size: this.#roots.length, root: this.rootAt(this.#roots.length) ?? EMPTY_ROOT };
  }

  get signedAtMs(): number {
    return this.#signedAtMs;
  }

  /** Whether what is held was signed more than a day ago: revocations since may be kept back. */
  get isStale(): boolean {
    return this.#roots.length > 0 && this.#ageMs(this.#signedAtMs) > STALE_AFTER_MS;
  }

  /** The root over the first `size` entries; undefined where there are fewer here. */
  rootAt(size: number): Uint8Array<ArrayBuffer> | undefined {
    return size === 0 ? EMPTY_ROOT : this.#roots[size - 1];
  }

  newest(account: AccountId): VerifiedIdentity | undefined {
    return this.memory.newest(account);
  }

  /** Takes up what the store holds. */
  load(): Promise<void> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  /** Brings the copy up to date, unless that was done in the last `atMostMs`. Throws `network`, `fork`, `unproven-log`. */
  async refresh(atMostMs = 0): Promise<void> {
    await this.load();
    await this.#lane.run(async () => {
      const { nowMs } = this.#deps.platform;
      if (this.#refreshedAtMs > 0 && nowMs() - this.#refreshedAtMs < atMostMs) return;
      try {
        await this.#refresh();
      } catch (error) {
        // A checkpoint that does not come is no better than an old one.
        this.#tellIfStale(this.#signedAtMs);
        throw error;
      }
      this.#refreshedAtMs = nowMs();
    });
  }

  async #load(): Promise<void> {
    const { store, fail } = this.#deps;
    const bytes = await store.read(HEAD);
    if (bytes === undefined) return;
    const { size, signedAtMs, peaks } = z.parse(storedHead, JSON.parse(new TextDecoder().decode(bytes)));
    this.#signedAtMs = signedAtMs;
    this.#frontier = { size, peaks: peaks.map((peak) => bytesFromBase64url(peak) ?? new Uint8Array()) };
    let after: string | undefined;
    // Entries beyond the head were on their way when an earlier run ended.
    while (this.#roots.length < size) {
      const page = await store.list({ prefix: ENTRIES, limit: 1_000, ...(after !== undefined && { after }) });
      if (page.length === 0) throw fail("store-damaged", { detail: "the identity log" });
      for (const { value } of page.slice(0, size - this.#roots.length)) this.#recall(value);
      after = page.at(-1)?.key;
    }
    if (!equalBytes(headOf(this.#frontier, portableHasher).root, this.head.root))
      throw fail("store-damaged", { detail: "the identity log" });
  }

  #recall(stored: Uint8Array): void {
    const version = stored.subarray(HASH_BYTES);
    this.#roots.push(new Uint8Array(stored.subarray(0, HASH_BYTES)));
    if (version.length > 0 && !this.memory.recall(version, this.#roots.length))
      throw this.#deps.fail("store-damaged", { detail: "an entry of the identity log" });
  }

  async #refresh(): Promise<void> {
    const head = await fetchHead(this.#deps);
    this.#requireSignedByNow(head);
    const { size, root } = this.head;
    if (head.size < size) throw this.#fork(`expected at least ${size} entries, got ${head.size}`);
    if (head.size === size && !equalBytes(head.root, root)) throw this.#fork(`another root over ${size} entries`);
    if (head.size > size) await this.#extend(head);
    if (head.signedAtMs > this.#signedAtMs) await this.#keepHead(head);
    this.#tellIfStale(head.signedAtMs);
  }

  async #extend(head: SignedHead): Promise<void> {
    const isFirstLook = this.#roots.length === 0;
    const entries = await this.#fetch(head.size);
    const { frontier, roots } = grown(this.#frontier, entries);
    if (!equalBytes(headOf(frontier, portableHasher).root, head.root))
      throw this.#fork(`the entries up to ${head.size} do not give the root that is signed`);
    const applied = await this.#verify(entries);
    const extra = isFirstLook ? [] : this.#deps.writesFor(applied);
    await this.#keep(entries, roots, [...extra, headWrite(head, frontier)]);
    this.#frontier = frontier;
    for (const one of roots) this.#roots.push(one);
    for (const { identity, changes, size } of applied) this.memory.take(identity, { byRoot: changes.byRoot, size });
    this.#signedAtMs = head.signedAtMs;
    this.#deps.applied(applied, isFirstLook);
  }

  async #fetch(size: number): Promise<readonly NewEntry[]> {
    const { api, fail } = this.#deps;
    if (size - this.#roots.length > MOST_NEW_ENTRIES)
      throw fail("untrusted-server", { detail: `expected at most ${MOST_NEW_ENTRIES} new identity versions` });
    const entries: NewEntry[] = [];
    while (this.#roots.length + entries.length < size) {
      const from = this.#roots.length + entries.length;
      const page = decodeIdentityEntries(await api.read("identityEntries", { from }));
      const isPage = page !== undefined && page.from === from && page.entries.length > 0;
      if (!isPage || page.entries.length > LIMITS.identityEntriesPage)
        throw fail("untrusted-server", { detail: `expected a page of the identity log from ${from}` });
      for (const entry of page.entries.slice(0, size - from)) entries.push(leafOf(entry));
    }
    return entries;
  }

  /** Different accounts at the same time, the versions of one account in their order. */
  async #verify(entries: readonly NewEntry[]): Promise<readonly AppliedVersion[]> {
    const results: (AppliedVersion | undefined)[] = [];
    const newest = new Map<AccountId, Promise<VerifiedIdentity | undefined>>();
    for (const [at, { version }] of entries.entries()) {
      if (version.length === 0) continue;
      const index = this.#roots.length + at;
      const account = decodeIdentityVersionWithoutVerification(version)?.body.account;
      if (account === undefined) throw this.#fork(`entry ${index} is no version`);
      const before = newest.get(account) ?? Promise.resolve(this.memory.newest(account));
      const verified = before.then(async (previous) => {
        const applied = await this.#apply(previous, version, index);
        results[at] = applied;
        return applied.identity;
      });
      newest.set(account, verified);
    }
    await Promise.all(newest.values());
    return results.filter((one) => one !== undefined);
  }

  async #apply(previous: VerifiedIdentity | undefined, version: Uint8Array, index: number): Promise<AppliedVersion> {
    const verified = await verifyIdentityVersion(previous, version);
    if (verified.ok) return { identity: verified.identity, previous, changes: verified.changes, size: index + 1 };
    throw this.#fork(`entry ${index} is no version that may follow: ${verified.refusal}`);
  }

  async #keep(entries: readonly NewEntry[], roots: readonly Uint8Array[], last: readonly StoreWrite[]): Promise<void> {
    const first = this.#roots.length;
    const writes = entries.map(({ version }, at) => ({
      key: `${ENTRIES}${String(first + at).padStart(10, "0")}`,
      value: joined([roots[at] ?? EMPTY_ROOT, version]),
    }));
    while (writes.length > WRITE_BATCH) await this.#deps.store.write(writes.splice(0, WRITE_BATCH));
    // The head says how many entries count, so it comes last, with those that complete it.
    await this.#deps.store.write([...writes, ...last]);
  }

  async #keepHead(head: SignedHead): Promise<void> {
    await this.#deps.store.write([headWrite(head, this.#frontier)]);
    this.#signedAtMs = head.signedAtMs;
  }

  #ageMs(signedAtMs: number): number {
    return this.#deps.platform.nowMs() - signedAtMs;
  }

  #tellIfStale(signedAtMs: number): void {
    const ageMs = this.#ageMs(signedAtMs);
    const isStale = this.#roots.length > 0 && ageMs > STALE_AFTER_MS;
    if (isStale && !this.#wasStale) this.#deps.stale(`signed ${Math.floor(ageMs / 3_600_000)} hours ago`);
    this.#wasStale = isStale;
  }

  /** A date to come would make the log fresh for ever. */
  #requireSignedByNow({ signedAtMs }: SignedHead): void {
    const aheadMs = -this.#ageMs(signedAtMs);
    const isAhead = aheadMs > MOST_AHEAD_MS;
    const detail = `dated ${Math.floor(aheadMs / 60_000)} minutes ahead of this device's clock`;
    if (isAhead && !this.#wasAhead) this.#deps.stale(detail);
    this.#wasAhead = isAhead;
    if (isAhead) throw this.#deps.fail("unproven-log", { detail });
  }

  #fork(detail: string) {
    this.#deps.forked(detail);
    return this.#deps.fail("fork", { detail: `identity log: ${detail}` });
  }
}

function headWrite({ size, signedAtMs }: SignedHead, frontier: Frontier): StoreWrite {
  const peaks = frontier.peaks.map((peak) => base64urlFromBytes(peak));
  return { key: HEAD, value: new TextEncoder().encode(JSON.stringify({ size, signedAtMs, peaks })) };
}

function leafOf({ version, leafHash }: WireIdentityEntry): NewEntry {
  return { version, leafHash: version.length > 0 ? portableHasher.leafHash(version) : leafHash };
}

function grown(
  start: Frontier,
  entries: readonly NewEntry[],
): { readonly frontier: Frontier; readonly roots: readonly Uint8Array<ArrayBuffer>[] } {
  let frontier = start;
  const roots = entries.map(({ leafHash }) => {
    frontier = withLeaf(frontier, leafHash, portableHasher);
    return new Uint8Array(headOf(frontier, portableHasher).root);
  });
  return { frontier, roots };
}
