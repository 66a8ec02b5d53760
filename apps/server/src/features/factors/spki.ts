/** A passkey's public key as anybody's tools take it: COSE_Key (RFC 9052 §7) in, SubjectPublicKeyInfo (RFC 5280 §4.1) out. */
import { createPublicKey, type JsonWebKey } from "node:crypto";
import { decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";

/** AlgorithmIdentifier of ML-DSA-44 and the head of its 1,312 bytes (RFC 9881 §4). */
const ML_DSA_44_HEAD = Buffer.from("30820532300b06096086480165030403110382052100", "hex");
/** COSE elliptic curves (RFC 9053 §7.1). */
const [P_256, ED25519] = [1, 6];

interface Fields {
  get(label: number): unknown;
}

/** Throws for a key that is not of its own algorithm: registration takes none of those. */
export function spkiOf(coseKey: Uint8Array): Uint8Array {
  const key: Fields = decodeCredentialPublicKey(new Uint8Array(coseKey));
  const text = (label: number) => bytesIn(key, label).toString("base64url");
  // Key type, algorithm and, where there is one, curve: the library holds none of them to another.
  const isOf = (type: number, curve?: number) => key.get(1) === type && (curve === undefined || key.get(-1) === curve);
  const algorithm = key.get(3);
  if (algorithm === -8 && isOf(1, ED25519)) return exported({ kty: "OKP", crv: "Ed25519", x: text(-2) });
  if (algorithm === -7 && isOf(2, P_256)) return exported({ kty: "EC", crv: "P-256", x: text(-2), y: text(-3) });
  if (algorithm === -257 && isOf(3)) return exported({ kty: "RSA", n: text(-1), e: text(-2) });
  if (algorithm === -48 && isOf(7)) return mlDsa44(bytesIn(key, -1));
  throw new Error(`a key of algorithm -7, -8, -48 or -257, got type ${String(key.get(1))} for ${String(algorithm)}`);
}

const exported = (key: JsonWebKey): Uint8Array =>
  createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "der" });

function mlDsa44(key: Buffer): Uint8Array {
  if (key.length !== 1_312) throw new Error(`1,312 bytes of ML-DSA-44, got ${key.length}`);
  return Buffer.concat([ML_DSA_44_HEAD, key]);
}

function bytesIn(key: Fields, label: number): Buffer {
  const value = key.get(label);
  if (!(value instanceof Uint8Array)) throw new Error(`bytes in field ${label} of a key`);
  return Buffer.from(value);
}
