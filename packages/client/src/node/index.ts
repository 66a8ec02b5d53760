/** What the SDK needs of Node: a network that trusts a local CA, and a store on disk. */
export { fetchLocalCa } from "./local-ca.ts";
export { type NodePlatformOptions, nodePlatform } from "./node-platform.ts";
export { sqliteStore } from "./sqlite-store.ts";
