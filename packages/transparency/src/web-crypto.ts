/** Ed25519 by the platform's WebCrypto, which Node and browsers share. */
import type { VerifyEd25519 } from "./note.ts";

export const verifyEd25519ByWebCrypto: VerifyEd25519 = async ({ publicKey, message, signature }) => {
  try {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(message));
  } catch (failure) {
    // WebCrypto throws DataError for bytes that are no key; anything else, such as a missing algorithm, is not the sender's doing.
    if (failure instanceof DOMException && failure.name === "DataError") return false;
    throw failure;
  }
};
