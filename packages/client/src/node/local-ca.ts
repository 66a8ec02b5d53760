/** Gets a server's local CA without trusting anything yet, and believes it only by the fingerprint of a link. */
import { createHash, X509Certificate } from "node:crypto";
import { request } from "node:https";
import { en, WarblerError } from "../errors.ts";

const MAX_PEM_BYTES = 64 * 1024;
const DEADLINE_MS = 15_000;

/** The CA's certificate in PEM. Throws `wrong-fingerprint` when what comes is not the certificate that the link names. */
export async function fetchLocalCa(url: string, fingerprint: string): Promise<string> {
  const pem = await getWithoutVerification(new URL("/api/ca.pem", url));
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw new WarblerError("wrong-fingerprint", en, { detail: "expected a certificate" });
  }
  const actual = createHash("sha256").update(certificate.raw).digest("base64url");
  if (actual !== fingerprint)
    throw new WarblerError("wrong-fingerprint", en, { detail: `expected ${fingerprint}, got ${actual}` });
  if (!certificate.ca) throw new WarblerError("wrong-fingerprint", en, { detail: "expected a CA certificate" });
  return certificate.toString();
}

/** Nothing is sent but the request for a public certificate, and the answer is believed by its hash alone. */
function getWithoutVerification(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new WarblerError("network"));
    const call = request(url, { rejectUnauthorized: false, agent: false, timeout: DEADLINE_MS }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_PEM_BYTES) call.destroy();
        else chunks.push(chunk);
      });
      answer.on("error", fail);
      answer.on("end", () => resolve(Buffer.concat(chunks).toString()));
    });
    call.on("timeout", () => call.destroy());
    call.on("error", fail);
    call.on("close", fail);
    call.end();
  });
}
