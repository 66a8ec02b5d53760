/** The account's recovery: what is wrapped, under which means, and what each kind of wrong secret is told. */

import type { Hpke } from "@warbler/crypto/keychain";
import {
  decodeRecoveryBundle,
  encodeRecoveryBundle,
  RECOVERY_SECRET_BYTES,
  type RecoveryBundle,
  type RecoveryKey,
  type RecoveryMeans,
  recoveryCodeFromSecret,
  recoveryKeyOf,
  recoveryPrfSalt,
  secretFromRecoveryCode,
  unwrapRecoveryBundle,
  wrapRecoveryBundle,
} from "@warbler/crypto/recovery";
import {
  type AccountId,
  type ApiAnswer,
  base64urlFromBytes,
  bytesFromBase64url,
  idFromBytes,
  type RecoveryCheckId,
} from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import type { OwnKeychain } from "../keychain/own-keychain.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import type {
  Recovered,
  RecoveryApi,
  RecoverySecret,
  RecoverySetUp,
  RecoveryStatusOf,
  RecoveryUse,
} from "./identity-api.ts";
import { type OwnAccount, rootOf, seedKey } from "./own-account.ts";

const BUNDLE = "identity/bundle";
/** Of a root that is to replace the account's; counts once the log has its version. */
const NEXT_BUNDLE = "identity/next-bundle";
/** A code that was made here and that nobody has said to have kept: whatever ends before it is shown does not lose it. */
const UNSEEN_CODE = "identity/unseen-code";
const NONCE_BYTES = 12;

export interface RecoveryDeps {
  readonly account: AccountId;
  readonly own: OwnAccount;
  readonly hpke: Hpke;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly keychain: OwnKeychain;
  readonly enterRooms: () => Promise<void>;
}

type Wraps = ApiAnswer<"recovery">["wraps"];

export class Recovery implements RecoveryApi {
  readonly #deps: RecoveryDeps;

  constructor(deps: RecoveryDeps) {
    this.#deps = deps;
  }

  async status(): Promise<RecoveryStatusOf> {
    await this.#deps.own.refresh();
    const { wraps } = await this.#deps.api.call("recovery", undefined);
    const isSetUp = this.#deps.own.newest()?.recoveryPublic !== undefined && counting(wraps).length > 0;
    const state = !isSetUp ? "none" : (await this.#heldBundle()) === undefined ? "ready" : "untested";
    const means = wraps.map(({ means: one, createdAtMs, replacedAtMs }) => ({
      means: one,
      createdAtMs,
      ...(replacedAtMs !== undefined && { replacedAtMs }),
    }));
    const codeUnseen = (await this.#unseenSecret(wraps)) !== undefined;
    return { state, means, codeUnseen, ...(await this.#deps.keychain.state()) };
  }

  async setUp(options: RecoverySetUp = {}): Promise<string> {
    const secret = this.#deps.platform.randomBytes(RECOVERY_SECRET_BYTES);
    await this.#enrol({ means: "code", secret }, options);
    return recoveryCodeFromSecret(secret);
  }

  async setUpPasskey(secret: Uint8Array, options: RecoverySetUp = {}): Promise<void> {
    if (secret.length < 32) throw new RangeError(`a secret of at least 32 bytes, got ${secret.length}`);
    await this.#enrol({ means: "passkey", secret }, options);
  }

  async unseenCode(): Promise<string | undefined> {
    const secret = await this.#unseenSecret((await this.#deps.api.call("recovery", undefined)).wraps);
    return secret && recoveryCodeFromSecret(secret);
  }

  async codeKept(): Promise<void> {
    await this.#deps.store.write([{ key: UNSEEN_CODE, value: undefined }]);
  }

  async test(secret: RecoverySecret): Promise<void> {
    await this.#openOwn(secret);
    // Whoever holds the secret can bring it all back: from now on only they can.
    await this.dropBundle();
    if (typeof secret === "string") await this.codeKept();
  }

  async use(secret: RecoverySecret, { alone = false }: RecoveryUse = {}): Promise<Recovered> {
    const { own, keychain, enterRooms } = this.#deps;
    const bundle = await this.#openOwn(secret);
    const root = await rootOf(bundle);
    await own.recover(root, { alone: false });
    const recovered = await keychain.readWhole(bundle.recoveryPrivate);
    if (alone) {
      // An account whose last device leaves a room's group is no member any more: this one comes in before the others go.
      await enterRooms();
      await own.recover(root, { alone });
    }
    return recovered;
  }

  async rotate(old: RecoverySecret): Promise<string> {
    const bundle = await this.#openOwn(old);
    const secret = this.#deps.platform.randomBytes(RECOVERY_SECRET_BYTES);
    await this.#holdCode(secret);
    await this.#wrap(this.#keyOf({ means: "code", secret }), { bundle, keep: [] });
    return recoveryCodeFromSecret(secret);
  }

  async beginKeychain(): Promise<void> {
    const { own, keychain, fail } = this.#deps;
    await own.refresh();
    if (!own.isListed()) throw fail("device-unlisted");
    await own.beginKeychain(await keychain.freeLength());
    await keychain.flush();
  }

  async prfSalt(): Promise<Uint8Array> {
    return recoveryPrfSalt(this.#deps.account);
  }

  /** What the first device keeps until recovery is set up and tried: without it nothing could vouch for the account. */
  async holdNewBundle(): Promise<RecoveryBundle> {
    const held = await this.#heldBundle();
    if (held !== undefined) return held;
    const bundle = await this.#newBundle();
    await this.#hold(BUNDLE, bundle);
    return bundle;
  }

  async dropBundle(): Promise<void> {
    await this.#deps.store.write([BUNDLE, NEXT_BUNDLE].map((key) => ({ key, value: undefined })));
  }

  async #newBundle(): Promise<RecoveryBundle> {
    const { account, hpke, platform } = this.#deps;
    const { seed: rootSeed } = await seedKey(platform);
    const { privateKey: recoveryPrivate } = await hpke.generateKeyPair();
    return { account, rootSeed, recoveryPrivate };
  }

  async #hold(key: string, bundle: RecoveryBundle): Promise<void> {
    await this.#deps.store.write([{ key, value: encodeRecoveryBundle(bundle) }]);
  }

  async #enrol(
    { means, secret }: { readonly means: RecoveryMeans; readonly secret: Uint8Array },
    { newRoot = false, by }: RecoverySetUp,
  ): Promise<void> {
    const { own, hpke, api, fail, keychain } = this.#deps;
    await own.refresh();
    if (!own.isListed()) throw fail("device-unlisted");
    const wraps = counting((await api.call("recovery", undefined)).wraps);
    const isSetUp = own.newest()?.recoveryPublic !== undefined && wraps.length > 0;
    const bundle = by === undefined ? await this.#bundleFor({ isSetUp, newRoot }) : await this.#open(by);
    const recoveryPublic = await hpke.publicKeyOf(bundle.recoveryPrivate);
    if (recoveryPublic === undefined) throw fail("store-damaged", { detail: "the recovery key" });
    const keep = by === undefined ? [] : wraps.filter((wrap) => wrap.means !== means).map(({ checkId }) => checkId);
    // The version comes first: wraps of a root that the log does not know would replace those that still open something.
    if (newRoot) await own.replaceRoot({ root: await rootOf(bundle), recoveryPublic });
    if (newRoot) await this.#hold(BUNDLE, bundle);
    if (means === "code") await this.#holdCode(secret);
    await this.#wrap(this.#keyOf({ means, secret }), { bundle, keep });
    if (!newRoot) await own.setRecovery(recoveryPublic);
    if (by === undefined) await keychain.fill();
  }

  async #holdCode(secret: Uint8Array): Promise<void> {
    await this.#deps.store.write([{ key: UNSEEN_CODE, value: secret }]);
  }

  /** Only where the server took it: one whose way there failed opens nothing. */
  async #unseenSecret(wraps: Wraps): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const secret = await this.#deps.store.read(UNSEEN_CODE);
    if (secret === undefined) return undefined;
    const checkId = checkIdOf(this.#keyOf({ means: "code", secret }));
    return counting(wraps).some((wrap) => wrap.checkId === checkId) ? new Uint8Array(secret) : undefined;
  }

  /** What this device may wrap without any secret: what it holds, or, with a new root, what it makes now. */
  async #bundleFor({ isSetUp, newRoot }: { readonly isSetUp: boolean; readonly newRoot: boolean }) {
    if (newRoot) {
      const next = await this.#newBundle();
      await this.#hold(NEXT_BUNDLE, next);
      return next;
    }
    const held = await this.#heldBundle();
    if (held !== undefined) return held;
    throw this.#deps.fail(isSetUp ? "recovery-set-up-already" : "recovery-elsewhere");
  }

  /** Of the root that the account has; before it has one, of the root that is to begin it. */
  async #heldBundle(): Promise<RecoveryBundle | undefined> {
    const { own, store } = this.#deps;
    for (const key of [BUNDLE, NEXT_BUNDLE]) {
      const bytes = await store.read(key);
      const bundle = bytes && decodeRecoveryBundle(bytes);
      if (bundle !== undefined && (own.newest() === undefined || own.hasRoot(await rootOf(bundle)))) return bundle;
    }
    return undefined;
  }

  #keyOf({ means, secret }: { readonly means: RecoveryMeans; readonly secret: Uint8Array }): RecoveryKey {
    return recoveryKeyOf(this.#deps.account, { means, secret });
  }

  /** Sets what counts from now on: the new wrap, and those of `keep` as they are. */
  async #wrap(
    key: RecoveryKey,
    { bundle, keep }: { readonly bundle: RecoveryBundle; readonly keep: readonly RecoveryCheckId[] },
  ): Promise<void> {
    const { api, platform } = this.#deps;
    const replaces = counting((await api.call("recovery", undefined)).wraps).map(({ checkId }) => checkId);
    const kept = keep.length === 0 ? [] : (await api.call("openRecovery", undefined)).wraps;
    const wrap = await wrapRecoveryBundle(key, { bundle, nonce: platform.randomBytes(NONCE_BYTES) });
    const made = { means: key.means, checkId: checkIdOf(key), ciphertext: base64urlFromBytes(wrap) };
    await api.call("setRecovery", {
      replaces,
      wraps: [...kept.filter(({ checkId }) => keep.includes(checkId)), made],
    });
  }

  /** The bundle, if it is the one that the account has now. */
  async #openOwn(typed: RecoverySecret): Promise<RecoveryBundle> {
    const { own, fail } = this.#deps;
    const bundle = await this.#open(typed);
    await own.refresh();
    if (own.hasRoot(await rootOf(bundle))) return bundle;
    throw fail("recovery-damaged", { detail: "the account has another root now" });
  }

  async #open(typed: RecoverySecret): Promise<RecoveryBundle> {
    const { api, fail } = this.#deps;
    const key = this.#keyFor(typed);
    const checkId = checkIdOf(key);
    const { wraps } = await api.call("recovery", undefined);
    const known = wraps.find((wrap) => wrap.checkId === checkId && wrap.means === key.means);
    if (counting(wraps).length === 0) throw fail("recovery-not-set-up");
    if (known === undefined) throw fail("recovery-code-wrong");
    if (known.replacedAtMs !== undefined)
      throw fail("recovery-code-replaced", {
        detail: `made ${timeOf(known.createdAtMs)}, replaced ${timeOf(known.replacedAtMs)}`,
      });
    const wrap = (await api.call("openRecovery", undefined)).wraps.find((one) => one.checkId === checkId);
    const bytes = wrap && bytesFromBase64url(wrap.ciphertext);
    const bundle = bytes && (await unwrapRecoveryBundle(key, bytes));
    if (bundle === undefined) throw fail("recovery-damaged");
    return bundle;
  }

  #keyFor(typed: RecoverySecret): RecoveryKey {
    if (typeof typed !== "string") return this.#keyOf(typed);
    const read = secretFromRecoveryCode(typed);
    if (read.ok) return this.#keyOf({ means: "code", secret: read.secret });
    throw this.#deps.fail(read.refusal === "mistyped" ? "recovery-code-mistyped" : "recovery-code-incomplete");
  }
}

function checkIdOf({ checkId }: RecoveryKey): RecoveryCheckId {
  return idFromBytes(checkId);
}

function counting(wraps: Wraps): Wraps {
  return wraps.filter(({ replacedAtMs }) => replacedAtMs === undefined);
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
