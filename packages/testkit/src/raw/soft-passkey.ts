/**
 * An authenticator in software that does as it is told: it signs for wrong origins, without the person, with counts that go
 * back. WebAuthn Level 3, attestation "none".
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { NewPasskeyAnswer, PasskeyAssertion, PasskeyCreation, PasskeyRequest } from "@warbler/protocol";

/** What to do otherwise than a browser and an authenticator would. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userVerified?: boolean;
  readonly userPresent?: boolean;
  readonly count?: number;
  readonly user?: string;
  readonly id?: string;
}

export type SoftAlgorithm = -7 | -48;
type SoftCurve = "P-256" | "P-384";

export class SoftPasskey {
  readonly id = randomBytes(32).toString("base64url");
  readonly #origin: string;
  readonly #algorithm: SoftAlgorithm;
  readonly #signingKey: KeyObject;
  readonly #coseKey: Uint8Array;
  #count = 0;
  #user: string | undefined;

  /** `curve`: a key of P-384 says that it is for ES256 all the same. */
  constructor(origin: string, algorithm: SoftAlgorithm = -7, curve: SoftCurve = "P-256") {
    this.#origin = origin;
    this.#algorithm = algorithm;
    const { privateKey, publicKey } =
      algorithm === -7 ? generateKeyPairSync("ec", { namedCurve: curve }) : generateKeyPairSync("ml-dsa-44");
    this.#signingKey = privateKey;
    this.#coseKey = algorithm === -7 ? coseEs256(publicKey, curve) : coseMlDsa44(publicKey);
  }

  create(creation: PasskeyCreation, lies: Lies = {}): NewPasskeyAnswer {
    this.#user = creation.user.id;
    const authData = this.#authData(creation.rp.id, lies, true);
    const attestation = map(text("fmt"), text("none"), text("attStmt"), map(), text("authData"), bytes(authData));
    return {
      id: lies.id ?? this.id,
      clientData: this.#clientData("webauthn.create", creation.challenge, lies).toString("base64url"),
      attestation: Buffer.from(attestation).toString("base64url"),
      transports: ["internal"],
    };
  }

  get(request: PasskeyRequest, lies: Lies = {}): PasskeyAssertion {
    const clientData = this.#clientData("webauthn.get", request.challenge, lies);
    const authenticatorData = this.#authData(request.rpId, lies, false);
    const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
    const user = lies.user ?? this.#user;
    return {
      id: lies.id ?? this.id,
      clientData: clientData.toString("base64url"),
      authenticatorData: Buffer.from(authenticatorData).toString("base64url"),
      signature: sign(this.#algorithm === -7 ? "sha256" : null, signed, this.#signingKey).toString("base64url"),
      ...(user !== undefined && { user }),
    };
  }

  #clientData(type: string, challenge: string, lies: Lies): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? this.#origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    );
  }

  /** WebAuthn §6.1 */
  #authData(rpId: string, lies: Lies, withKey: boolean): Uint8Array {
    const flags = (lies.userPresent === false ? 0 : 1) | (lies.userVerified === false ? 0 : 4) | (withKey ? 0x40 : 0);
    this.#count = lies.count ?? this.#count + 1;
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(this.#count, 1);
    const rpIdHash = createHash("sha256")
      .update(lies.rpId ?? rpId)
      .digest();
    if (!withKey) return Buffer.concat([rpIdHash, head]);
    const credential = Buffer.from(lies.id ?? this.id, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credential.length);
    return Buffer.concat([rpIdHash, head, Buffer.alloc(16), length, credential, this.#coseKey]);
  }
}

function coseEs256(publicKey: KeyObject, curve: SoftCurve): Uint8Array {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const coordinate = (part: string) => bytes(Buffer.from(part, "base64url"));
  return map(
    int(1),
    int(2),
    int(3),
    int(-7),
    int(-1),
    int(curve === "P-256" ? 1 : 2),
    int(-2),
    coordinate(x),
    int(-3),
    coordinate(y),
  );
}

/** AKP keys: RFC 9964. */
function coseMlDsa44(publicKey: KeyObject): Uint8Array {
  const key = publicKey.export({ format: "der", type: "spki" }).subarray(-1_312);
  return map(int(1), int(7), int(3), int(-48), int(-1), bytes(key));
}

// As much of CBOR (RFC 8949) as this needs.
const head = (major: number, value: number): Buffer =>
  value < 24
    ? Buffer.of((major << 5) | value)
    : value < 256
      ? Buffer.of((major << 5) | 24, value)
      : Buffer.of((major << 5) | 25, value >> 8, value & 255);
const int = (value: number): Uint8Array => (value >= 0 ? head(0, value) : head(1, -1 - value));
const bytes = (value: Uint8Array): Uint8Array => Buffer.concat([head(2, value.length), value]);
const text = (value: string): Uint8Array => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
const map = (...entries: readonly Uint8Array[]): Uint8Array => Buffer.concat([head(5, entries.length / 2), ...entries]);
