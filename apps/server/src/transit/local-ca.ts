/** A local certificate authority and a server certificate, made at first run and renewed before they end. */
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
// The certificate library resolves its parts through reflection metadata.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(crypto);

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 24 * 3_600_000;
const CA_DAYS = 3_650;
// Under the 398 days that browsers accept.
const LEAF_DAYS = 390;
const RENEW_BEFORE_MS = 30 * DAY_MS;

export interface ServerCertificate {
  readonly certPem: string;
  readonly keyPem: string;
  /** The local CA, when it signed the certificate. */
  readonly localCa?: { readonly pem: string; readonly fingerprint: string };
  readonly expiresAtMs: number;
}

/** SHA-256 of a certificate's DER, in base64url: what set-up and invitation links carry. */
export const fingerprintOf = (pem: string): string =>
  createHash("sha256").update(new X509Certificate(pem).raw).digest("base64url");

async function readPair(folder: string, name: string): Promise<{ cert: string; key: string } | undefined> {
  try {
    return {
      cert: await readFile(join(folder, `${name}.pem`), "utf8"),
      key: await readFile(join(folder, `${name}.key`), "utf8"),
    };
  } catch {
    return undefined;
  }
}

async function writePair(folder: string, name: string, pair: { cert: string; key: string }): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [suffix, text] of [
    ["key", pair.key],
    ["pem", pair.cert],
  ] as const) {
    const path = join(folder, `${name}.${suffix}`);
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}

async function pemOfKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/(.{64})/g, "$1\n").trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

const keyOfPem = (pem: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("pkcs8", Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64"), EC, true, ["sign"]);

const serialNumber = () => `01${randomBytes(15).toString("hex")}`;
const newKeys = () => crypto.subtle.generateKey(EC, true, ["sign", "verify"]);

async function makeCa(nowMs: number): Promise<{ cert: string; key: string }> {
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=Warbler local CA",
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + CA_DAYS * DAY_MS),
    signingAlgorithm: EC,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: `${cert.toString("pem")}\n`, key: await pemOfKey(keys.privateKey) };
}

async function makeLeaf(
  ca: { cert: string; key: string },
  names: readonly string[],
  nowMs: number,
): Promise<{ cert: string; key: string }> {
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(ca.cert);
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${names[0]}`,
    issuer: issuer.subject,
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + LEAF_DAYS * DAY_MS),
    signingAlgorithm: EC,
    publicKey: keys.publicKey,
    signingKey: await keyOfPem(ca.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? "dns" : "ip", value: name }) as const),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { cert: `${cert.toString("pem")}\n`, key: await pemOfKey(keys.privateKey) };
}

/** Names the certificate must hold: the configured host, this machine's name and its addresses. */
export function namesOf(publicHost: string): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ address }) => !address.includes("%")).map(({ address }) => address),
  );
  return [...new Set([publicHost, "localhost", "127.0.0.1", "::1", ...addresses])];
}

/** The certificate to serve: one's own where configured, else the local CA's, made or renewed when needed. */
export async function serverCertificate(settings: {
  readonly folder: string;
  readonly publicHost: string;
  readonly own?: { readonly certPath: string; readonly keyPath: string };
  readonly nowMs: number;
}): Promise<ServerCertificate> {
  const { folder, publicHost, own, nowMs } = settings;
  if (own !== undefined) {
    const [certPem, keyPem] = await Promise.all([readFile(own.certPath, "utf8"), readFile(own.keyPath, "utf8")]);
    return { certPem, keyPem, expiresAtMs: new X509Certificate(certPem).validToDate.getTime() };
  }
  let ca = await readPair(folder, "ca");
  if (ca === undefined) {
    ca = await makeCa(nowMs);
    await writePair(folder, "ca", ca);
  }
  const names = namesOf(publicHost);
  let leaf = await readPair(folder, "server");
  const isGood = (pem: string) => {
    const cert = new X509Certificate(pem);
    const isNamed =
      isIP(publicHost) === 0 ? cert.checkHost(publicHost) !== undefined : cert.checkIP(publicHost) !== undefined;
    return (
      isNamed &&
      cert.validToDate.getTime() - nowMs > RENEW_BEFORE_MS &&
      cert.verify(new X509Certificate(ca.cert).publicKey)
    );
  };
  if (leaf === undefined || !isGood(leaf.cert)) {
    leaf = await makeLeaf(ca, names, nowMs);
    await writePair(folder, "server", leaf);
  }
  return {
    certPem: leaf.cert + ca.cert,
    keyPem: leaf.key,
    localCa: { pem: ca.cert, fingerprint: fingerprintOf(ca.cert) },
    expiresAtMs: new X509Certificate(leaf.cert).validToDate.getTime(),
  };
}
