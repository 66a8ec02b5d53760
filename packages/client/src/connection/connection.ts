/**
 * The connection that outlives its sockets: it comes back by itself with the session token, waits longer after each
 * failure, and stops for good only when the session ended or the owner closes it.
 */
import { bytesFromBase64url, TOKEN_PREFIX } from "@warbler/protocol";
import { type Fail, WarblerError } from "../errors.ts";
import type { ConnectionState } from "../events.ts";
import type { Logger, Platform } from "../platform/platform.ts";
import type { Session } from "../warbler.ts";
import type { ClientBody } from "../wire/client-frame.ts";
import type { ServerBody, ServerCase, ServerValues, WireWelcome } from "../wire/server-frame.ts";
import { backoffMs } from "./backoff.ts";
import { type SessionEnd, SocketSession } from "./socket-session.ts";

/** Version of the sync protocol, said in `Hello`. */
export const SYNC_VERSION = 1;
const OPEN_DEADLINE_MS = 15_000;
const REQUEST_DEADLINE_MS = 20_000;
const LONGEST_ASKED_WAIT_MS = 5 * 60_000;

export interface ConnectionDeps {
  /** `wss://…/api/sync?dpop`: what follows the `?` has the server tell a nonce first. */
  readonly url: string;
  /** Its token in base64url, or an API token; the key that it is bound to, where it is. */
  readonly session: Pick<Session, "token" | "key">;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly logger: Logger;
  /** Asks the server another way whether the session is over, since `signed-out` on a socket may only mean a slow hello. */
  readonly isSessionOver: () => Promise<boolean>;
  readonly stateChanged: (state: ConnectionState, retryAtMs?: number) => void;
  /** Once for each time online, before any push of that time. False when the welcome is not for this session. */
  readonly welcomed: (welcome: WireWelcome) => boolean;
  readonly pushed: (body: ServerBody) => void;
  readonly violated: (detail: string) => void;
}

export interface Ask {
  readonly signal?: AbortSignal;
  /** From the call to the answer, waiting for the connection included; 20,000 unless told. */
  readonly deadlineMs?: number;
}

export class Connection {
  readonly #deps: ConnectionDeps;
  readonly #stop = new AbortController();
  #state: ConnectionState = "connecting";
  #session: SocketSession | undefined;
  #wake = new AbortController();
  #waiting: (() => void)[] = [];
  #running: Promise<void> = Promise.resolve();
  #lastEnd: SessionEnd = {};

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why the last socket ended. */
  get lastEnd(): SessionEnd {
    return this.#lastEnd;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends the wait between two tries, and finds out at once whether the socket of now still leads anywhere. */
  retryNow(): void {
    this.#wake.abort();
    this.#session?.probe();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#session?.close();
    this.#wake.abort();
    await this.#running;
    if (this.#state !== "expired") this.#become("offline");
  }

  async request<C extends ServerCase>(
    body: ClientBody,
    expected: C,
    { signal, deadlineMs = REQUEST_DEADLINE_MS }: Ask = {},
  ): Promise<ServerValues[C]> {
    const giveUpAtMs = this.#deps.platform.nowMs() + deadlineMs;
    const session = await this.#online(deadlineMs, signal);
    const leftMs = Math.max(1, giveUpAtMs - this.#deps.platform.nowMs());
    return session.request(body, expected, { deadlineMs: leftMs, ...(signal && { signal }) });
  }

  async #online(deadlineMs: number, signal: AbortSignal | undefined): Promise<SocketSession> {
    if (this.#state === "online" && this.#session !== undefined && !signal?.aborted) return this.#session;
    const { fail, platform } = this.#deps;
    const done = new AbortController();
    const stop = AbortSignal.any([done.signal, ...(signal === undefined ? [] : [signal])]);
    const late = platform.sleep(deadlineMs, stop).then(
      () => true,
      () => true,
    );
    try {
      for (;;) {
        if (this.#state === "online" && this.#session !== undefined) return this.#session;
        if (this.#state === "expired") throw fail("signed-out");
        if (this.#stop.signal.aborted) throw fail("closed");
        if (signal?.aborted) throw fail("cancelled");
        const changed = new Promise<false>((resolve) => this.#waiting.push(() => resolve(false)));
        if ((await Promise.race([changed, late])) && !signal?.aborted) throw fail("network");
      }
    } finally {
      done.abort();
    }
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      const { wasOnline, end } = await this.#oneSocket();
      this.#lastEnd = end;
      if (this.#stop.signal.aborted) return;
      if (end.violation !== undefined) this.#deps.violated(end.violation);
      const isUnknown = end.refusal === "signed-out" || end.refusal === "invalid-dpop-proof";
      if (isUnknown && (await this.#isOver())) return this.#become("expired");
      failures = wasOnline && end.violation === undefined ? 1 : failures + 1;
      const asked = Math.min(end.retryAfterMs ?? 0, LONGEST_ASKED_WAIT_MS);
      await this.#waitFor(Math.max(backoffMs(failures, this.#deps.platform), asked));
    }
  }

  async #isOver(): Promise<boolean> {
    try {
      return await this.#deps.isSessionOver();
    } catch (error) {
      // Not reachable either: the next try will tell.
      if (error instanceof WarblerError) return false;
      throw error;
    }
  }

  async #waitFor(ms: number): Promise<void> {
    this.#wake = new AbortController();
    this.#become("retrying", this.#deps.platform.nowMs() + ms);
    const stop = AbortSignal.any([this.#wake.signal, this.#stop.signal]);
    await this.#deps.platform.sleep(ms, stop).catch(() => {});
  }

  async #oneSocket(): Promise<{ readonly wasOnline: boolean; readonly end: SessionEnd }> {
    const { url, platform, fail, logger, welcomed } = this.#deps;
    // The server registers a connection before it welcomes it, so pushes may overtake the welcome.
    let early: ServerBody[] | undefined = [];
    const nonce = Promise.withResolvers<string>();
    const pushed = (body: ServerBody) => {
      if (body.case === "challenge") nonce.resolve(body.value.nonce);
      else if (early === undefined) this.#deps.pushed(body);
      else early.push(body);
    };
    const session = new SocketSession({ url, platform, fail, pushed });
    this.#session = session;
    const welcome = await this.#greet(session, nonce.promise);
    if (welcome !== undefined && !this.#stop.signal.aborted) {
      logger("online", { rooms: welcome.rooms.length });
      if (welcomed(welcome)) this.#become("online");
      else session.close({ violation: "a welcome for another account or device" });
      const waited = early;
      early = undefined;
      for (const body of waited) this.#deps.pushed(body);
      await session.keepAlive();
    }
    session.close();
    const end = await session.ended;
    this.#session = undefined;
    logger("socket-ended", { online: welcome !== undefined, ...(end.refusal && { code: end.refusal }) });
    return { wasOnline: welcome !== undefined, end };
  }

  async #greet(session: SocketSession, nonce: Promise<string>): Promise<WireWelcome | undefined> {
    const { platform } = this.#deps;
    const { token, key } = this.#deps.session;
    // Loaded while the socket opens. Where it is not to be had now, the next try will tell.
    const proving = key && import("../session/dpop.ts").catch(() => undefined);
    const done = new AbortController();
    platform.sleep(OPEN_DEADLINE_MS, done.signal).then(
      () => session.close(),
      () => {},
    );
    try {
      if (!(await session.opened)) return undefined;
      // An API token is told from a session's by its letters, so it travels as they are.
      const letters = token.startsWith(TOKEN_PREFIX) ? new TextEncoder().encode(token) : undefined;
      const sessionToken = letters ?? bytesFromBase64url(token) ?? new Uint8Array();
      // The nonce is told first on this socket, and good for no other.
      let dpopProof = "";
      if (key !== undefined) {
        const part = await proving;
        if (part === undefined) return undefined;
        dpopProof = await part.proofOfHello(key, { ...this.#deps, token, nonce, ended: session.ended });
      }
      const hello = { case: "hello" as const, value: { version: SYNC_VERSION, sessionToken, dpopProof } };
      return await session.request(hello, "welcome", { deadlineMs: OPEN_DEADLINE_MS });
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      return undefined;
    } finally {
      done.abort();
    }
  }

  #become(state: ConnectionState, retryAtMs?: number): void {
    this.#state = state;
    for (const proceed of this.#waiting.splice(0)) proceed();
    this.#deps.stateChanged(state, retryAtMs);
  }
}
