/** HTTP and WebSocket, spoken in full by Node and ws on both ends, over streams in memory in place of a network and TLS. */
import { createServer, request, type Server } from "node:http";
import { type Duplex, duplexPair } from "node:stream";
import { WebSocket } from "ws";

/** A frame's way back, and what the other end does with what it gets. */
export interface FrameOutput {
  send(bytes: Uint8Array): void;
  close(): void;
}
export interface FrameInput {
  receive(bytes: Uint8Array): void;
  closed(): void;
}

export interface MemoryTransit {
  /** What a server listens on. */
  readonly server: Server;
  fetch(url: string, init: RequestInit): Promise<Response>;
  openSocket(url: string, output: FrameOutput): FrameInput;
  /** Breaks every connection. */
  drop(): void;
}

export function memoryTransit(): MemoryTransit {
  const server = createServer();
  const ends = new Set<Duplex>();
  const dial = (): Duplex => {
    const [ours, theirs] = duplexPair();
    for (const end of [ours, theirs]) {
      ends.add(end);
      end.on("error", () => undefined);
      end.once("close", () => ends.delete(end));
      // What http and ws ask of a socket of the network.
      Object.assign(end, { setTimeout: () => end, setNoDelay: () => end, setKeepAlive: () => end });
    }
    server.emit("connection", theirs);
    return ours;
  };
  return {
    server,
    fetch: (url, init) => fetchOver(dial, new URL(url), init),
    openSocket: (url, output) => socketOver(dial, new URL(url), output),
    drop: () => {
      for (const end of [...ends]) end.destroy();
    },
  };
}

function fetchOver(dial: () => Duplex, { host, pathname, search }: URL, init: RequestInit): Promise<Response> {
  const body = typeof init.body === "string" || init.body instanceof Uint8Array ? init.body : undefined;
  const headers = {
    host,
    ...Object.fromEntries(new Headers(init.headers)),
    ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
  };
  const failed = () => new TypeError("fetch failed");
  return new Promise((resolve, reject) => {
    const options = { createConnection: dial as never, method: init.method ?? "GET", path: pathname + search, headers };
    const call = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", () => reject(failed()));
      answer.on("end", () => {
        const status = answer.statusCode ?? 502;
        const fields = new Headers(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
        resolve(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: fields }));
      });
    });
    call.on("error", () => reject(failed()));
    init.signal?.addEventListener("abort", () => {
      call.destroy();
      reject(init.signal?.reason);
    });
    call.end(body);
  });
}

function socketOver(dial: () => Duplex, { host, pathname, search }: URL, output: FrameOutput): FrameInput {
  const ws = new WebSocket(`ws://${host}${pathname}${search}`, { createConnection: dial as never });
  const early: Uint8Array[] = [];
  ws.on("open", () => {
    for (const bytes of early.splice(0)) ws.send(bytes);
  });
  ws.on("message", (data: Buffer) => output.send(new Uint8Array(data)));
  ws.on("error", () => undefined);
  ws.on("close", () => output.close());
  return {
    receive: (bytes) => {
      if (ws.readyState === WebSocket.CONNECTING) early.push(bytes);
      else if (ws.readyState === WebSocket.OPEN) ws.send(bytes);
    },
    closed: () => ws.terminate(),
  };
}
