/** Signers for tests: Ed25519 keys from fixed seeds, so that what they sign is the same in every run. */
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { ED25519, type SignatureType, type SignEd25519, type VerifierKey, verifierKeyOf } from "../note.ts";

export interface TestSigner {
  readonly key: VerifierKey;
  readonly sign: SignEd25519;
}

// RFC 8410 §7: what stands before the 32 bytes of the seed in PKCS #8.
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export function testSigner(name: string, seedByte: number, type: SignatureType = ED25519): TestSigner {
  const der = Buffer.concat([PKCS8_PREFIX, new Uint8Array(32).fill(seedByte)]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const key = verifierKeyOf({ name, publicKey: new Uint8Array(spki.subarray(-32)), type });
  return { key, sign: (message) => new Uint8Array(sign(null, message, privateKey)) };
}
