/** Hashing and AES-256-GCM of the platform that this runs on. */
import { nodeCrypto } from "./node-crypto.ts";
import { nodeSymmetric } from "./node-symmetric.ts";
import type { Symmetric } from "./primitives.ts";
import { webSymmetric } from "./web-symmetric.ts";

const node = nodeCrypto();
export const symmetric: Symmetric = node === undefined ? webSymmetric : nodeSymmetric(node);
