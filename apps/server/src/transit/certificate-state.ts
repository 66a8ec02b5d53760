/** What is told of the certificate that is served, to those who look after the server. Nothing of it is secret. */
import { X509Certificate } from "node:crypto";
import type { TransportAnswer } from "@warbler/protocol";
import type { ServerCertificate } from "./local-ca.ts";

interface Served {
  readonly certificate: ServerCertificate;
  readonly url: string;
  readonly allowTls12: boolean;
}

export function certificateState({ certificate, url, allowTls12 }: Served): TransportAnswer {
  const { certPem, localCa } = certificate;
  const leaf = new X509Certificate(certPem);
  return {
    source: localCa === undefined ? "own" : "local",
    url,
    names: namesIn(leaf.subjectAltName ?? ""),
    issuer: commonNameIn(leaf.issuer),
    fingerprint: leaf.fingerprint256,
    ...(localCa !== undefined && { authorityFingerprint: localCa.fingerprint }),
    validFromMs: leaf.validFromDate.getTime(),
    validUntilMs: leaf.validToDate.getTime(),
    oldestTls: allowTls12 ? "1.2" : "1.3",
  };
}

/** Node gives `DNS:localhost, IP Address:127.0.0.1`. */
const namesIn = (alternatives: string): string[] =>
  alternatives.split(", ").flatMap((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1] ?? []);

/** Node gives a line for each part of the name. */
const commonNameIn = (name: string): string => /^CN=(.*)$/m.exec(name)?.[1] ?? name.replaceAll("\n", ", ");
