/** By WebCrypto; hashing is JavaScript, since a promise for each call costs more than the hash itself. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { AEAD_TAG_BYTES, type AeadInput, type Symmetric } from "./primitives.ts";

const AES_GCM = "AES-GCM";

export const webSymmetric: Symmetric = {
  hash: (bytes) => new Uint8Array(sha256(bytes)),
  derive: ({ secret, salt, info, sizeBytes }) => new Uint8Array(hkdf(sha256, secret, salt, info, sizeBytes)),
  async seal(input, plaintext) {
    const key = await crypto.subtle.importKey("raw", input.key, AES_GCM, false, ["encrypt"]);
    return new Uint8Array(await crypto.subtle.encrypt(parametersOf(input), key, plaintext));
  },
  async open(input, ciphertext) {
    const key = await crypto.subtle.importKey("raw", input.key, AES_GCM, false, ["decrypt"]);
    try {
      return new Uint8Array(await crypto.subtle.decrypt(parametersOf(input), key, ciphertext));
    } catch {
      return undefined;
    }
  },
};

function parametersOf({ nonce, boundTo }: AeadInput) {
  return { name: AES_GCM, iv: nonce, additionalData: boundTo, tagLength: AEAD_TAG_BYTES * 8 };
}
