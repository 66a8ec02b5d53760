/**
 * Which root this client takes for which person. The first one seen is trusted; one that changes later is not, until the
 * person behind this client says so. Marks of verification belong to a root and go with it.
 */
import { VERIFYING_KEY_BYTES, type VerifyingKey } from "@warbler/crypto/identity";
import type { AccountId } from "@warbler/protocol";
import type { Store, StoreWrite } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { joined } from "../wire/protobuf.ts";
import type { Trust } from "./identity-api.ts";
import type { AppliedVersion } from "./log-memory.ts";

const PREFIX = "identity/trust/";
const FLAGS_BYTES = 1;
const VERIFIED = 1;
const MET = 2;

interface Mark {
  readonly root: Uint8Array;
  readonly isVerified: boolean;
  /** Whether this client has had to do with the person: changes of theirs are told. */
  readonly isMet: boolean;
}

export class TrustBook {
  readonly #store: Store;
  readonly #marks = new Map<string, Mark>();
  #loaded: Promise<void> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  load(): Promise<void> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  /** `root` is the newest in the log. */
  trustOf(account: AccountId, root: VerifyingKey): Trust {
    const mark = this.#marks.get(account);
    if (mark === undefined) return "unverified";
    if (!equalBytes(mark.root, root)) return "changed";
    return mark.isVerified ? "verified" : "unverified";
  }

  isMet(account: AccountId): boolean {
    return this.#marks.get(account)?.isMet === true;
  }

  /** Remembers that there is something to do with these people, by the roots that the log has for them now. */
  async meet(people: readonly { readonly account: AccountId; readonly root: VerifyingKey }[]): Promise<void> {
    const fresh = people.filter(({ account }) => !this.isMet(account));
    if (fresh.length === 0) return;
    await this.#put(
      fresh.map(({ account, root }) => {
        const { root: known = root, isVerified = false } = this.#marks.get(account) ?? {};
        return [account, { root: known, isVerified, isMet: true }];
      }),
    );
  }

  async trust(account: AccountId, root: VerifyingKey, how: "verified" | "unverified"): Promise<void> {
    await this.#put([[account, { root, isVerified: how === "verified", isMet: true }]]);
  }

  /** For versions after the first look: the root that a changed one replaced is what stays trusted. */
  writesFor(applied: readonly AppliedVersion[]): readonly StoreWrite[] {
    const marks = new Map<AccountId, Mark>();
    for (const { identity, previous, changes } of applied) {
      if (!changes.rootChanged || previous === undefined) continue;
      if (this.#marks.has(identity.account) || marks.has(identity.account)) continue;
      marks.set(identity.account, { root: previous.root, isVerified: false, isMet: false });
    }
    for (const [account, mark] of marks) this.#marks.set(account, mark);
    return [...marks].map(([account, mark]) => writeOf(account, mark));
  }

  async #put(marks: readonly (readonly [AccountId, Mark])[]): Promise<void> {
    await this.#store.write(marks.map(([account, mark]) => writeOf(account, mark)));
    for (const [account, mark] of marks) this.#marks.set(account, mark);
  }

  async #load(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#store.list({ prefix: PREFIX, ...(after !== undefined && { after }) });
      if (page.length === 0) return;
      for (const { key, value } of page) {
        const flags = value[0] ?? 0;
        const root = value.subarray(FLAGS_BYTES, FLAGS_BYTES + VERIFYING_KEY_BYTES);
        const mark = { root, isVerified: (flags & VERIFIED) !== 0, isMet: (flags & MET) !== 0 };
        this.#marks.set(key.slice(PREFIX.length), mark);
      }
      after = page.at(-1)?.key;
    }
  }
}

function writeOf(account: AccountId, { root, isVerified, isMet }: Mark): StoreWrite {
  const flags = (isVerified ? VERIFIED : 0) | (isMet ? MET : 0);
  return { key: `${PREFIX}${account}`, value: joined([Uint8Array.of(flags), root]) };
}
