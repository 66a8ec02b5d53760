/**
 * Seals values with AES-256-GCM under a key that the browser holds and gives to nobody, this program included. Each value is
 * bound to its place: moved to another key of the store, it does not open.
 */
const IV_BYTES = 12;

/** A new key, of which no byte can be read out. */
export function newVaultKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** IV, then ciphertext and tag. An IV is 96 random bits: one key seals far fewer than 2^32 values. */
export async function sealValue(
  key: CryptoKey,
  place: string,
  value: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt(parameters(iv, place), key, value);
  const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), IV_BYTES);
  return bytes;
}

/** Undefined for bytes that were not sealed under this key for this place. */
export async function openValue(
  key: CryptoKey,
  place: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const plain = await crypto.subtle.decrypt(
      parameters(bytes.slice(0, IV_BYTES), place),
      key,
      bytes.subarray(IV_BYTES),
    );
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
}

function parameters(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) };
}
