import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serverCertificate } from "./local-ca.ts";
import { createTlsServer } from "./tls-server.ts";

test("a request that comes before the routes are mounted waits for them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "warbler-tls-"));
  const certificate = await serverCertificate({ folder, publicHost: "localhost", nowMs: Date.now() });
  const tls = createTlsServer(certificate, { allowTls12: false });
  const answeredBy: string[] = [];
  tls.https.on("request", (_request, response) => {
    answeredBy.push(mounted ? "routes" : "nothing");
    response.end("ready");
  });
  let mounted = false;
  tls.listener.listen(0, "localhost");
  await once(tls.listener, "listening");

  const { port } = tls.listener.address() as AddressInfo;
  const request = get({ host: "localhost", port, rejectUnauthorized: false, agent: false });
  const answer = once(request, "response");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answeredBy).toEqual([]);
  mounted = true;
  tls.serve();
  const [response] = await answer;
  expect(response.statusCode).toBe(200);
  expect(answeredBy).toEqual(["routes"]);

  tls.listener.close();
  tls.https.closeAllConnections();
  await rm(folder, { recursive: true });
});
