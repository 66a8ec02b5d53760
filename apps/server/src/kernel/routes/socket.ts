/**
 * The socket `/api/sync`: one upgrade handler with Origin check, size limit, a deadline for Hello, bounded requests in
 * flight, and back-pressure: a reader that does not keep up is disconnected and refetches from its cursors. Frames of one turn of
 * the loop go out in one write.
 */
import type { Server } from "node:https";
import type { Duplex } from "node:stream";
import { ERRORS, LIMITS } from "@warbler/protocol";
import { ClientFrameSchema, fromBinary, type ServerBody, type Welcome } from "@warbler/protocol/wire";
import { WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../clock.ts";
import { type Log, placeOf } from "../log.ts";
import type { Caller, Decisions } from "../policy/policy.ts";
import type { Refusal } from "../result.ts";
import { credentialOfHello, type Identify } from "./credential.ts";
import type { Connection, FrameRoute } from "./frame-route.ts";
import { serverMessage } from "./server-message.ts";

export const PROTOCOL_VERSION = 1;

export interface SocketDeps {
  readonly policy: Decisions;
  readonly identify: Identify;
  /** What the first answer tells; called once the connection is registered, so that nothing falls between. */
  readonly welcome: (caller: Caller) => Promise<Welcome>;
  readonly opened: (connection: Connection) => void;
  readonly closed: (connection: Connection) => void;
  readonly clock: Clock;
  readonly log: Log;
}

const failed = ({ code, detail, retryAfterMs }: Refusal): ServerBody => ({
  case: "failed",
  value: {
    $typeName: "warbler.sync.v1.Failed",
    code,
    detail: detail ?? ERRORS[code].en,
    retryAfterMs: retryAfterMs ?? 0,
  },
});

export interface SocketServer {
  /** Who is connected, one for each connection. */
  callers(): readonly Caller[];
  /** Ends the connections of which this holds; they are told why. */
  end(which: (caller: Caller) => boolean): void;
  /** Ends all and takes no more. */
  close(): void;
}

export function mountSocket(server: Server, routes: readonly FrameRoute[], deps: SocketDeps): SocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.socketFrameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const byCase = new Map(routes.map((one) => [one.case as string, one]));
  const live = new Set<LiveConnection>();
  let closing = false;
  let unflushed: LiveConnection[] = [];
  const flushAll = () => {
    const connections = unflushed;
    unflushed = [];
    for (const connection of connections) connection.flush();
  };
  const flushSoon = (connection: LiveConnection) => {
    if (unflushed.push(connection) === 1) setImmediate(flushAll);
  };

  server.on("upgrade", (request, socket, head) => {
    const refuseUpgrade = (status: string) =>
      void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    const path = (request.url ?? "").split("?")[0];
    // Browsers always send Origin with a WebSocket; another site's page must not be able to open one here.
    const isForeign =
      request.headers.origin !== undefined && request.headers.origin !== `https://${request.headers.host}`;
    if (closing) return refuseUpgrade("503 Service Unavailable");
    if (path !== "/api/sync") return refuseUpgrade("404 Not Found");
    if (isForeign) return refuseUpgrade("403 Forbidden");
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const gone = () => live.delete(connection);
      const address = request.socket.remoteAddress ?? "";
      const connection = new LiveConnection({ ws, stream: socket, address, routes: byCase, deps, gone, flushSoon });
      live.add(connection);
    });
  });

  return {
    callers: () => [...live].flatMap((connection) => (connection.isSignedIn() ? [connection.caller] : [])),
    end: (which) => {
      for (const connection of live)
        if (connection.isSignedIn() && which(connection.caller)) connection.end({ code: "signed-out" });
    },
    close: () => {
      closing = true;
      for (const connection of live) connection.end({ code: "stopping" });
      sockets.close();
    },
  };
}

interface LiveParts {
  readonly ws: WebSocket;
  /** The stream under the socket: whole messages are written here, everything else is left to the library. */
  readonly stream: Duplex;
  readonly address: string;
  readonly routes: ReadonlyMap<string, FrameRoute>;
  readonly deps: SocketDeps;
  readonly gone: () => void;
  /** Has `flush` called at the end of this turn of the loop. */
  readonly flushSoon: (connection: LiveConnection) => void;
}

class LiveConnection implements Connection {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #address: string;
  readonly #routes: ReadonlyMap<string, FrameRoute>;
  readonly #deps: SocketDeps;
  readonly #gone: () => void;
  readonly #flushSoon: (connection: LiveConnection) => void;
  #caller: Caller | undefined;
  #greeted = false;
  #lastRequest = 0;
  #inFlight = 0;
  /** What is to leave at the end of this turn. */
  #unsent: Uint8Array[] = [];
  #cancelDeadline: () => void;
  #closed = false;
  #lastHeardMs: number;

  constructor({ ws, stream, address, routes, deps, gone, flushSoon }: LiveParts) {
    this.#ws = ws;
    this.#stream = stream;
    this.#address = address;
    this.#routes = routes;
    this.#deps = deps;
    this.#gone = gone;
    this.#flushSoon = flushSoon;
    this.#lastHeardMs = deps.clock.nowMs();
    this.#cancelDeadline = deps.clock.after(LIMITS.helloTimeoutMs, () =>
      this.end({ code: "signed-out", detail: "no hello in time" }),
    );
    ws.on("message", (data, isBinary) => this.#receive(data, isBinary));
    ws.on("close", () => this.#close());
    ws.on("error", () => this.#ws.terminate());
  }

  get caller(): Caller {
    if (this.#caller === undefined) throw new Error("the connection is not signed in");
    return this.#caller;
  }

  isSignedIn(): boolean {
    return this.#caller !== undefined;
  }

  push(message: Uint8Array): void {
    if (this.#closed) return;
    // The reader does not keep up: it reconnects and refetches from its cursors, nothing is lost.
    if (this.#ws.bufferedAmount > LIMITS.socketBacklogBytes) return this.end({ code: "overloaded" });
    this.#unsent.push(message);
    if (this.#unsent.length === 1) this.#flushSoon(this);
  }

  end(refusal: Refusal): void {
    if (this.#closed) return;
    this.#unsent.push(serverMessage(0, failed(refusal)));
    this.flush();
    this.#ws.close(
      refusal.code === "signed-out"
        ? 4401
        : refusal.code === "stopping"
          ? 1001
          : refusal.code === "overloaded"
            ? 1013
            : 1008,
      refusal.code,
    );
    this.#deps.clock.after(2_000, () => this.#ws.terminate());
    this.#close();
  }

  /** In one piece, so that it is one TLS record and one system call: most of what a message costs is its way out. */
  flush(): void {
    const messages = this.#unsent;
    this.#unsent = [];
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    const [only] = messages;
    this.#stream.write(messages.length === 1 && only !== undefined ? only : Buffer.concat(messages));
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelDeadline();
    this.#gone();
    if (this.#caller !== undefined) this.#deps.closed(this);
  }

  #watchIdle(): void {
    this.#cancelDeadline = this.#deps.clock.after(LIMITS.socketIdleMs, () => {
      if (this.#closed) return;
      if (this.#deps.clock.nowMs() - this.#lastHeardMs >= LIMITS.socketIdleMs) this.#ws.terminate();
      else this.#watchIdle();
    });
  }

  #receive(data: unknown, isBinary: boolean): void {
    if (this.#closed) return;
    this.#lastHeardMs = this.#deps.clock.nowMs();
    if (!isBinary || !(data instanceof Uint8Array))
      return this.end({ code: "bad-request", detail: "expected a binary frame" });
    let frame: ReturnType<typeof fromBinary<typeof ClientFrameSchema>>;
    try {
      frame = fromBinary(ClientFrameSchema, data);
    } catch {
      return this.end({ code: "bad-request", detail: "expected a ClientFrame" });
    }
    // Numbers rise by any step: a repeated one would make two requests look answered by one reply.
    if (frame.request <= this.#lastRequest) return this.end({ code: "replayed" });
    this.#lastRequest = frame.request;
    const { body } = frame;
    if (body.case === "hello") return void this.#hello(frame.request, body.value.version, body.value.sessionToken);
    if (!this.#greeted) return this.end({ code: "signed-out", detail: "expected hello first" });
    if (body.case === "ping")
      return this.push(serverMessage(frame.request, { case: "pong", value: { $typeName: "warbler.sync.v1.Pong" } }));
    const route = body.case === undefined ? undefined : this.#routes.get(body.case);
    if (route === undefined)
      return this.#answer(frame.request, failed({ code: "bad-request", detail: "unknown request" }));
    this.#inFlight++;
    // Stop reading, not answering: the client's pipeline is longer than agreed.
    if (this.#inFlight >= LIMITS.socketInFlight) this.#ws.pause();
    this.#run(route, body.value as never, frame.request).catch((error: unknown) => {
      this.#deps.log("socket-failed", { route: route.case, error: placeOf(error) });
      this.#ws.terminate();
    });
  }

  async #run(route: FrameRoute, value: never, request: number): Promise<void> {
    try {
      const parsed = route.parse(value);
      if (!parsed.ok) return this.#answer(request, failed(parsed.refusal));
      const input = parsed.value as never;
      const decided = await this.#deps.policy.decide(
        this.caller,
        route.access.action,
        route.access.resource(input, this.caller),
      );
      if (!decided.ok) return this.#answer(request, failed(decided.refusal));
      const result = await route.run(decided.value, input, this);
      this.#answer(request, result.ok ? result.value : failed(result.refusal));
    } catch (error) {
      this.#deps.log("socket-failed", { route: route.case, error: placeOf(error) });
      this.#answer(request, failed({ code: "internal" }));
    } finally {
      this.#inFlight--;
      if (this.#ws.isPaused && this.#inFlight < LIMITS.socketInFlight) this.#ws.resume();
    }
  }

  async #hello(request: number, version: number, token: Uint8Array): Promise<void> {
    if (this.#greeted || this.#caller !== undefined) return this.end({ code: "replayed" });
    if (version !== PROTOCOL_VERSION) return this.end({ code: "protocol-version" });
    try {
      const credential = credentialOfHello(token);
      if (credential === undefined) return this.end({ code: "signed-out" });
      const known = await this.#deps.identify(credential, this.#address);
      if (this.#closed) return;
      if (!known.ok) return this.end(known.refusal);
      const caller = known.value;
      this.#caller = caller;
      this.#cancelDeadline();
      this.#watchIdle();
      this.#deps.opened(this);
      const value = await this.#deps.welcome(caller);
      this.#greeted = true;
      this.#answer(request, { case: "welcome", value });
    } catch (error) {
      this.#deps.log("socket-failed", { route: "hello", error: placeOf(error) });
      this.end({ code: "internal" });
    }
  }

  #answer(request: number, body: ServerBody): void {
    this.push(serverMessage(request, body));
  }
}
