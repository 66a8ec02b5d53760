/** What brings new members in: the group's secrets, encrypted to each key package. RFC 9420 §12.4.3.1. */
import type { Reader } from "../codec/reader.ts";
import type { Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import type { HpkeCiphertext } from "../provider/hpke.ts";
import { type PreSharedKeyId, readPskId, writePskId } from "./psk-id.ts";
import { readHpkeCiphertext, writeHpkeCiphertext } from "./update-path.ts";

export interface EncryptedGroupSecrets {
  /** The KeyPackageRef of the one whom these secrets are for. */
  readonly newMember: Uint8Array;
  readonly encryptedGroupSecrets: HpkeCiphertext;
}

export interface Welcome {
  readonly cipherSuite: number;
  readonly secrets: readonly EncryptedGroupSecrets[];
  readonly encryptedGroupInfo: Uint8Array;
}

export interface GroupSecrets {
  readonly joinerSecret: Uint8Array;
  readonly pathSecret: Uint8Array | undefined;
  readonly psks: readonly PreSharedKeyId[];
}

export function writeWelcome(writer: Writer, welcome: Welcome): void {
  writer.uint16(welcome.cipherSuite);
  writer.list(welcome.secrets, (inner, { newMember, encryptedGroupSecrets }) =>
    writeHpkeCiphertext(inner.opaque(newMember), encryptedGroupSecrets),
  );
  writer.opaque(welcome.encryptedGroupInfo);
}

export function readWelcome(reader: Reader): Welcome {
  const readSecrets = (inner: Reader) => ({
    newMember: inner.opaque(MLS_LIMITS.keyBytes),
    encryptedGroupSecrets: readHpkeCiphertext(inner),
  });
  return {
    cipherSuite: reader.uint16(),
    secrets: reader.list(readSecrets, MLS_LIMITS.members),
    encryptedGroupInfo: reader.opaque(),
  };
}

export function writeGroupSecrets(writer: Writer, secrets: GroupSecrets): void {
  writer.opaque(secrets.joinerSecret);
  writer.optional(secrets.pathSecret, (inner, secret) => inner.opaque(secret));
  writer.list(secrets.psks, writePskId);
}

export function readGroupSecrets(reader: Reader): GroupSecrets {
  return {
    joinerSecret: reader.opaque(MLS_LIMITS.keyBytes),
    pathSecret: reader.optional((inner) => inner.opaque(MLS_LIMITS.keyBytes)),
    psks: reader.list(readPskId, MLS_LIMITS.psks),
  };
}
