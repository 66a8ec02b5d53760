import { describe, expect, test } from "vitest";
import { chromiumSteps, type Machine, systemSteps } from "./trust-steps.ts";

const debian: Machine = {
  platform: "linux",
  homeFolder: "/people/anna",
  debianFolder: "/usr/local/share/ca-certificates",
  hasCertutil: true,
  hasNssDatabase: true,
};
const request = { pem: "PEM", pemFile: "/people/anna/ca.pem", fingerprint: "ab".repeat(32), remove: false };
const says = (steps: readonly { says: string }[] | undefined) => steps?.map((step) => step.says);

describe("trusting a local authority", () => {
  test("on Debian writes one file and updates the system's list", () => {
    expect(says(systemSteps(request, debian))).toEqual([
      "write /usr/local/share/ca-certificates/warbler-abababababababab.crt",
      "update-ca-certificates",
    ]);
  });

  test("in Chromium lets it certify web servers and nothing else", () => {
    expect(says(chromiumSteps(request, debian))).toEqual([
      "certutil -A -d sql:/people/anna/.pki/nssdb -n 'Warbler abababababababab' -t C,, -a < /people/anna/ca.pem",
    ]);
  });

  test("makes Chromium's database where it has none yet", () => {
    const [folder, made] = chromiumSteps(request, { ...debian, hasNssDatabase: false });
    expect([folder?.says, made?.says]).toEqual([
      "mkdir -p -m 700 /people/anna/.pki/nssdb",
      "certutil -N -d sql:/people/anna/.pki/nssdb --empty-password",
    ]);
  });

  test("is undone by what takes the same file and name out again", () => {
    const undo = { ...request, remove: true };
    expect(says(systemSteps(undo, debian))?.[0]).toBe(
      "rm /usr/local/share/ca-certificates/warbler-abababababababab.crt",
    );
    expect(says(chromiumSteps(undo, debian))).toEqual([
      "certutil -D -d sql:/people/anna/.pki/nssdb -n 'Warbler abababababababab'",
    ]);
    expect(chromiumSteps(undo, { ...debian, hasNssDatabase: false })).toEqual([]);
  });

  test("on macOS asks the keychain, for web sites only", () => {
    const mac = { ...debian, platform: "darwin", debianFolder: undefined };
    expect(says(systemSteps(request, mac))?.[0]).toMatch(/^security add-trusted-cert -r trustRoot -p ssl /);
    expect(chromiumSteps(request, mac)).toEqual([]);
  });

  test("elsewhere is left to a person", () => {
    expect(systemSteps(request, { ...debian, platform: "win32", debianFolder: undefined })).toBeUndefined();
  });
});
