/** TLS 1.3 with hybrid post-quantum key exchange first; plain HTTP on the same port gets a clear refusal. */
import { createServer, type Server } from "node:https";
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import { ERRORS } from "@warbler/protocol";
import { problemOf } from "../kernel/routes/http.ts";
import type { ServerCertificate } from "./local-ca.ts";

// TLS 1.3 suites, then the AEAD suites of TLS 1.2 with forward secrecy for those who must allow it.
const SUITES = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256";
const TLS12_SUITES =
  ":ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
const TLS_HANDSHAKE = 0x16;

export interface TlsServer {
  readonly https: Server;
  readonly listener: TcpServer;
  /** Begins to answer. Connections that came before wait, each for ten seconds at most. */
  serve(): void;
  /** Ends every connection that is still there, whatever it was doing. */
  endConnections(): void;
  /** Serves a new certificate to connections from now on. */
  reload(certificate: ServerCertificate): void;
}

const contextOf = (certificate: ServerCertificate, allowTls12: boolean) =>
  ({
    cert: certificate.certPem,
    key: certificate.keyPem,
    minVersion: allowTls12 ? "TLSv1.2" : "TLSv1.3",
    ciphers: allowTls12 ? SUITES + TLS12_SUITES : SUITES,
    honorCipherOrder: true,
    ecdhCurve: "X25519MLKEM768:X25519:P-256",
  }) as const;

export interface TlsServerOptions {
  readonly allowTls12: boolean;
  /** In which a request has to be here as a whole, and how often is looked for those that are not. */
  readonly requestMs?: number;
  readonly lookMs?: number;
}

export function createTlsServer(
  certificate: ServerCertificate,
  { allowTls12, requestMs = 60_000, lookMs = 10_000 }: TlsServerOptions,
): TlsServer {
  const https = createServer({
    ...contextOf(certificate, allowTls12),
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: 10_000,
    headersTimeout: Math.min(requestMs, 20_000),
    requestTimeout: requestMs,
    connectionsCheckingInterval: lookMs,
  });
  // Node looks for requests that never end from this event on. This server gets its connections by hand, and never listens itself.
  https.emit("listening");
  // What listens already must not reach routes that are still being mounted: clients reconnect before a restart is done.
  let waiting: Set<Socket> | undefined = new Set();
  const hand = (socket: Socket) => {
    socket.setTimeout(0);
    https.emit("connection", socket);
  };
  const connections = new Set<Socket>();
  const listener = createTcpServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const first: unknown = socket.read();
      if (!(first instanceof Uint8Array)) return;
      if (first[0] !== TLS_HANDSHAKE) {
        const body = JSON.stringify(problemOf({ code: "plain-http" }));
        socket.end(
          `HTTP/1.1 ${ERRORS["plain-http"].status} Upgrade Required\r\nUpgrade: TLS/1.3\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
        return;
      }
      socket.unshift(first);
      if (waiting === undefined) return hand(socket);
      const held = waiting.add(socket);
      socket.once("close", () => held.delete(socket));
    });
  });
  return {
    https,
    listener,
    serve() {
      const held = waiting ?? [];
      waiting = undefined;
      for (const socket of held) hand(socket);
    },
    endConnections() {
      for (const socket of connections) socket.destroy();
      https.close();
    },
    reload: (fresh) => https.setSecureContext(contextOf(fresh, allowTls12)),
  };
}
