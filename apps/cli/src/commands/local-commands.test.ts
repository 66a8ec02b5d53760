import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { newId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { AUTHORITY_PEM } from "../testing/authority.ts";
import { newFolder, run } from "../testing/run-cli.ts";

/** Ports that the system has just given and taken back. */
async function unusedPort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
const here = await unusedPort();
const UNUSED_PORT = { WARBLER_PORT: String(here) };

describe("init", () => {
  test("makes a data folder that nobody else can enter, and says what is next", async () => {
    const folder = join(await newFolder(), "deep", "data");
    const { code, out, err } = await run(["init", "--data", folder], { env: UNUSED_PORT });
    expect(code).toBe(0);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(out).toMatch(/ok +data folder/);
    expect(err).toContain("warbler serve");
  });

  test("leaves a folder that is there as it is, and exits with 11 when others can enter it", async () => {
    const folder = await newFolder();
    await chmod(folder, 0o755);
    const { code, out } = await run(["init", "--data", folder, "--json"], { env: UNUSED_PORT });
    expect(code).toBe(11);
    expect(JSON.parse(out)).toMatchObject({ ok: false, made: false });
    expect((await stat(folder)).mode & 0o777).toBe(0o755);
  });
});

describe("doctor", () => {
  test("tells each finding with a verdict, and what to do about it", async () => {
    const folder = join(await newFolder(), "none");
    const { code, out } = await run(["doctor", "--data", folder, "--json"], { env: UNUSED_PORT });
    const { findings } = JSON.parse(out);
    expect(findings.map((finding: { check: string }) => finding.check)).toEqual(
      expect.arrayContaining(["node", "configuration", "folder", "disk", "port", "certificate", "health", "profile"]),
    );
    for (const finding of findings) if (finding.verdict !== "ok") expect(finding.help).toMatch(/\w/);
    expect(code).toBe(0);
  });

  test("warns of a root key in the data folder, and not of one elsewhere or under a passphrase", async () => {
    const folder = join(await newFolder(), "data");
    const verdict = async (env: Record<string, string>) => {
      const { out } = await run(["doctor", "--data", folder, "--json"], { env: { ...UNUSED_PORT, ...env } });
      return JSON.parse(out).findings.find(({ check }: { check: string }) => check === "rootKey").verdict;
    };
    expect(await verdict({})).toBe("warn");
    expect(await verdict({ WARBLER_ROOT_KEY: join(folder, "elsewhere", "root.key") })).toBe("warn");
    expect(await verdict({ WARBLER_ROOT_KEY: join(folder, "..", "root.key") })).toBe("ok");
    expect(await verdict({ WARBLER_ROOT_PASSPHRASE: "four words that nobody guesses" })).toBe("ok");
  });

  test("exits with 11 when a setting is not allowed", async () => {
    const { code, out } = await run(["doctor"], { env: { WARBLER_PORT: "eighty" } });
    expect(code).toBe(11);
    expect(out).toContain("WARBLER_PORT: expected a port from 0 to 65535");
  });

  test("looks where the profile is signed in on this machine, unless the environment names a port", async () => {
    const home = await newFolder();
    const signedInAt = await unusedPort();
    const session = {
      url: `https://localhost:${signedInAt}`,
      organisation: "Ada Works",
      handle: "anna",
      name: "Anna",
      role: "owner",
      account: newId(),
      device: newId(),
      session: newId(),
      token: "secret",
      expiresAtMs: 1,
    };
    await writeFile(join(home, "session.json"), JSON.stringify(session), { mode: 0o600 });
    expect((await run(["doctor"], { home })).out).toContain(`${signedInAt} is free`);
    expect((await run(["doctor"], { home, env: UNUSED_PORT })).out).toContain(`${here} is free`);
  });

  test("notices that another program has the port", async () => {
    const other = createServer((socket) => socket.destroy()).listen(0);
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, out } = await run(["doctor"], { env: { WARBLER_PORT: String(port) } });
    other.close();
    expect(code).toBe(11);
    expect(out).toContain(`another program listens on ${port}`);
  });
});

describe("completion", () => {
  test("for bash completes commands, sub-commands and options", async () => {
    const { code, out } = await run(["completion", "bash"]);
    expect(code).toBe(0);
    const complete = (line: string) => {
      const words = line.split(" ");
      const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _warbler; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim().split("\n");
    };
    expect(complete("warbler his")).toEqual(["history"]);
    expect(complete("warbler room cr")).toEqual(["create"]);
    expect(complete("warbler send --rep")).toEqual(["--reply"]);
    expect(complete("warbler --home /x audit ver")).toEqual(["verify"]);
    expect(complete("warbler import sl")).toEqual(["slack"]);
    expect(complete("warbler import slack --level ")).toEqual(["sealed", "e2ee"]);
    expect(complete("warbler room create pond --level s")).toEqual(["sealed"]);
    expect(complete("warbler room list --lang ")).toEqual(["en", "zh"]);
  });

  test("for zsh and fish names every command", async () => {
    for (const shell of ["zsh", "fish"]) {
      const { out } = await run(["completion", shell]);
      for (const name of ["send", "import", "audit", "trust"]) expect(out).toContain(name);
      for (const value of ["sealed e2ee", "mattermost"]) expect(out).toContain(value);
    }
  });
});

describe("trust", () => {
  async function authority(): Promise<string> {
    const pem = join(await newFolder(), "ca.pem");
    await writeFile(pem, AUTHORITY_PEM);
    return pem;
  }

  test("with --dry-run shows the steps and the fingerprint, and changes nothing", async () => {
    const { code, out, err } = await run(["trust", "--dry-run", "--ca", await authority()]);
    expect(code).toBe(0);
    expect(out).toMatch(/would: |does not know this system/);
    const { fingerprint256 } = new X509Certificate(AUTHORITY_PEM);
    expect(err).toMatch(/Fingerprint: [\w-]{43}, in browsers /);
    expect(err).toContain(fingerprint256);
  });

  test("in a profile that pinned none takes the authority of the server whose data is here", async () => {
    const data = await newFolder();
    const env = { WARBLER_DATA: data };
    const without = await run(["trust", "--dry-run"], { env });
    expect(without.code).toBe(10);
    expect(without.err).toContain(`${data}/tls/ca.pem holds none: nothing was changed.`);
    await mkdir(join(data, "tls"));
    await writeFile(join(data, "tls", "ca.pem"), AUTHORITY_PEM);
    const { code, err } = await run(["trust", "--dry-run"], { env });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`the authority in ${data}/tls/ca.pem.`) });
  });

  test("refuses a file that is no certificate", async () => {
    const file = join(await newFolder(), "ca.pem");
    await writeFile(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const { code, err } = await run(["trust", "--dry-run", "--ca", file]);
    expect(code).toBe(10);
    expect(err).toContain("not a certificate in PEM form");
  });
});

describe("import --dry-run", () => {
  test("refuses what is no zip, and says that nothing was half-written", async () => {
    const file = join(await newFolder(), "export.zip");
    await writeFile(file, "this is no zip");
    const { code, err } = await run(["import", "slack", file, "--dry-run", "--json"]);
    expect(code).toBe(10);
    expect(JSON.parse(err).error).toMatchObject({ code: "not-a-zip" });
  });

  test("names a file that is not there", async () => {
    const { code } = await run(["import", "slack", "/nowhere/export.zip", "--dry-run"]);
    expect(code).toBe(10);
  });
});

describe("audit", () => {
  test("proof --verify refuses a file that is no proof", async () => {
    const file = join(await newFolder(), "proof.json");
    await writeFile(file, '{"format":"something else"}');
    expect((await run(["audit", "proof", "--verify", file])).code).toBe(10);
    expect((await run(["audit", "proof", "--verify", `${file}.none`])).code).toBe(10);
  });

  test("verify of a folder needs the log's key", async () => {
    const folder = await newFolder();
    const { code, err } = await run(["audit", "verify", folder]);
    expect(code).toBe(2);
    expect(err).toContain("--key");
  });
});

test("a profile's files are for its owner only", async () => {
  const home = join(await newFolder(), "profile");
  await mkdir(home, { mode: 0o755 });
  const { profileIn } = await import("../profile/profile.ts");
  const { wordsIn } = await import("../words/index.ts");
  const profile = profileIn(home, wordsIn("en"));
  await profile.write("note", "x");
  expect((await stat(home)).mode & 0o777).toBe(0o700);
  expect((await stat(join(home, "note"))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(home, "note"), "utf8")).toBe("x");
});
