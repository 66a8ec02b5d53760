// A WebSocket for load: as little client work per frame as `ws` allows, so that the server under test is the bottleneck.
import type { SecureContext } from "node:tls";
import { WebSocket } from "ws";

export interface SocketOptions {
  readonly port: number;
  readonly path: string;
  /** Made once per server: ten thousand sockets must not parse the CA ten thousand times. */
  readonly secureContext: SecureContext;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Resolves once open. Masking with zeros is valid (RFC 6455 §5.3 asks for unpredictability against proxies) and costs nothing. */
export function openSocket({ port, path, secureContext, headers = {} }: SocketOptions): Promise<WebSocket> {
  // `secureContext` reaches tls.connect through `ws`, whose types do not know it.
  const options = {
    secureContext,
    headers,
    servername: "localhost",
    perMessageDeflate: false,
    skipUTF8Validation: true,
    generateMask: () => {},
  };
  const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, options);
  return new Promise((resolve, reject) => {
    socket.once("open", () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

/** Drops the connection and waits until it is gone. */
export function dropSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once("close", () => resolve());
    socket.terminate();
  });
}
