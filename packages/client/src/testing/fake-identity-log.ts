/** The identity log, keychains, recovery wraps and mailboxes of the fake server, by the rules of the real one. */
import { type VerifiedIdentity, verifyIdentityVersion } from "@warbler/crypto/identity";
import {
  type AccountId,
  type ApiAnswer,
  type ApprovalId,
  type DeviceId,
  type RecoveryCheckId,
} from "@warbler/protocol";
import {
  formatCheckpoint,
  formatVerifierKey,
  portableHasher,
  rootOf,
  signNote,
  type VerifierKey,
  verifierKeyOf,
} from "@warbler/transparency";
import type { WireKeychainEntry } from "../identity/wire.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { Lane } from "../sync/lane.ts";

const ORIGIN = "fake.warbler.test/identity";

type Taken = "taken" | "stale-identity" | "identity-invalid";
export type FakeWrap = ApiAnswer<"recovery">["wraps"][number] & { ciphertext: string };
export type FakeApproval = ApiAnswer<"approvals">["approvals"][number] & { readonly account: AccountId };

export class FakeIdentityLog {
  readonly #key: VerifierKey;
  readonly #signingKey: CryptoKey;
  readonly #lane = new Lane();
  readonly versions: Uint8Array<ArrayBuffer>[] = [];
  readonly newest = new Map<AccountId, VerifiedIdentity>();
  readonly keychains = new Map<AccountId, WireKeychainEntry[]>();
  readonly wraps = new Map<AccountId, FakeWrap[]>();
  readonly approvals = new Map<ApprovalId, FakeApproval>();
  /** By receiver and sender. */
  readonly transfers = new Map<DeviceId, Map<DeviceId, Map<number, Uint8Array<ArrayBuffer>>>>();

  private constructor(key: VerifierKey, signingKey: CryptoKey) {
    this.#key = key;
    this.#signingKey = signingKey;
  }

  static async create(): Promise<FakeIdentityLog> {
    const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    if (!("privateKey" in pair)) throw new Error("expected a pair of keys");
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return new FakeIdentityLog(verifierKeyOf({ name: ORIGIN, publicKey }), pair.privateKey);
  }

  /** A log under the same key that shares only the first `size` entries: what a lying operator would show to somebody. */
  async fork(size: number): Promise<FakeIdentityLog> {
    const forked = new FakeIdentityLog(this.#key, this.#signingKey);
    for (const version of this.versions.slice(0, size)) await forked.take(version);
    return forked;
  }

  get verifierKey() {
    return { origin: ORIGIN, verifierKey: formatVerifierKey(this.#key) };
  }

  checkpoint(nowMs: number): Promise<string> {
    const root = rootOf(
      this.versions.map((version) => portableHasher.leafHash(version)),
      portableHasher,
    );
    const extensions = [`timestamp ${Math.floor(nowMs / 1_000)}`];
    const text = formatCheckpoint({ origin: ORIGIN, size: this.versions.length, root, extensions });
    return signNote(
      text,
      this.#key,
      async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", this.#signingKey, new Uint8Array(message))),
    );
  }

  /** "taken", or why not; one after another, since each must follow the one before. */
  take(bytes: Uint8Array<ArrayBuffer>, account?: AccountId): Promise<Taken> {
    return this.#lane.run(() => this.#take(bytes, account));
  }

  async #take(bytes: Uint8Array<ArrayBuffer>, account?: AccountId): Promise<Taken> {
    const first = await verifyIdentityVersion(undefined, bytes);
    const named = account ?? (first.ok ? first.identity.account : this.#accountOf(bytes));
    const previous = named && this.newest.get(named);
    if (previous !== undefined && equalBytes(this.versions.at(-1) ?? new Uint8Array(), bytes)) return "taken";
    const verified = previous === undefined ? first : await verifyIdentityVersion(previous, bytes);
    if (!verified.ok) return verified.refusal === "not-next" ? "stale-identity" : "identity-invalid";
    if (account !== undefined && verified.identity.account !== account) return "identity-invalid";
    this.versions.push(bytes);
    this.newest.set(verified.identity.account, verified.identity);
    return "taken";
  }

  #accountOf(bytes: Uint8Array): AccountId | undefined {
    for (const account of this.newest.keys())
      if (Buffer.from(bytes).includes(Buffer.from(account, "base64url"))) return account;
    return undefined;
  }

  chunksFor(receiver: DeviceId, sender: DeviceId): Map<number, Uint8Array<ArrayBuffer>> {
    const senders = this.transfers.get(receiver) ?? new Map<DeviceId, Map<number, Uint8Array<ArrayBuffer>>>();
    this.transfers.set(receiver, senders);
    const chunks = senders.get(sender) ?? new Map<number, Uint8Array<ArrayBuffer>>();
    senders.set(sender, chunks);
    return chunks;
  }

  checkIds(account: AccountId): readonly RecoveryCheckId[] {
    return this.current(account).map(({ checkId }) => checkId);
  }

  current(account: AccountId): readonly FakeWrap[] {
    return (this.wraps.get(account) ?? []).filter(({ replacedAtMs }) => replacedAtMs === undefined);
  }
}
