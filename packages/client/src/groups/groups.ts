/** All end-to-end rooms of one device: their engines, and the key packages by which others take it into further ones. */
import { revealDeviceKey } from "@warbler/crypto/identity";
import { type AccountId, bytesFromBase64url, type RoomId } from "@warbler/protocol";
import type { LogWatch } from "../audit/log-watch.ts";
import type { Platform } from "../platform/platform.ts";
import type { EndToEndRoom, EngineHost } from "../rooms/end-to-end-room.ts";
import type { ApiClient } from "../session/api-client.ts";
import { loadDeviceKey } from "../session/device-key.ts";
import { Lane } from "../sync/lane.ts";
import { type ClaimedDevice, claimDevices } from "./claim-devices.ts";
import { deliveryService } from "./delivery-service.ts";
import type { GroupDeps } from "./group-deps.ts";
import { mustCheckKeyPackages } from "./key-package-mark.ts";
import { keepKeyPackages } from "./key-packages.ts";
import { leaversInLog } from "./leavers.ts";
import { mlsTools } from "./mls-tools.ts";
import { RoomEngine } from "./room-engine.ts";

export interface GroupsDeps extends Omit<GroupDeps, "deviceKey" | "mls" | "delivery"> {
  readonly api: ApiClient;
  /** Loaded when the log is first looked at. */
  readonly log: () => Promise<LogWatch>;
}

export class Groups {
  readonly #deps: GroupDeps;
  readonly #entering = new Lane();
  readonly #keeping = new Lane();
  readonly #engines = new Map<RoomId, RoomEngine>();

  static async open(deps: GroupsDeps): Promise<Groups> {
    const { account, device, store, platform, identity, fail, api, log } = deps;
    const deviceKey = await loadDeviceKey(store);
    if (deviceKey === undefined) throw fail("store-damaged", { detail: "this store has no key of the device" });
    const { provider, signer } = await primitives(platform, deviceKey);
    const nowMs = () => platform.nowMs();
    const leavers = leaversInLog({ api, store, log });
    const mls = mlsTools({ account, device, provider, signer, membership: identity.membership, leavers, nowMs });
    return new Groups({ ...deps, deviceKey, mls, delivery: deliveryService({ api, fail }) });
  }

  private constructor(deps: GroupDeps) {
    this.#deps = deps;
    deps.identity.membership.onChanged((accounts) => {
      for (const engine of this.#engines.values()) engine.noteListsChanged(accounts);
    });
    deps.identity.keychain.onArrived(() => this.#forEach("heal", (engine) => engine.heal()));
    deps.identity.onStateChanged(() => {
      deps.errands.run("key-packages", () => this.keepKeyPackages());
      this.#forEach("wake", (engine) => engine.wake());
      this.#forEach("heal", (engine) => engine.heal());
    });
  }

  /** One engine at a time: a room that was left and is entered again has a new one. */
  enter(host: EngineHost): Promise<EndToEndRoom> {
    return this.#entering.run(async () => {
      await this.#engines.get(host.id)?.close();
      const engine = await RoomEngine.open(host, this.#deps);
      this.#engines.set(host.id, engine);
      return engine;
    });
  }

  /**
   * What it takes to bring these people, and the further devices of this account, into a new room. Rejects where this device, or
   * somebody, cannot be in an end-to-end room yet.
   */
  async claimFor(accounts: readonly AccountId[]): Promise<readonly ClaimedDevice[]> {
    const { identity, account: own, fail } = this.#deps;
    if (!identity.isReady()) throw fail("device-unlisted");
    const { devices, unreachable } = await claimDevices([...new Set([own, ...accounts])], this.#deps);
    const missing = unreachable.filter((account) => account !== own);
    if (missing.length > 0) throw fail("unreachable-end-to-end", { detail: missing.join(", ") });
    return devices;
  }

  /** What others need to take this device into their rooms is brought up to date, once they would believe in it. */
  keepKeyPackages(areLow = false): Promise<void> {
    const { identity, store, platform } = this.#deps;
    return this.#keeping.run(async () => {
      if (!identity.isReady()) return;
      if (areLow || (await mustCheckKeyPackages({ store, platform }))) await keepKeyPackages(this.#deps);
    });
  }

  /** Resolves when nothing is left that others wait for, as far as it was begun. */
  flush(): Promise<void> {
    return this.#keeping.idle();
  }

  #forEach(name: string, work: (engine: RoomEngine) => Promise<void>): void {
    for (const engine of this.#engines.values()) this.#deps.errands.run(name, () => work(engine));
  }
}

async function primitives(platform: Platform, key: GroupDeps["deviceKey"]) {
  const { signingKey, verifyingKey } = key;
  const { signerFromCryptoKey, webProvider } = await import("@warbler/mls/web");
  const randomBytes = (sizeBytes: number) => platform.randomBytes(sizeBytes);
  const faster = await platform.groupCryptography?.(randomBytes);
  if (faster === undefined || !signingKey.extractable)
    return {
      provider: await webProvider(SUITE, { randomBytes }),
      signer: signerFromCryptoKey(signingKey, verifyingKey),
    };
  // Where keys are files, the platform's own primitives take them at once.
  const privateKey = bytesFromBase64url((await revealDeviceKey(key)).d) ?? new Uint8Array();
  return { provider: faster, signer: await faster.signerFromKeyPair({ privateKey, publicKey: verifyingKey }) };
}

/** MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519. */
const SUITE = 1;
