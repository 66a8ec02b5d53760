/** By node:crypto, synchronous. */
import type { KeyObject } from "node:crypto";
import type { NodeCrypto } from "./node-crypto.ts";
import type { Signatures } from "./primitives.ts";
import { remembering } from "./remembered-keys.ts";
import { webSignatures } from "./web-signatures.ts";

// RFC 8410 §4: an Ed25519 key as SubjectPublicKeyInfo is these 12 bytes and the key.
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0);

export function nodeSignatures(node: NodeCrypto): Signatures {
  const signingKeys = new WeakMap<CryptoKey, KeyObject>();
  const signingKeyOf = (key: CryptoKey) => {
    const known = signingKeys.get(key) ?? node.KeyObject.from(key);
    signingKeys.set(key, known);
    return known;
  };
  const verifyingKeyOf = remembering((bytes) => {
    const key = Buffer.concat([SPKI_PREFIX, bytes]);
    return node.createPublicKey({ key, format: "der", type: "spki" });
  });
  return {
    // Node gives only keys that may be exported to its own signing.
    sign: (key, message) =>
      key.extractable ? new Uint8Array(node.sign(null, message, signingKeyOf(key))) : webSignatures.sign(key, message),
    verify(verifyingKey, message, signature) {
      try {
        return node.verify(null, message, verifyingKeyOf(verifyingKey), signature);
      } catch {
        return false;
      }
    },
  };
}
