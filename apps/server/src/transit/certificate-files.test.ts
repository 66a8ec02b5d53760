import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { describe, expect, test } from "vitest";
import { configFrom } from "../config.ts";
import { systemClock } from "../kernel/clock.ts";
import { startServer } from "../server.ts";
import { certificateWatch } from "./certificate-files.ts";
import { serverCertificate } from "./local-ca.ts";

async function twoPairs() {
  const folder = await mkdtemp(join(tmpdir(), "warbler-certificate-"));
  const made = async (name: string) => {
    const { certPem, keyPem } = await serverCertificate({
      folder: join(folder, name),
      publicHost: "localhost",
      nowMs: Date.now(),
    });
    await writeFile(join(folder, `${name}.pem`), certPem);
    await writeFile(join(folder, `${name}.key`), keyPem);
  };
  await made("old");
  await made("new");
  const own = { certPath: join(folder, "server.pem"), keyPath: join(folder, "server.key") };
  const use = async (file: "pem" | "key", name: "old" | "new") => {
    const at = file === "pem" ? own.certPath : own.keyPath;
    await copyFile(join(folder, `${name}.${file}`), `${at}.new`);
    await rename(`${at}.new`, at);
  };
  await use("pem", "old");
  await use("key", "old");
  return { folder, own, use };
}

describe("the files of one's own certificate", () => {
  test("are noticed when they changed, once, and not while one is missing", async () => {
    const { folder, own, use } = await twoPairs();
    const hasChanged = certificateWatch(own);
    expect([await hasChanged(), await hasChanged()]).toEqual([false, false]);
    await rm(own.keyPath);
    await use("pem", "new");
    expect(await hasChanged()).toBe(false);
    await use("key", "new");
    expect([await hasChanged(), await hasChanged()]).toEqual([true, false]);
    await rm(folder, { recursive: true });
  });

  test("are served soon after they were replaced, and never as a pair that does not belong together", async () => {
    const { folder, own, use } = await twoPairs();
    const told: string[] = [];
    const server = await startServer(
      configFrom({
        WARBLER_PORT: "0",
        WARBLER_DATA: join(folder, "data"),
        WARBLER_TLS_CERT: own.certPath,
        WARBLER_TLS_KEY: own.keyPath,
      }),
      {
        // Everything that is due later is due soon.
        clock: { ...systemClock, after: (ms, work) => systemClock.after(Math.min(ms, 50), work) },
        log: (event) => told.push(event),
        onBroken: (sentence) => {
          throw new Error(sentence);
        },
      },
    );
    const served = async () => {
      const socket = connect({ port: Number(new URL(server.url).port), host: "localhost", rejectUnauthorized: false });
      await once(socket, "secureConnect");
      const pem = socket.getPeerX509Certificate()?.toString() ?? "";
      socket.destroy();
      return pem;
    };
    const pemOf = async (name: string) =>
      (await readFile(join(folder, `${name}.pem`), "utf8")).split("-----END")[0] ?? "?";
    expect(await served()).toContain(await pemOf("old"));
    await use("pem", "new");
    await expect.poll(() => told).toContain("certificate-refused");
    expect(await served()).toContain(await pemOf("old"));
    await use("key", "new");
    await expect.poll(served).toContain(await pemOf("new"));
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
});
