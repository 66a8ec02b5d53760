/** The one certificate that `login` pins and `trust` hands on: a certificate authority in PEM. */
import { createHash, X509Certificate } from "node:crypto";

export interface CaCertificate {
  /** Just this certificate, re-encoded: nothing that stood around it in a file is handed on. */
  readonly pem: string;
  /** SHA-256 of the DER bytes in base64url, as links and the server show it. */
  readonly fingerprint: string;
}

/** Undefined unless `text` is one certificate that may certify others. */
export function caCertificate(text: string): CaCertificate | undefined {
  try {
    const certificate = new X509Certificate(text);
    if (!certificate.ca) return undefined;
    return {
      pem: certificate.toString(),
      fingerprint: createHash("sha256").update(certificate.raw).digest("base64url"),
    };
  } catch {
    return undefined;
  }
}
