/** HPKE (RFC 9180) for tests alone, on node:crypto and written apart from the one that ships: base mode, suite 0x20, 1, 1. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  randomBytes,
} from "node:crypto";
import type { Hpke } from "../primitives/hpke.ts";

const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");
const SPKI = Buffer.from("302a300506032b656e032100", "hex");
const KEM = Buffer.concat([Buffer.from("KEM"), Buffer.from("0020", "hex")]);
const SUITE = Buffer.concat([Buffer.from("HPKE"), Buffer.from("002000010001", "hex")]);
const EMPTY = Buffer.alloc(0);

/** `ephemeral` gives the private keys; random unless told. */
export function referenceHpke(ephemeral: () => Uint8Array = () => randomBytes(32)): Hpke {
  return {
    generateKeyPair: async () => pairOf(ephemeral()),
    publicKeyOf: async (privateKey) => (privateKey.length === 32 ? pairOf(privateKey).publicKey : undefined),
    async seal({ publicKey, info }, plaintext) {
      const pair = pairOf(ephemeral());
      const { key, nonce } = schedule(shared(pair.privateKey, publicKey, [pair.publicKey, publicKey]), info);
      const cipher = createCipheriv("aes-128-gcm", key, nonce);
      const body = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return new Uint8Array(Buffer.concat([pair.publicKey, body]));
    },
    async open({ privateKey, info }, sealed) {
      try {
        const enc = sealed.subarray(0, 32);
        const { key, nonce } = schedule(shared(privateKey, enc, [enc, pairOf(privateKey).publicKey]), info);
        const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: 16 });
        decipher.setAuthTag(sealed.subarray(-16));
        return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(32, -16)), decipher.final()]));
      } catch {
        return undefined;
      }
    },
  };
}

function pairOf(privateKey: Uint8Array) {
  const publicKey = createPublicKey(keyOf(privateKey)).export({ type: "spki", format: "der" }).subarray(-32);
  return { privateKey: new Uint8Array(privateKey), publicKey: new Uint8Array(publicKey) };
}

function keyOf(privateKey: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([PKCS8, privateKey]), format: "der", type: "pkcs8" });
}

function shared(privateKey: Uint8Array, publicKey: Uint8Array, context: readonly Uint8Array[]): Buffer {
  const peer = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
  const dh = diffieHellman({ privateKey: keyOf(privateKey), publicKey: peer });
  const prk = labeledExtract(KEM, EMPTY, "eae_prk", dh);
  return labeledExpand(KEM, prk, "shared_secret", Buffer.concat(context), 32);
}

function schedule(secret: Buffer, info: Uint8Array) {
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(SUITE, EMPTY, "psk_id_hash", EMPTY),
    labeledExtract(SUITE, EMPTY, "info_hash", Buffer.from(info)),
  ]);
  const prk = labeledExtract(SUITE, secret, "secret", EMPTY);
  return {
    key: labeledExpand(SUITE, prk, "key", context, 16),
    nonce: labeledExpand(SUITE, prk, "base_nonce", context, 12),
  };
}

function labeledExtract(suite: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer {
  const message = Buffer.concat([Buffer.from("HPKE-v1"), suite, Buffer.from(label), ikm]);
  return createHmac("sha256", salt.length === 0 ? Buffer.alloc(32) : salt)
    .update(message)
    .digest();
}

function labeledExpand(suite: Buffer, prk: Buffer, label: string, info: Buffer, sizeBytes: number): Buffer {
  const length = Buffer.from([0, sizeBytes]);
  const message = Buffer.concat([length, Buffer.from("HPKE-v1"), suite, Buffer.from(label), info, Buffer.from([1])]);
  return createHmac("sha256", prk).update(message).digest().subarray(0, sizeBytes);
}
