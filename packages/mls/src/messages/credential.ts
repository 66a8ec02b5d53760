/** Who a member claims to be: RFC 9420 §5.3. Whether it is true is for the application to check. */
import { equalBytes } from "../bytes.ts";
import type { Reader } from "../codec/reader.ts";
import { encode, type Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";

export const CREDENTIAL_TYPE = { basic: 1, x509: 2 } as const;

export type Credential =
  | { readonly kind: "basic"; readonly identity: Uint8Array }
  | { readonly kind: "x509"; readonly certificates: readonly Uint8Array[] }
  /** A type this package does not know, read as one opaque vector; only an application that knows it can accept it. */
  | { readonly kind: "unknown"; readonly type: number; readonly content: Uint8Array };

export function basicCredential(identity: Uint8Array): Credential {
  return { kind: "basic", identity };
}

export function credentialType(credential: Credential): number {
  return credential.kind === "unknown" ? credential.type : CREDENTIAL_TYPE[credential.kind];
}

export function writeCredential(writer: Writer, credential: Credential): void {
  writer.uint16(credentialType(credential));
  switch (credential.kind) {
    case "basic":
      writer.opaque(credential.identity);
      return;
    case "x509":
      writer.list(credential.certificates, (inner, certificate) => inner.opaque(certificate));
      return;
    case "unknown":
      writer.opaque(credential.content);
  }
}

export function readCredential(reader: Reader): Credential {
  const type = reader.uint16();
  if (type === CREDENTIAL_TYPE.basic) return { kind: "basic", identity: reader.opaque(MLS_LIMITS.identityBytes) };
  if (type === CREDENTIAL_TYPE.x509) {
    const certificates = reader.list((inner) => inner.opaque(MLS_LIMITS.identityBytes), MLS_LIMITS.certificates);
    return { kind: "x509", certificates };
  }
  return { kind: "unknown", type, content: reader.opaque(MLS_LIMITS.identityBytes) };
}

export function encodeCredential(credential: Credential): Uint8Array {
  return encode(credential, writeCredential);
}

export function sameCredential(a: Credential, b: Credential): boolean {
  return equalBytes(encodeCredential(a), encodeCredential(b));
}
