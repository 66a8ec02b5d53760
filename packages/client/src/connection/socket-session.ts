/**
 * One open socket: request numbers, deadlines, answers, keep-alive. It never reconnects; when it ends, every waiting
 * request fails with `network`, and `ended` tells why.
 */
import { type ErrorCode, LIMITS } from "@warbler/protocol";
import { errorCodeOf, type Fail } from "../errors.ts";
import type { Platform, SocketLike } from "../platform/platform.ts";
import { type ClientBody, encodeFrame } from "../wire/client-frame.ts";
import type { ServerBody, ServerCase, ServerValues } from "../wire/server-frame.ts";
import { decodeServerFrame, isBody } from "./frames.ts";

const KEEP_ALIVE_MS = LIMITS.socketIdleMs / 3;
const PING_DEADLINE_MS = 10_000;

export interface SessionEnd {
  /** What the server said before it closed. */
  readonly refusal?: ErrorCode;
  readonly retryAfterMs?: number;
  /** The server spoke outside the protocol. */
  readonly violation?: string;
}

export interface RequestOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

interface Pending {
  readonly answered: (body: ServerBody) => void;
  readonly lost: () => void;
}

export interface SocketSessionDeps {
  readonly url: string;
  readonly platform: Platform;
  readonly fail: Fail;
  /** What the server says unasked, in order; not called after the session ended. */
  readonly pushed: (body: ServerBody) => void;
}

export class SocketSession {
  readonly opened: Promise<boolean>;
  readonly ended: Promise<SessionEnd>;
  readonly #deps: SocketSessionDeps;
  readonly #socket: SocketLike;
  readonly #pending = new Map<number, Pending>();
  readonly #waiting: (() => void)[] = [];
  readonly #over = new AbortController();
  #probe = new AbortController();
  readonly #end: (end: SessionEnd) => void;
  readonly #isOpen: (open: boolean) => void;
  #lastRequest = 0;
  #heard = true;
  #refusal: SessionEnd = {};

  constructor(deps: SocketSessionDeps) {
    this.#deps = deps;
    const opened = Promise.withResolvers<boolean>();
    const ended = Promise.withResolvers<SessionEnd>();
    this.opened = opened.promise;
    this.ended = ended.promise;
    this.#isOpen = opened.resolve;
    this.#end = ended.resolve;
    this.#socket = deps.platform.openSocket(deps.url, {
      opened: () => this.#isOpen(true),
      received: (bytes) => this.#receive(bytes),
      closed: () => this.close(),
    });
  }

  /** Ends the session at once, also when the socket never reports its own end. */
  close(end: SessionEnd = {}): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#socket.close();
    this.#isOpen(false);
    for (const { lost } of this.#pending.values()) lost();
    this.#pending.clear();
    for (const proceed of this.#waiting.splice(0)) proceed();
    this.#end({ ...this.#refusal, ...end });
  }

  /** The server's answer of the expected kind; throws its refusal, `timeout`, `network`, `cancelled` or `untrusted-server`. */
  async request<C extends ServerCase>(
    body: ClientBody,
    expected: C,
    options: RequestOptions,
  ): Promise<ServerValues[C]> {
    const answer = await this.#ask(body, options);
    if (isBody(answer, expected)) return answer.value;
    if (answer.case !== "failed") {
      const violation = `expected ${expected}, got ${answer.case}`;
      this.close({ violation });
      throw this.#deps.fail("untrusted-server", { detail: violation });
    }
    const { code, detail, retryAfterMs } = answer.value;
    throw this.#deps.fail(errorCodeOf(code), { detail, ...(retryAfterMs > 0 && { retryAfterMs }) });
  }

  /** Pings now, without waiting for silence: a socket that looks open may have died unheard. */
  probe(): void {
    this.#probe.abort();
  }

  /**
   * Runs until the session ends. The server drops who says nothing for long, and a silent server is no connection: a ping
   * goes out whenever one of the two was quiet for a while.
   */
  async keepAlive(): Promise<void> {
    while (!this.#over.signal.aborted) {
      this.#heard = false;
      const saidBefore = this.#lastRequest;
      // A probe asked for while a ping is out has that ping's answer.
      this.#probe = new AbortController();
      const probe = this.#probe.signal;
      try {
        await this.#deps.platform.sleep(KEEP_ALIVE_MS, AbortSignal.any([probe, this.#over.signal])).catch(() => {});
        const quiet = probe.aborted || !this.#heard || this.#lastRequest === saidBefore;
        if (quiet) await this.request({ case: "ping" }, "pong", { deadlineMs: PING_DEADLINE_MS });
      } catch {
        this.close();
      }
    }
  }

  async #ask(body: ClientBody, { deadlineMs, signal }: RequestOptions): Promise<ServerBody> {
    const { fail, platform } = this.#deps;
    while (this.#pending.size >= LIMITS.socketInFlight && !this.#over.signal.aborted)
      await new Promise<void>((proceed) => this.#waiting.push(proceed));
    if (this.#over.signal.aborted) throw fail("network");
    if (signal?.aborted) throw fail("cancelled");
    const request = ++this.#lastRequest;
    const settled = new AbortController();
    try {
      return await new Promise<ServerBody>((resolve, reject) => {
        this.#pending.set(request, { answered: resolve, lost: () => reject(fail("network")) });
        signal?.addEventListener("abort", () => reject(fail("cancelled")), { signal: settled.signal });
        platform.sleep(deadlineMs, settled.signal).then(
          () => reject(fail("timeout")),
          () => {},
        );
        this.#socket.send(encodeFrame(request, body));
      });
    } finally {
      settled.abort();
      this.#pending.delete(request);
      this.#waiting.shift()?.();
    }
  }

  #receive(bytes: Uint8Array): void {
    if (this.#over.signal.aborted) return;
    this.#heard = true;
    const frame = decodeServerFrame(bytes);
    if (frame === undefined) return this.close({ violation: `a frame of ${bytes.length} bytes that is none` });
    if (frame.request > this.#lastRequest)
      return this.close({ violation: `an answer to request ${frame.request}, which was not made` });
    if (frame.request > 0) {
      // An answer that nobody waits for any more came after its deadline.
      this.#pending.get(frame.request)?.answered(frame.body);
      return;
    }
    if (frame.body.case === "failed") {
      const { code, retryAfterMs } = frame.body.value;
      this.#refusal = { refusal: errorCodeOf(code), ...(retryAfterMs > 0 && { retryAfterMs }) };
      return;
    }
    this.#deps.pushed(frame.body);
  }
}
