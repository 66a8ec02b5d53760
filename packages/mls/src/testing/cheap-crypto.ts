/**
 * Primitives that cost next to nothing and protect nothing: a signature is a hash that anybody can make, and the private half
 * of a key follows from the public one. For simulations of what gets lost, repeated and reordered, not of forgers.
 */
import { hash } from "node:crypto";
import { nodeProvider } from "../provider/node.ts";
import type { MlsProvider } from "../provider/provider.ts";

/** As long as an Ed25519 signature. */
export function cheapSignature(publicKey: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash("sha512", Buffer.concat([publicKey, message]), "buffer"));
}

export function isCheapSignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return Buffer.compare(cheapSignature(publicKey, message), signature) === 0;
}

/** Suite 1 with everything symmetric as it is. */
export function cheapProvider(randomBytes: (count: number) => Uint8Array): MlsProvider {
  return {
    ...nodeProvider(1, { randomBytes }),
    verify: isCheapSignature,
    signerFromKeyPair: ({ publicKey }) => ({ publicKey, sign: (message) => cheapSignature(publicKey, message) }),
    // In the additive group, where a·(b·G) = b·(a·G) as on the curve.
    publicKeyOf: (privateKey) => bytesOf(numberOf(privateKey) * BASE),
    sharedSecret: (privateKey, publicKey) => bytesOf(numberOf(privateKey) * numberOf(publicKey)),
  };
}

const MODULUS = 2n ** 255n - 19n;
const BASE = 9n;

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function bytesOf(number: bigint): Uint8Array {
  return new Uint8Array(Buffer.from((number % MODULUS).toString(16).padStart(64, "0"), "hex"));
}
