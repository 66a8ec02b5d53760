/** The page's end of the engine: calls with typed answers, and events. */
import type { Engine, EngineEvent, Failure } from "../engine/engine-api.ts";
import { type Call, type FromEngine, isFromEngine, type Method } from "../engine/messages.ts";

/** The engine refused, or could not do it. `failure` has the sentence for people. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.en);
    this.failure = failure;
  }
}

interface Waiting {
  readonly call: Call;
  isTaken: boolean;
  answered(value: unknown): void;
  refused(failure: Failure): void;
}

const GONE: Failure = {
  code: "closed",
  retryable: true,
  en: "The window that held the connection was closed. Try again.",
  zh: "保持连接的窗口已关闭，请重试。",
};

type ArgsOf<M extends Method> = Parameters<Engine[M]>;
type ValueOf<M extends Method> = Awaited<ReturnType<Engine[M]>>;

export interface EngineLink {
  ask<M extends Method>(method: M, ...args: ArgsOf<M>): Promise<ValueOf<M>>;
  onEvent(listener: (event: EngineEvent) => void): () => void;
}

export interface EngineEnd extends EngineLink {
  /** What came from the engine. */
  received(data: unknown): void;
  /** The engine has a call. */
  taken(id: number): void;
  /** Another engine answers from now on. It is asked what no engine had taken; of the rest nobody knows how far it came. */
  moved(): void;
}

/** `send` hands one message to the engine. */
export function engineLink(send: (call: Call) => void): EngineEnd {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: EngineEvent) => void>();
  let lastId = 0;

  function take(message: FromEngine): void {
    if (message.kind === "told") {
      for (const listener of listeners) listener(message.event);
      return;
    }
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === "answer") asker?.answered(message.value);
    else asker?.refused(message.failure);
  }

  return {
    ask(method, ...args) {
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        const call: Call = { kind: "call", id, method, args };
        waiting.set(id, {
          call,
          isTaken: false,
          answered: (value) => {
            if (isValueOf(method, value)) resolve(value);
          },
          refused: (failure) => reject(new EngineError(failure)),
        });
        send(call);
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    received(data) {
      if (isFromEngine(data)) take(data);
    },
    taken(id) {
      const asker = waiting.get(id);
      if (asker !== undefined) asker.isTaken = true;
    },
    moved() {
      for (const [id, { call, isTaken, refused }] of waiting) {
        if (!isTaken) send(call);
        else {
          waiting.delete(id);
          refused(GONE);
        }
      }
    },
  };
}

/** Both ends are made of one source by one build, so the answer has the type that `Engine` names. */
function isValueOf<M extends Method>(_method: M, _value: unknown): _value is ValueOf<M> {
  return true;
}
