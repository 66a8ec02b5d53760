/** AES-256-GCM (NIST SP 800-38D) by WebCrypto: ciphertext, then a tag of 16 bytes. */

const ALGORITHM = "AES-GCM";
export const AEAD_KEY_BYTES = 32;
export const AEAD_NONCE_BYTES = 12;
export const AEAD_TAG_BYTES = 16;

export interface AeadInput {
  readonly key: Uint8Array<ArrayBuffer>;
  /** Never twice under one key. */
  readonly nonce: Uint8Array<ArrayBuffer>;
  /** Authenticated, not stored. */
  readonly boundTo: Uint8Array<ArrayBuffer>;
}

export async function aeadSeal(input: AeadInput, plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", input.key, ALGORITHM, false, ["encrypt"]);
  return new Uint8Array(await crypto.subtle.encrypt(parametersOf(input), key, plaintext));
}

/** Undefined for every reason there is. */
export async function aeadOpen(
  input: AeadInput,
  ciphertext: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const key = await crypto.subtle.importKey("raw", input.key, ALGORITHM, false, ["decrypt"]);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parametersOf(input), key, ciphertext));
  } catch {
    return undefined;
  }
}

function parametersOf({ nonce, boundTo }: AeadInput) {
  return { name: ALGORITHM, iv: nonce, additionalData: boundTo, tagLength: AEAD_TAG_BYTES * 8 };
}
