/** node:crypto, where this runs in Node: looked up, not imported, so that a bundle for browsers names no module to load. */
export type NodeCrypto = typeof import("node:crypto");

export function nodeCrypto(): NodeCrypto | undefined {
  const isNode = typeof process === "object" && "getBuiltinModule" in process;
  return isNode ? process.getBuiltinModule("node:crypto") : undefined;
}
