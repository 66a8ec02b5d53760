import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, test } from "vitest";
import { systemClock } from "../kernel/clock.ts";
import { serverCertificate } from "./local-ca.ts";
import { takenInTime } from "./slow-readers.ts";
import { createTlsServer, type TlsServerOptions } from "./tls-server.ts";

const opened = async (options: Partial<TlsServerOptions> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), "warbler-tls-"));
  const certificate = await serverCertificate({ folder, publicHost: "localhost", nowMs: Date.now() });
  const tls = createTlsServer(certificate, { allowTls12: false, ...options });
  tls.listener.listen(0, "localhost");
  await once(tls.listener, "listening");
  return {
    tls,
    port: (tls.listener.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      tls.listener.close();
      tls.endConnections();
      await rm(folder, { recursive: true });
    },
  };
};

test("a request that never ends is ended: nobody holds connections by sending a line now and then", async () => {
  await using server = await opened({ requestMs: 100, lookMs: 20 });
  server.tls.serve();
  for (const begun of [
    "POST / HTTP/1.1\r\nHost: localhost\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1",
  ]) {
    const slow = connect({ host: "localhost", port: server.port, rejectUnauthorized: false });
    slow.write(begun);
    expect(String(await once(slow, "data"))).toContain("408");
    await once(slow, "close");
  }
});

test("where TLS 1.2 is allowed, it is with AEAD and forward secrecy alone", async () => {
  await using server = await opened({ allowTls12: true });
  server.tls.serve();
  const cipherWith = async (ciphers?: string) => {
    const socket = connect({
      host: "localhost",
      port: server.port,
      rejectUnauthorized: false,
      maxVersion: "TLSv1.2",
      ...(ciphers !== undefined && { ciphers }),
    });
    await once(socket, "secureConnect");
    const { name } = socket.getCipher();
    socket.destroy();
    return name;
  };
  expect(await cipherWith()).toBe("ECDHE-ECDSA-AES256-GCM-SHA384");
  expect(await cipherWith("ECDHE-ECDSA-CHACHA20-POLY1305")).toBe("ECDHE-ECDSA-CHACHA20-POLY1305");
  for (const weak of ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "AES128-GCM-SHA256"])
    await expect(cipherWith(weak), weak).rejects.toThrow();
});

test("a request that comes before the routes are mounted waits for them", async () => {
  await using server = await opened();
  const { tls, port } = server;
  const answeredBy: string[] = [];
  tls.https.on("request", (_request, response) => {
    answeredBy.push(mounted ? "routes" : "nothing");
    response.end("ready");
  });
  let mounted = false;
  const request = get({ host: "localhost", port, rejectUnauthorized: false, agent: false });
  const answer = once(request, "response");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answeredBy).toEqual([]);
  mounted = true;
  tls.serve();
  const [response] = await answer;
  expect(response.statusCode).toBe(200);
  expect(answeredBy).toEqual(["routes"]);
});

test("an answer that nobody takes is given up, and others on the way are not", async () => {
  await using server = await opened();
  const large = Buffer.alloc(64 * 1024 * 1024);
  const handler: RequestListener = (request, response) => {
    if (request.url === "/large") return void response.end(large);
    // Longer in the making than an answer may wait to be taken.
    setTimeout(() => response.end("made"), 300);
  };
  server.tls.https.on("request", takenInTime(handler, systemClock, 100));
  server.tls.serve();
  const reader = connect({ host: "localhost", port: server.port, rejectUnauthorized: false });
  reader.on("error", () => undefined);
  await once(reader, "secureConnect");
  const [accepted] = await Promise.all([
    once(server.tls.https, "request"),
    new Promise((resolve) => reader.write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", resolve)),
  ]);
  // It reads nothing at all.
  await once(accepted[1], "close");
  expect(accepted[1].writableFinished).toBe(false);
  reader.destroy();
  const request = get({ host: "localhost", port: server.port, rejectUnauthorized: false, agent: false });
  const [response] = await once(request, "response");
  expect(String(await once(response, "data"))).toBe("made");
});
