/** The page's end of the engine: calls with typed answers, and events. */
import type { ApiInput } from "@warbler/protocol";
import type { Engine, Failure } from "../engine/engine-api.ts";
import type { EngineEvent } from "../engine/engine-event.ts";
import { type Call, type FromEngine, isFromEngine, type Method } from "../engine/messages.ts";

/** A call of the server's interface, as others can be asked to approve it. */
export type RefusedCall = Omit<ApiInput<"askAct">, "reason">;

/** The engine refused, or could not do it. `failure` has the sentence for people. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly failure: Failure;
  /** The very call that the server refused, where it was one of the console's. */
  readonly call: RefusedCall | undefined;

  constructor(failure: Failure, call?: RefusedCall) {
    super(failure.en);
    this.failure = failure;
    this.call = call;
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

export interface EngineLink<Asked extends Method = Method> {
  ask<M extends Asked>(method: M, ...args: ArgsOf<M>): Promise<ValueOf<M>>;
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

/** `send` hands one message to the engine. What it tells is heard when `soon` says so, all at once and in its order. */
export function engineLink(send: (call: Call) => void, soon: (work: () => void) => void): EngineEnd {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: EngineEvent) => void>();
  const told: EngineEvent[] = [];
  let lastId = 0;

  function hear(): void {
    // The engine may begin before anybody listens.
    if (listeners.size === 0) return;
    for (const event of told.splice(0)) for (const listener of listeners) listener(event);
  }

  function take(message: FromEngine): void {
    if (message.kind === "told") {
      if (told.push(message.event) === 1) soon(hear);
      return;
    }
    // An answer says how things are after what was told before it.
    hear();
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
      if (told.length > 0) soon(hear);
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
