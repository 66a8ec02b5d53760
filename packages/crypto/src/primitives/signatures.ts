/** Ed25519 of the platform that this runs on. */
import { nodeCrypto } from "./node-crypto.ts";
import { nodeSignatures } from "./node-signatures.ts";
import type { Signatures } from "./primitives.ts";
import { webSignatures } from "./web-signatures.ts";

const node = nodeCrypto();
export const signatures: Signatures = node === undefined ? webSignatures : nodeSignatures(node);
