/** What the SDK needs of Node: a network that trusts a local CA, and a store on disk. */

export { newSessionKey } from "../session/dpop.ts";
export { fetchLocalCa } from "./local-ca.ts";
export { type NodePlatformOptions, nodePlatform } from "./node-platform.ts";
export { revealSessionKey, type StoredSessionKey, sessionKeyFromStored } from "./session-key.ts";
export { sqliteStore } from "./sqlite-store.ts";
