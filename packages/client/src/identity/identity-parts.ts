/** What identities are made of, put together by hand. */
import type { Hpke } from "@warbler/crypto/keychain";
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { OwnDraftsDeps } from "../drafts/own-drafts.ts";
import type { Errands } from "../errands.ts";
import type { Fail } from "../errors.ts";
import type { AlarmKind, IdentityChange } from "../events.ts";
import type { IdentityView } from "../groups/identity-view.ts";
import { OwnKeychain } from "../keychain/own-keychain.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import { Approvals } from "./approvals.ts";
import type { DeviceKeys } from "./device-keys.ts";
import { GossipWatch } from "./gossip-watch.ts";
import type { AppliedVersion } from "./log-memory.ts";
import { LogReplica } from "./log-replica.ts";
import { type Notices, newNotices } from "./notices.ts";
import { OwnAccount } from "./own-account.ts";
import { Recovery } from "./recovery.ts";
import { roomView } from "./room-view.ts";
import { TrustBook } from "./trust-book.ts";
import { Waiters } from "./waiters.ts";

export interface IdentitiesDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly errands: Errands;
  readonly fail: Fail;
  readonly hpke: Hpke;
  /** Aborted when the client closes. */
  readonly stop: AbortSignal;
  readonly alarm: (kind: AlarmKind, where: { readonly account?: AccountId }, detail: string) => void;
  readonly told: (change: IdentityChange) => void;
  /** Resolves when this device is in the groups of its account's rooms, as far as it can come in by itself. */
  readonly enterRooms: () => Promise<void>;
  /** Resolves when the server has what others need to take this device into their rooms. */
  readonly publish: () => Promise<void>;
}

export interface IdentityParts {
  readonly deps: IdentitiesDeps;
  readonly signing: DeviceKeys["signing"];
  readonly replica: LogReplica;
  readonly trust: TrustBook;
  readonly own: OwnAccount;
  readonly approvals: Approvals;
  readonly keychain: OwnKeychain;
  readonly recovery: Recovery;
  readonly drafts: OwnDraftsDeps;
  readonly notices: Notices;
  readonly waiters: Waiters;
  readonly view: IdentityView;
}

export function identityParts(deps: IdentitiesDeps, keys: DeviceKeys): IdentityParts {
  const notices = newNotices();
  const trust = new TrustBook(deps.store);
  const replica = new LogReplica({
    ...deps,
    forked: (detail) => deps.alarm("identity-fork", {}, detail),
    stale: (detail) => deps.alarm("identity-stale", {}, detail),
    writesFor: (applied) => trust.writesFor(applied),
    applied: (versions, isFirstLook) => tellOf(versions, isFirstLook),
  });
  const own: OwnAccount = new OwnAccount({ ...deps, keys, replica, keychainHead: () => keychain.head() });
  const keychain = new OwnKeychain({
    ...deps,
    signer: keys.signing,
    hpkePrivate: keys.hpke.privateKey,
    memory: replica.memory,
    newest: () => own.newest(),
    refresh: () => own.refresh(),
    broken: (detail) => deps.alarm("keychain-broken", {}, detail),
    arrived: () => {
      notices.arrived.tell();
      notices.state.tell();
      deps.told("history");
    },
  });
  const gossip = new GossipWatch({
    replica,
    ...{ errands: deps.errands, platform: deps.platform, stop: deps.stop },
    forked: (from, detail) => deps.alarm("identity-fork", { account: from }, detail),
  });

  function tellOf(applied: readonly AppliedVersion[], isFirstLook: boolean): void {
    for (const { identity, changes } of isFirstLook ? [] : applied) {
      const { account } = identity;
      const isOwn = account === deps.account;
      if (changes.rootChanged && (isOwn || trust.isMet(account)) && !own.hasPosted(identity)) {
        const whose = isOwn ? "this account has another root" : "a person has another root";
        deps.alarm("identity-changed", { account }, whose);
      }
      if (!isOwn) continue;
      deps.told("devices");
      deps.errands.run("key-packages", deps.publish);
      if (changes.segmentChanged) keychain.resume();
    }
    notices.changed.tell(applied.map(({ identity }) => identity.account));
    if (applied.some(({ identity }) => identity.account === deps.account)) notices.state.tell();
  }

  return {
    deps,
    signing: keys.signing,
    replica,
    trust,
    own,
    approvals: new Approvals({ ...deps, replica }),
    keychain,
    recovery: new Recovery({ ...deps, own, keychain }),
    drafts: { ...deps, signer: keys.signing, hpkePrivate: keys.hpke.privateKey, memory: replica.memory },
    notices,
    waiters: new Waiters(),
    view: roomView({ replica, trust, gossip, own, keychain, notices }),
  };
}
