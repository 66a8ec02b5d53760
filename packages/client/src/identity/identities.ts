/**
 * The identity of this account and of everyone else: the copy of the identity log, whom to trust, this account's devices,
 * its recovery and its keychain. End-to-end rooms see it as `view`, programs as `api` and `recovery`.
 */
import { signAsDevice } from "@warbler/crypto/identity";
import { sendOwnDraft, takeOwnDrafts } from "../drafts/own-drafts.ts";
import type { IdentityView } from "../groups/identity-view.ts";
import { Lane } from "../sync/lane.ts";
import { deviceKeysOf } from "./device-keys.ts";
import type { IdentityApi, IdentityState, OwnMonitor } from "./identity-api.ts";
import { LISTED_MARK } from "./identity-marks.ts";
import { type IdentitiesDeps, type IdentityParts, identityParts } from "./identity-parts.ts";
import { pinnedKey } from "./log-checkpoint.ts";
import { rootOf } from "./own-account.ts";
import { ownDevicesApi } from "./own-devices-api.ts";
import { monitorOf } from "./own-monitor.ts";
import { peopleApi } from "./people-api.ts";
import type { Recovery } from "./recovery.ts";

/** Throws `device-key-missing` where the program keeps the device's signing key to itself. */
export async function openIdentities(deps: IdentitiesDeps): Promise<Identities> {
  const keys = await deviceKeysOf(deps.store, deps.hpke);
  if (keys === undefined) throw deps.fail("device-key-missing");
  const parts = identityParts(deps, keys);
  await Promise.all([parts.replica.load(), parts.trust.load(), parts.keychain.load()]);
  return new Identities(parts);
}

export class Identities {
  readonly api: IdentityApi;
  readonly #parts: IdentityParts;
  readonly #lane = new Lane();
  readonly #taking = new Lane();

  constructor(parts: IdentityParts) {
    this.#parts = parts;
    this.api = {
      ...peopleApi(parts),
      ...ownDevicesApi(parts),
      state: () => this.#state(),
      setUp: () => this.#setUp(),
      monitor: () => this.#monitor(),
      sendDraft: async (draft) => {
        await parts.replica.refresh();
        return parts.own.isListed() && sendOwnDraft(draft, parts.drafts);
      },
      takeDrafts: async () => (parts.own.isListed() ? this.#taking.run(() => takeOwnDrafts(parts.drafts)) : []),
      deviceKey: (account, device) => parts.view.membership.signatureKeyEver(account, device),
      signAct: (payload) => signAsDevice(parts.signing, "approval", payload),
      signReview: (payload) => signAsDevice(parts.signing, "review", payload),
      signAccessRecovery: (payload) => signAsDevice(parts.signing, "accessRecovery", payload),
    };
  }

  get recovery(): Recovery {
    return this.#parts.recovery;
  }

  get view(): IdentityView {
    return this.#parts.view;
  }

  /** After connecting, and every hour: looks at the log, begins the account's identity where it has none, and takes up what waits. */
  async start(): Promise<void> {
    const { own, keychain, deps } = this.#parts;
    await this.#setUp();
    if (own.isListed()) {
      await keychain.takeOver();
      const value = new TextEncoder().encode(String(deps.platform.nowMs()));
      await deps.store.write([{ key: LISTED_MARK, value }]);
    }
    keychain.resume();
  }

  /** Before closing: what is queued for the keychain goes out now, so that a short run leaves nothing behind. */
  async flush(): Promise<void> {
    const { own, keychain } = this.#parts;
    if (own.isListed()) await keychain.flush();
  }

  /** The server told this account's devices of something. */
  async noteDeviceEvent(kind: string): Promise<void> {
    const { waiters, replica, own, keychain, deps } = this.#parts;
    waiters.wake();
    switch (kind) {
      case "identity":
        return replica.refresh();
      case "transfer":
        return own.isListed() ? keychain.takeOver() : undefined;
      case "draft":
        return deps.told("drafts");
      case "approval":
      case "recovery":
        return deps.told(kind);
      case "access-recovery":
        return deps.told("access");
      case "account":
        return deps.told("account");
    }
  }

  async #state(): Promise<IdentityState> {
    const { replica, own, deps } = this.#parts;
    await replica.refresh();
    if (own.isListed()) return "ready";
    const newest = own.newest();
    if (newest === undefined) return "none";
    const { devices } = await deps.api.call("devices", undefined);
    const there = new Set(devices.map(({ id }) => id));
    return newest.devices.some(({ device }) => there.has(device)) ? "needs-approval" : "needs-recovery";
  }

  async #setUp(): Promise<IdentityState> {
    const { replica, own, recovery, keychain, deps } = this.#parts;
    await this.#lane.run(async () => {
      await replica.refresh();
      if (own.newest() !== undefined) return;
      const root = await rootOf(await recovery.holdNewBundle());
      if (await own.begin(root)) await keychain.markHistory();
      // Another device was first; where it was another run of this one, what is held is the account's own.
      else if (!own.hasRoot(root)) await recovery.dropBundle();
    });
    const state = await this.#state();
    // Whoever is told that it is set up may be asked into a room at once.
    if (state === "ready") await deps.publish();
    return state;
  }

  async #monitor(): Promise<OwnMonitor> {
    const { replica, deps } = this.#parts;
    const state = await this.#state();
    const { name: origin } = await pinnedKey({ ...deps, forked: () => {} });
    return monitorOf({ replica, origin, state, devices: await this.api.devices() });
  }
}
