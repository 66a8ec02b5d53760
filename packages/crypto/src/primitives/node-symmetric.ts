/** By node:crypto, synchronous. */
import { concat } from "./bytes.ts";
import type { NodeCrypto } from "./node-crypto.ts";
import { AEAD_TAG_BYTES, type Symmetric } from "./primitives.ts";

const HASH = "sha256";
const CIPHER = "aes-256-gcm";
const OPTIONS = { authTagLength: AEAD_TAG_BYTES };

export function nodeSymmetric(node: NodeCrypto): Symmetric {
  return {
    // Copied out of the memory that Node's small buffers share.
    hash: (bytes) => new Uint8Array(node.hash(HASH, bytes, "buffer")),
    // A key object takes a third of the time that a key in bytes does.
    derive: ({ secret, salt, info, sizeBytes }) =>
      new Uint8Array(node.hkdfSync(HASH, node.createSecretKey(secret), salt, info, sizeBytes)),
    seal({ key, nonce, boundTo }, plaintext) {
      const cipher = node.createCipheriv(CIPHER, node.createSecretKey(key), nonce, OPTIONS).setAAD(boundTo);
      return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
    },
    open({ key, nonce, boundTo }, ciphertext) {
      const tagAt = ciphertext.length - AEAD_TAG_BYTES;
      if (tagAt < 0) return undefined;
      const decipher = node.createDecipheriv(CIPHER, node.createSecretKey(key), nonce, OPTIONS).setAAD(boundTo);
      decipher.setAuthTag(ciphertext.subarray(tagAt));
      const opened = decipher.update(ciphertext.subarray(0, tagAt));
      try {
        return concat(opened, decipher.final());
      } catch {
        return undefined;
      }
    },
  };
}
