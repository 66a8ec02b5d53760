/**
 * The account's keychain, an append-only chain of encrypted content keys, and the wraps of its recovery bundle. The server
 * keeps order (one writer wins each place) and ciphertext; it can read neither. Only devices on the account's signed list
 * write, so that a password alone spoils nothing: a device that nobody approved may read and recover, no more.
 */
import { createHash } from "node:crypto";
import type { ListedDevice } from "@warbler/crypto/identity";
import { beginsChain, type KeychainSegment, verifyKeychainEntry } from "@warbler/crypto/keychain";
import {
  type AccountId,
  type ApiParsed,
  base64urlFromBytes,
  type DeviceId,
  LIMITS,
  type RecoveryStatus,
  type RecoveryWraps,
} from "@warbler/protocol";
import {
  create,
  fromBinary,
  type KeychainEntry,
  KeychainEntrySchema,
  KeychainPageSchema,
  toBinary,
} from "@warbler/protocol/wire";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { factType, insert, plan, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { endToEndCiphertext, relayed } from "../../kernel/tables.ts";
import { stillThere } from "../accounts/index.ts";
import { keychainStore, type WrapRow } from "./store.ts";
import { keychainEntries, recoveryWraps } from "./tables.ts";

const appended = factType<null>("keychain.appended");
/** Recovery was set or opened: the account's devices are told. */
export const recoveryChanged = factType<{ readonly account: AccountId }>("recovery.changed");
export const recoveryOpened = factType<{ readonly account: AccountId }>("recovery.opened");

const NO_HASH = new Uint8Array(32);
const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

export interface KeychainDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  /** By the account's newest version in the identity log. */
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, ListedDevice>>;
  readonly newestSegment: (account: AccountId) => Promise<KeychainSegment | undefined>;
}

export function keychainRules({ ledger, reader, vault, clock, listedDevices, newestSegment }: KeychainDeps) {
  const store = keychainStore(reader);

  const statusOf = (rows: readonly WrapRow[]): RecoveryStatus => ({
    wraps: rows.map(({ means, check_id, created_ms, replaced_ms }) => ({
      means,
      checkId: check_id,
      createdAtMs: created_ms,
      ...(replaced_ms !== null && { replacedAtMs: replaced_ms }),
    })),
  });
  const current = (rows: readonly WrapRow[]) => rows.filter(({ replaced_ms }) => replaced_ms === null);
  const wrapsOf = (rows: readonly WrapRow[]): RecoveryWraps => ({
    wraps: rows.flatMap((row) => {
      const ciphertext = row.ciphertext === null ? ERASED : vault.unseal(recoveryWraps, "ciphertext", row);
      if (ciphertext === ERASED) return [];
      return [{ means: row.means, checkId: row.check_id, ciphertext: base64urlFromBytes(relayed(ciphertext)) }];
    }),
  });

  return {
    async page(grant: Grant<"keychain.use">, from: number): Promise<Uint8Array> {
      const { account } = grant.resource;
      const [rows, last] = await Promise.all([
        store.from(account, from, LIMITS.keychainPageEntries),
        store.last(account),
      ]);
      const entries = rows.flatMap((row) => {
        const entry = vault.unseal(keychainEntries, "entry", row);
        if (entry === ERASED) return [];
        const { position: index, segment, previous_hash: previousHash } = row;
        return [{ index, segment, previousHash, entry: relayed(entry) }];
      });
      const size = last === undefined ? 0 : last.position + 1;
      return toBinary(KeychainPageSchema, create(KeychainPageSchema, { entries, size }));
    },

    /** One writer wins each place. The same entry again is answered as the first time. */
    async append(grant: Grant<"keychain.use">, bytes: Uint8Array): Promise<Result<{ readonly size: number }>> {
      const { account } = grant.resource;
      const { device } = grant.caller;
      const given = parseEntry(bytes);
      if (!given.ok) return given;
      const writer = (await listedDevices(account)).get(device);
      if (writer === undefined) return refuse("device-unlisted");
      const { index, segment, previousHash, entry } = given.value;
      const hash = sha256(entry);
      const newest = await newestSegment(account);
      // Its first entry follows nothing, and only devices that know of it may write it.
      const begins = newest !== undefined && beginsChain(newest) && newest.after.length === index;
      if (begins && newest.number !== segment) return refuse("stale-keychain");
      const place = async (): Promise<"free" | "repeated" | "taken"> => {
        const last = await store.last(account);
        const size = last === undefined ? 0 : last.position + 1;
        if (index < size) {
          const there = await store.at(account, index);
          return there !== undefined && isSame(there.hash, hash) ? "repeated" : "taken";
        }
        const follows = begins ? NO_HASH : (last?.hash ?? NO_HASH);
        return index === size && isSame(previousHash, follows) ? "free" : "taken";
      };
      const found = await place();
      if (found === "repeated") return ok({ size: index + 1 });
      if (found === "taken") return refuse("stale-keychain");
      const head = { length: index, hash: new Uint8Array(previousHash) };
      const signed = await verifyKeychainEntry({ account, head }, entry, (by, of) =>
        by === device && of === segment ? writer.signatureKey : undefined,
      );
      if (signed === undefined) return refuse("bad-request", "expected an entry that the calling device signed");
      const row = {
        account,
        position: index,
        segment,
        previous_hash: previousHash,
        hash,
        entry: endToEndCiphertext(entry),
      };
      const done = await ledger.commit(grant, () =>
        plan(
          appended,
          [{ subject: account, detail: { index, segment } }],
          [stillThere(device), insert(keychainEntries, row, "stale-keychain")],
          null,
        ),
      );
      if (done.ok) return ok({ size: index + 1 });
      return (await place()) === "repeated" ? ok({ size: index + 1 }) : done;
    },

    async status(grant: Grant<"recovery.manage">) {
      return ok(statusOf(await store.wraps(grant.resource.account)));
    },

    async setRecovery(
      grant: Grant<"recovery.manage">,
      input: ApiParsed<"setRecovery">,
    ): Promise<Result<RecoveryStatus>> {
      const { account } = grant.resource;
      const { device } = grant.caller;
      if (!(await listedDevices(account)).has(device)) return refuse("device-unlisted");
      const rows = await store.wraps(account);
      const old = current(rows).map(({ check_id }) => check_id);
      const fresh = input.wraps.map(({ checkId }) => checkId);
      if (new Set(fresh).size !== fresh.length) return refuse("bad-request", "expected check ids that differ");
      const isRepeated = old.length === fresh.length && fresh.every((one) => old.includes(one));
      if (isRepeated) return ok(statusOf(rows));
      if (old.length !== input.replaces.length || !old.every((one) => input.replaces.includes(one)))
        return refuse("stale-recovery");
      const nowMs = clock.nowMs();
      const steps = [
        stillThere(device),
        requireRows(recoveryWraps, { account, replaced_ms: null }, "stale-recovery", old.length, old.length),
        ...old.map((check_id) =>
          update(
            recoveryWraps,
            { account, check_id, replaced_ms: null },
            { replaced_ms: nowMs, ciphertext: null },
            "stale-recovery",
          ),
        ),
        ...input.wraps.map(({ means, checkId, ciphertext }) =>
          insert(
            recoveryWraps,
            {
              account,
              check_id: checkId,
              means,
              created_ms: nowMs,
              ciphertext: endToEndCiphertext(Buffer.from(ciphertext, "base64url")),
            },
            "id-reused",
          ),
        ),
      ];
      const detail = { secrets: fresh.length, replaced: old.length };
      const done = await ledger.commit(grant, () =>
        plan(recoveryChanged, [{ subject: account, detail }], steps, { account }),
      );
      return done.ok ? ok(statusOf(await store.wraps(account))) : done;
    },

    /** Under the account's printed code alone; whoever gives them away records it before. */
    async codeWraps(account: AccountId): Promise<RecoveryWraps> {
      return wrapsOf(current(await store.wraps(account)).filter(({ means }) => means === "code"));
    },

    /** Recorded before the ciphertexts are given away, so that nobody takes them unseen. */
    async openRecovery(grant: Grant<"recovery.manage">): Promise<Result<RecoveryWraps>> {
      const { account, device } = grant.caller;
      const rows = current(await store.wraps(account));
      if (rows.length === 0) return refuse("not-found");
      const done = await ledger.commit(grant, () =>
        plan(recoveryOpened, [{ subject: account, detail: { device } }], [], { account }),
      );
      if (!done.ok) return done;
      return ok(wrapsOf(rows));
    },
  };
}
export type KeychainRules = ReturnType<typeof keychainRules>;

function parseEntry(bytes: Uint8Array): Result<KeychainEntry> {
  try {
    const given = fromBinary(KeychainEntrySchema, bytes);
    const isWhole =
      given.previousHash.length === 32 &&
      given.entry.length > 0 &&
      given.entry.length <= LIMITS.keychainEntryBytes &&
      given.index < 2 ** 31 &&
      given.segment < 2 ** 31;
    if (isWhole) return ok(given);
  } catch {
    // Answered below, as anything else that is no entry.
  }
  return refuse("bad-request", "expected a KeychainEntry");
}
