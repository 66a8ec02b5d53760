/**
 * Waits for a browser on this machine to come back from a service (RFC 8252 §7.3): only here, on a port that the system chooses, and
 * only for the answer to what was asked.
 */
import { createServer, type Server, type ServerResponse } from "node:http";

export interface Loopback extends AsyncDisposable {
  readonly port: number;
  /** What the service said. Rejects with the signal's reason when it is aborted. */
  answerTo(state: string, signal: AbortSignal): Promise<URLSearchParams>;
}

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  connection: "close",
} as const;

/** `page`: what the browser shows in the end. */
export async function openLoopback(page: string): Promise<Loopback> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    port: portOf(server),
    answerTo: (state, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        server.on("request", (request, response) => {
          const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
          // Any page of this browser can call here: what does not know the state changes nothing.
          const isAnswer = request.method === "GET" && pathname === "/" && searchParams.get("state") === state;
          if (!isAnswer) return answer(response, 404, "");
          answer(response, 200, page);
          resolve(searchParams);
        });
      }),
    async [Symbol.asyncDispose]() {
      server.closeIdleConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("expected a server that listens");
  return address.port;
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, HEADERS).end(body);
}
