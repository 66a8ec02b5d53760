import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { certificateState } from "./certificate-state.ts";
import { serverCertificate } from "./local-ca.ts";

const folder = await mkdtemp(join(tmpdir(), "warbler-certificate-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const NOW_MS = Date.parse("2026-07-01T00:00:00Z");
const DAY_MS = 86_400_000;
const HEX = /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/;
const local = await serverCertificate({ folder, publicHost: "chat.example.org", nowMs: NOW_MS });
const url = "https://chat.example.org:8443";

test("a certificate of the local authority is told with its names, both fingerprints and its end", () => {
  const state = certificateState({ certificate: local, url, allowTls12: false });
  expect(state).toMatchObject({ source: "local", url, issuer: "Warbler local CA", oldestTls: "1.3" });
  expect(state.names).toEqual(expect.arrayContaining(["chat.example.org", "localhost", "127.0.0.1"]));
  expect(state.fingerprint).toMatch(HEX);
  expect(state.authorityFingerprint).toBe(local.localCa?.fingerprint);
  expect([state.validFromMs, state.validUntilMs]).toEqual([NOW_MS - DAY_MS, NOW_MS + 390 * DAY_MS]);
});

test("one's own certificate is told as such, and an older TLS that is allowed is told as well", async () => {
  const [certPath, keyPath] = [join(folder, "own.pem"), join(folder, "own.key")];
  await writeFile(certPath, local.certPem);
  await writeFile(keyPath, local.keyPem);
  const certificate = await serverCertificate({
    folder,
    publicHost: "chat.example.org",
    nowMs: NOW_MS,
    own: { certPath, keyPath },
  });
  const state = certificateState({ certificate, url, allowTls12: true });
  expect(state).toMatchObject({ source: "own", oldestTls: "1.2" });
  expect(state.authorityFingerprint).toBeUndefined();
});
