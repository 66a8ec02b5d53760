/** The platform for Node: HTTPS and WebSocket that trust a local CA beside the machine's own authorities. */
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { getCACertificates } from "node:tls";
import { LIMITS } from "@warbler/protocol";
import WebSocket from "ws";
import { globalPlatform } from "../platform/global-platform.ts";
import type { Platform, SocketListener } from "../platform/platform.ts";

export interface NodePlatformOptions {
  /** A certificate authority in PEM, trusted beside the machine's own. Host names are checked all the same. */
  readonly ca?: string;
}

export function nodePlatform({ ca }: NodePlatformOptions = {}): Platform {
  const trusted = ca === undefined ? undefined : [...getCACertificates("default"), ca];
  const agent = new Agent({ keepAlive: true, minVersion: "TLSv1.2", ...(trusted !== undefined && { ca: trusted }) });
  return {
    ...globalPlatform,
    fetch: (url, init) => fetchOver(agent, url, init),
    openSocket: (url, listener) => openSocket(url, listener, trusted),
    groupCryptography: async (randomBytes) => (await import("@warbler/mls/node")).nodeProvider(1, { randomBytes }),
  };
}

/** `fetch` for what the SDK asks: a method, headers, and a body of text or bytes; redirects are not followed. */
async function fetchOver(agent: Agent, url: string, init: RequestInit): Promise<Response> {
  const outgoing = new Request(url, init);
  const body = outgoing.body === null ? undefined : new Uint8Array(await outgoing.arrayBuffer());
  return exchange(agent, outgoing, body);
}

function exchange(agent: Agent, outgoing: Request, body: Uint8Array | undefined): Promise<Response> {
  const { url } = outgoing;
  return new Promise((resolve, reject) => {
    const headers = {
      ...Object.fromEntries(outgoing.headers),
      ...(body !== undefined && { "content-length": String(body.length) }),
    };
    const call = request(url, { agent, method: outgoing.method, headers, signal: outgoing.signal }, (answer) => {
      const status = answer.statusCode ?? 502;
      const hasBody = status !== 204 && status !== 205 && status !== 304;
      if (!hasBody) answer.resume();
      resolve(new Response(hasBody ? streamOf(answer) : null, { status, headers: headersOf(answer.headers) }));
    });
    // The server may end an idle connection at the moment at which this takes it up again. What only reads is asked anew, as Node advises.
    call.on("error", (error: NodeJS.ErrnoException) => {
      const isOver = call.reusedSocket && error.code === "ECONNRESET" && outgoing.method === "GET";
      if (isOver) resolve(exchange(agent, outgoing, body));
      else reject(error);
    });
    call.end(body);
  });
}

/** The answer's body as a web stream that reads no faster than it is read. */
function streamOf(answer: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks: AsyncIterator<unknown> = answer[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      const chunk: unknown = next.value;
      if (next.done === true) controller.close();
      else if (chunk instanceof Uint8Array) controller.enqueue(new Uint8Array(chunk));
    },
    cancel: () => void answer.destroy(),
  });
}

function headersOf(incoming: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming))
    for (const one of typeof value === "string" ? [value] : (value ?? [])) headers.append(name, one);
  return headers;
}

function openSocket(url: string, listener: SocketListener, ca: readonly string[] | undefined) {
  const socket = new WebSocket(url, {
    maxPayload: LIMITS.welcomeFrameBytes,
    perMessageDeflate: false,
    ...(ca !== undefined && { ca: [...ca] }),
  });
  socket.on("open", () => listener.opened());
  socket.on("message", (data, isBinary) => {
    if (isBinary && data instanceof Uint8Array) listener.received(data);
    else socket.close();
  });
  // An error is always followed by a close, which is what the SDK acts on.
  socket.on("error", () => undefined);
  socket.on("close", () => listener.closed());
  return {
    send(bytes: Uint8Array) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    close: () => socket.close(),
  };
}
