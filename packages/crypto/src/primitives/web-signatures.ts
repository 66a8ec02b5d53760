/** By WebCrypto. */
import type { Signatures } from "./primitives.ts";
import { remembering } from "./remembered-keys.ts";

const ED25519 = "Ed25519";
const verifyingKeyOf = remembering((bytes) => crypto.subtle.importKey("raw", bytes, ED25519, false, ["verify"]));

export const webSignatures: Signatures = {
  async sign(key, message) {
    return new Uint8Array(await crypto.subtle.sign(ED25519, key, message));
  },
  async verify(verifyingKey, message, signature) {
    try {
      return await crypto.subtle.verify(ED25519, await verifyingKeyOf(verifyingKey), signature, message);
    } catch {
      // Some platforms refuse a point that is not on the curve at import and others at verification; both mean no.
      return false;
    }
  },
};
