/** A key that signs DPoP proofs (RFC 9449), well formed or as wrong as a test wants them. */
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";

export interface ProofParts {
  readonly method: string;
  readonly url: string;
  readonly token?: string;
  readonly nonce?: string;
  /** In place of what belongs there, or beside it. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Of another key than the one that is shown, or of another kind. */
  readonly signature?: (signed: string) => Buffer;
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64url");

export class DpopKey {
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.privateKey = privateKey;
    const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
    this.jwk = { kty, crv, x, y } as JsonWebKey;
  }

  sign(text: string): Buffer {
    return sign("sha256", Buffer.from(text), { key: this.privateKey, dsaEncoding: "ieee-p1363" });
  }

  proof({ method, url, token, nonce, header, claims, signature = (text) => this.sign(text) }: ProofParts): string {
    const head = encoded({ typ: "dpop+jwt", alg: "ES256", jwk: this.jwk, ...header });
    const body = encoded({
      jti: randomUUID(),
      htm: method,
      htu: url,
      iat: 0,
      ...(token !== undefined && { ath: digestOf(token) }),
      ...(nonce !== undefined && { nonce }),
      ...claims,
    });
    return `${head}.${body}.${signature(`${head}.${body}`).toString("base64url")}`;
  }
}
