/** Identity and keychain as end-to-end rooms ask for them. */
import { base64urlFromBytes } from "@warbler/protocol";
import type { IdentityView } from "../groups/identity-view.ts";
import type { OwnKeychain } from "../keychain/own-keychain.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { GossipWatch } from "./gossip-watch.ts";
import type { LogReplica } from "./log-replica.ts";
import type { Notices } from "./notices.ts";
import type { OwnAccount } from "./own-account.ts";
import type { TrustBook } from "./trust-book.ts";

/** How old the copy of the log may be where lists of devices are asked for. */
const FRESH_MS = 2_000;

export interface RoomViewParts {
  readonly replica: LogReplica;
  readonly trust: TrustBook;
  readonly gossip: GossipWatch;
  readonly own: OwnAccount;
  readonly keychain: OwnKeychain;
  readonly notices: Notices;
}

export function roomView(parts: RoomViewParts): IdentityView {
  const { replica, trust, gossip, own, keychain, notices } = parts;
  return {
    membership: {
      async refresh() {
        await replica.refresh();
      },
      async listedDevices(account) {
        await replica.refresh(FRESH_MS);
        const newest = replica.newest(account);
        if (newest !== undefined) await trust.meet([{ account, root: newest.root }]);
        return newest?.devices ?? [];
      },
      async isListed(account, device, signatureKey) {
        const isKnown = () => {
          const life = replica.memory.device(account, device);
          return life !== undefined && life.removedAtMs === undefined && equalBytes(life.signatureKey, signatureKey);
        };
        if (!isKnown()) await replica.refresh();
        return isKnown();
      },
      async signatureKeyEver(account, device) {
        if (replica.memory.device(account, device) === undefined) await replica.refresh();
        return replica.memory.device(account, device)?.signatureKey;
      },
      async revocation(account, device) {
        const { removedAtMs: atMs, removedAtSize: size } = replica.memory.device(account, device) ?? {};
        return atMs === undefined || size === undefined ? undefined : { atMs, size };
      },
      async lastRevocation(accounts) {
        const lives = accounts.flatMap((account) => replica.memory.devices(account));
        return lives.reduce((last, { removedAtSize = 0 }) => Math.max(last, removedAtSize), 0);
      },
      async logHead() {
        return replica.head;
      },
      async noteGossip({ account }, head) {
        gossip.note(account, head);
        const known = replica.rootAt(head.size);
        return known !== undefined && equalBytes(known, head.root);
      },
      async sendBlockedBy(accounts) {
        return accounts.filter((account) => {
          const newest = replica.newest(account);
          return newest !== undefined && trust.trustOf(account, newest.root) === "changed";
        });
      },
      isStale: () => replica.isStale,
      onChanged: (listener) => notices.changed.listen(listener),
    },
    keychain: {
      append: (keys) => keychain.append(keys),
      async find(contentHashes) {
        const found = await Promise.all(contentHashes.map((hash) => keychain.held.find(hash)));
        return new Map(
          found.flatMap((key) => (key === undefined ? [] : [[base64urlFromBytes(key.contentHash), key] as const])),
        );
      },
      writesWithout: (contentHashes) => keychain.writesWithout(contentHashes),
      onArrived: (listener) => notices.arrived.listen(listener),
    },
    isReady: () => own.isListed(),
    needsRecovery: () => own.isListed() && !keychain.hasHistory,
    onStateChanged: (listener) => notices.state.listen(listener),
  };
}
