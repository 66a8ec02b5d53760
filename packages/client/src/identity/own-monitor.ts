/** What the identity log says of this client's own account, for its person to look at. */
import { deviceFingerprint } from "@warbler/crypto/identity";
import { beginsChain } from "@warbler/crypto/keychain";
import { base64urlFromBytes } from "@warbler/protocol";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { IdentityState, OwnDevice, OwnMonitor, OwnVersion } from "./identity-api.ts";
import type { OwnEntry } from "./log-memory.ts";
import type { LogReplica } from "./log-replica.ts";

export interface MonitorInput {
  readonly replica: LogReplica;
  readonly origin: string;
  readonly state: IdentityState;
  readonly devices: readonly OwnDevice[];
}

export async function monitorOf({ replica, origin, state, devices }: MonitorInput): Promise<OwnMonitor> {
  const entries = replica.memory.ownEntries();
  const newest = entries.at(-1)?.identity;
  const { size, root } = replica.head;
  const known = new Set(devices.map(({ id }) => id));
  return {
    state,
    origin,
    size,
    root: base64urlFromBytes(root),
    signedAtMs: replica.signedAtMs,
    version: newest?.version ?? 0,
    rootFingerprint: newest === undefined ? "" : await deviceFingerprint(newest.root),
    devices,
    unknownDevices: (newest?.devices ?? []).map(({ device }) => device).filter((device) => !known.has(device)),
    versions: entries.map((entry, at) => versionOf(entry, entries[at - 1])),
  };
}

const NONE = new Uint8Array();

function versionOf({ identity, byRoot }: OwnEntry, before: OwnEntry | undefined): OwnVersion {
  const [now, then] = [identity, before?.identity].map((one) => one?.devices.map(({ device }) => device) ?? []);
  return {
    version: identity.version,
    atMs: identity.atMs,
    added: (now ?? []).filter((device) => then?.includes(device) !== true),
    removed: (then ?? []).filter((device) => now?.includes(device) !== true),
    byRoot,
    recoveryChanged: !equalBytes(before?.identity.recoveryPublic ?? NONE, identity.recoveryPublic ?? NONE),
    keychainBegun:
      identity.segment !== undefined &&
      beginsChain(identity.segment) &&
      identity.segment.number !== before?.identity.segment?.number,
    rootChanged: before !== undefined && !equalBytes(before.identity.root, identity.root),
  };
}
