/**
 * What a client tells: to listeners, to readers of all events, and to neither before it happened. Alarms from before anybody listened for
 * them are kept for the first who does.
 */
import type { AccountId, RoomId } from "@warbler/protocol";
import { Emitter } from "./emitter.ts";
import type { Fail } from "./errors.ts";
import { EventQueue } from "./event-queue.ts";
import type { AlarmEvent, AlarmKind, ClientEvent, ClientEventOf, ClientEventType } from "./events.ts";
import type { Logger } from "./platform/platform.ts";

const MOST_UNHEARD = 100;

type Events = { [T in ClientEventType]: ClientEventOf<T> };

export class ClientEvents {
  readonly #logger: Logger;
  readonly #fail: Fail;
  readonly #emitter: Emitter<Events>;
  readonly #queues = new Set<EventQueue<ClientEvent>>();
  /** Undefined once somebody listens. */
  #unheard: AlarmEvent[] | undefined = [];

  constructor({ logger, fail }: { readonly logger: Logger; readonly fail: Fail }) {
    this.#logger = logger;
    this.#fail = fail;
    this.#emitter = new Emitter(logger);
  }

  on<T extends ClientEventType>(type: T, listener: (event: ClientEventOf<T>) => void): () => void {
    const off = this.#emitter.on(type, listener);
    if (type === "alarm") queueMicrotask(() => this.#tellUnheard());
    return off;
  }

  read(signal?: AbortSignal): AsyncIterable<ClientEvent> {
    const queue = new EventQueue<ClientEvent>(() => this.#fail("overloaded", { detail: "the reader is too slow" }));
    this.#queues.add(queue);
    this.#tellUnheard();
    return this.#readEvents(queue, signal);
  }

  tell(event: ClientEvent): void {
    emitEvent(this.#emitter, event);
    for (const queue of this.#queues) queue.push(event);
  }

  alarm(
    kind: AlarmKind,
    where: { readonly room?: RoomId; readonly seq?: number; readonly account?: AccountId },
    detail: string,
  ): void {
    this.#logger("alarm", { kind, ...where });
    const event: AlarmEvent = { type: "alarm", kind, ...where, detail };
    if (this.#unheard === undefined) this.tell(event);
    else if (this.#unheard.length < MOST_UNHEARD) this.#unheard.push(event);
  }

  /** No reader gets more. */
  end(): void {
    for (const queue of this.#queues) queue.end();
  }

  /** What was noticed while connecting is told to the first who listens. */
  #tellUnheard(): void {
    const unheard = this.#unheard ?? [];
    this.#unheard = undefined;
    for (const event of unheard) this.tell(event);
  }

  async *#readEvents(
    queue: EventQueue<ClientEvent>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ClientEvent, void> {
    try {
      yield* queue.read(signal);
    } finally {
      this.#queues.delete(queue);
    }
  }
}

/** The kind names the listeners, whose type is that of the event. */
function emitEvent<T extends ClientEventType>(emitter: Emitter<Events>, event: { readonly type: T } & Events[T]): void {
  emitter.emit<T>(event.type, event);
}
