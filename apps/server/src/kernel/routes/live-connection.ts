/**
 * One connection of the socket: hello, requests with their answers, and back-pressure. Pages are read out one after the other and no faster
 * than they are taken; who does not keep up with what is told unasked is disconnected, and refetches from its cursors.
 */
import type { Duplex } from "node:stream";
import { type AccountId, ERRORS, LIMITS } from "@warbler/protocol";
import { ClientFrameSchema, fromBinary, type Hello, type ServerBody, type Welcome } from "@warbler/protocol/wire";
import { WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import { type Log, placeOf } from "../log.ts";
import type { Caller, Decisions } from "../policy/policy.ts";
import type { Refusal } from "../result.ts";
import type { Authenticator } from "./authenticator.ts";
import type { Connection, FrameCase, FrameRoute } from "./frame-route.ts";
import type { RequestBudgets } from "./request-budget.ts";
import { type Join, joining, serverMessage } from "./server-message.ts";

export const PROTOCOL_VERSION = 1;

const LONGEST_TIMER_MS = 24 * 3_600_000;
const UNKNOWN_CALLER: ReadonlySet<Refusal["code"]> = new Set<Refusal["code"]>(["signed-out", "invalid-dpop-proof"]);
const READS: ReadonlySet<FrameCase> = new Set<FrameCase>(["fetch"]);

export interface SocketDeps {
  readonly policy: Decisions;
  readonly authenticator: Pick<Authenticator, "ofSocket">;
  readonly budgets: RequestBudgets;
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

interface LiveParts {
  readonly ws: WebSocket;
  /** The stream under the socket: whole messages are written here, everything else is left to the library. */
  readonly stream: Duplex;
  readonly address: string;
  /** As the client addressed it, with the port. */
  readonly host: string;
  /** For the proof of a bound session, told at once; absent where the client did not ask for it. */
  readonly nonce: string | undefined;
  readonly routes: ReadonlyMap<string, FrameRoute>;
  readonly deps: SocketDeps;
  /** Counts one more connection of this account, unless it has too many. */
  readonly admit: (account: AccountId) => boolean;
  readonly gone: () => void;
  /** Has `flush` called at the end of this turn of the loop. */
  readonly flushSoon: (connection: LiveConnection) => void;
}

export class LiveConnection implements Connection {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #opened: Pick<LiveParts, "address" | "host" | "nonce">;
  readonly #routes: ReadonlyMap<string, FrameRoute>;
  readonly #deps: SocketDeps;
  readonly #admit: (account: AccountId) => boolean;
  readonly #gone: () => void;
  readonly #flushSoon: (connection: LiveConnection) => void;
  #caller: Caller | undefined;
  #saidHello = false;
  /** What ended while it was looked up whose hello it is: whoever says hello at that very moment would go on for a minute. */
  #endedMeanwhile: ((caller: Caller) => boolean)[] = [];
  #greeted = false;
  #lastRequest = 0;
  #inFlight = 0;
  /** The page that is read out, or was last. */
  #reading: Promise<unknown> = Promise.resolve();
  /** Of the welcome, until it is taken: it may be larger than what a reader may leave behind. */
  #welcomeBytes = 0;
  /** What is to leave at the end of this turn. */
  #unsent: Uint8Array[] = [];
  #cancelDeadline: () => void;
  #cancelEnd: () => void = () => {};
  #closed = false;
  #lastHeardMs: number;

  constructor({ ws, stream, address, host, nonce, routes, deps, admit, gone, flushSoon }: LiveParts) {
    this.#ws = ws;
    this.#stream = stream;
    this.#opened = { address, host, nonce };
    this.#routes = routes;
    this.#deps = deps;
    this.#admit = admit;
    this.#gone = gone;
    this.#flushSoon = flushSoon;
    this.#lastHeardMs = deps.clock.nowMs();
    this.#cancelDeadline = deps.clock.after(LIMITS.helloTimeoutMs, () =>
      this.end({ code: "signed-out", detail: "no hello in time" }),
    );
    ws.on("message", (data, isBinary) => this.#receive(data, isBinary));
    ws.on("close", () => this.#close());
    ws.on("error", () => this.#ws.terminate());
    if (nonce !== undefined)
      this.push(serverMessage(0, { case: "challenge", value: { $typeName: "warbler.sync.v1.Challenge", nonce } }));
  }

  get caller(): Caller {
    if (this.#caller === undefined) throw new Error("the connection is not signed in");
    return this.#caller;
  }

  isSignedIn(): boolean {
    return this.#caller !== undefined;
  }

  endWhere(which: (caller: Caller) => boolean): void {
    if (this.#caller === undefined) {
      if (this.#saidHello) this.#endedMeanwhile.push(which);
    } else if (which(this.#caller)) this.end({ code: "signed-out" });
  }

  push(message: Uint8Array): void {
    if (this.#closed) return;
    // The reader does not keep up: it reconnects and refetches from its cursors, nothing is lost.
    if (this.#ws.bufferedAmount > LIMITS.socketBacklogBytes + this.#welcomeBytes)
      return this.end({ code: "overloaded" });
    this.#unsent.push(message);
    if (this.#unsent.length === 1) this.#flushSoon(this);
  }

  end(refusal: Refusal): void {
    if (this.#closed) return;
    this.#unsent.push(serverMessage(0, failed(refusal)));
    this.flush();
    this.#ws.close(
      UNKNOWN_CALLER.has(refusal.code)
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
  flush(join: Join = joining()): void {
    const messages = this.#unsent;
    this.#unsent = [];
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    const [only] = messages;
    this.#stream.write(messages.length === 1 && only !== undefined ? only : join(messages));
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelDeadline();
    this.#cancelEnd();
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

  /** A token says itself until when it lives, which may be further away than a timer can be set. */
  #endAt(atMs: number): void {
    const leftMs = atMs - this.#deps.clock.nowMs();
    if (leftMs <= 0) return this.end({ code: "signed-out" });
    this.#cancelEnd = this.#deps.clock.after(Math.min(leftMs, LONGEST_TIMER_MS), () => this.#endAt(atMs));
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
    if (body.case === "hello") return void this.#hello(frame.request, body.value);
    if (!this.#greeted) return this.end({ code: "signed-out", detail: "expected hello first" });
    if (body.case === "ping")
      return this.push(serverMessage(frame.request, { case: "pong", value: { $typeName: "warbler.sync.v1.Pong" } }));
    const route = body.case === undefined ? undefined : this.#routes.get(body.case);
    if (route === undefined)
      return this.#answer(frame.request, failed({ code: "bad-request", detail: "unknown request" }));
    const waitMs = READS.has(route.case) ? 0 : this.#deps.budgets.writes.take(this.caller);
    if (waitMs > 0) return this.#answer(frame.request, failed({ code: "rate-limited", retryAfterMs: waitMs }));
    this.#inFlight++;
    // Stop reading, not answering: the client's pipeline is longer than agreed.
    if (this.#inFlight >= LIMITS.socketInFlight) this.#ws.pause();
    const run = () => this.#run(route, body.value as never, frame.request);
    const running = READS.has(route.case) ? this.#inTurn(run) : run();
    running.catch((error: unknown) => {
      this.#deps.log("socket-failed", { route: route.case, error: placeOf(error) });
      this.#ws.terminate();
    });
  }

  /** One page after the other, each once what was before it has left for the most part, and no more than the budget allows. */
  #inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#reading.then(async () => {
      await this.#untilItMayRead();
      const unsentBytes = this.#unsent.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
      if (this.#ws.bufferedAmount + unsentBytes > LIMITS.socketFrameBytes) {
        this.flush();
        await this.#drained();
      }
      if (!this.#closed) await run();
    });
    this.#reading = turn.catch(() => undefined);
    return turn;
  }

  /** Whoever reads more than they may is served later, and at `socketInFlight` not listened to: nothing has to be asked again. */
  async #untilItMayRead(): Promise<void> {
    const { budgets, clock } = this.#deps;
    const waitMs = this.#closed ? 0 : budgets.reads.take(this.caller);
    if (waitMs === 0) return;
    await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    await this.#untilItMayRead();
  }

  /** Resolves once everything written is with the operating system, or nothing will be any more. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        this.#stream.off("drain", settle).off("close", settle);
        resolve();
      };
      this.#stream.on("drain", settle).on("close", settle);
      if (!this.#stream.writableNeedDrain || this.#stream.destroyed) settle();
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

  async #hello(request: number, { version, sessionToken: token, dpopProof: proof }: Hello): Promise<void> {
    // Also one that comes while the first is looked at: a connection of two people would go on when either's session ends.
    if (this.#saidHello) return this.end({ code: "replayed" });
    this.#saidHello = true;
    if (version !== PROTOCOL_VERSION) return this.end({ code: "protocol-version" });
    try {
      const known = await this.#deps.authenticator.ofSocket({ token, proof, ...this.#opened });
      if (this.#closed) return;
      if (!known.ok) return this.end(known.refusal);
      const caller = known.value;
      if (this.#endedMeanwhile.some((which) => which(caller))) return this.end({ code: "signed-out" });
      this.#endedMeanwhile = [];
      // A welcome is read out of the records as a page is.
      const waitMs = this.#deps.budgets.reads.takeOfSession(caller);
      if (waitMs > 0) return this.end({ code: "rate-limited", retryAfterMs: waitMs });
      // Each one more is told everything once more, and may leave as much unread as a slow reader does.
      if (!this.#admit(caller.account)) return this.end({ code: "too-many" });
      this.#caller = caller;
      this.#cancelDeadline();
      this.#watchIdle();
      if (caller.reach !== undefined) this.#endAt(caller.reach.expiresAtMs);
      this.#deps.opened(this);
      const value = await this.#deps.welcome(caller);
      this.#greeted = true;
      const welcome = serverMessage(request, { case: "welcome", value });
      this.#welcomeBytes = welcome.byteLength;
      this.push(welcome);
      this.flush();
      await this.#drained();
      this.#welcomeBytes = 0;
    } catch (error) {
      this.#deps.log("socket-failed", { route: "hello", error: placeOf(error) });
      this.end({ code: "internal" });
    }
  }

  #answer(request: number, body: ServerBody): void {
    this.push(serverMessage(request, body));
  }
}
