/** Listeners by event name. A listener that throws is reported and disturbs nobody else. */
import type { Logger } from "./platform/platform.ts";

type Listener<T> = (value: T) => void;
type Listeners<Events> = { [K in keyof Events]?: Set<Listener<Events[K]>> };

export class Emitter<Events> {
  readonly #listeners: Listeners<Events> = {};
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Returns what takes the listener away again. */
  on<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void {
    const set = this.#listeners[event] ?? new Set<Listener<Events[K]>>();
    this.#listeners[event] = set;
    set.add(listener);
    return () => set.delete(listener);
  }

  emit<K extends keyof Events>(event: K, value: Events[K]): void {
    for (const listener of [...(this.#listeners[event] ?? [])]) {
      try {
        listener(value);
      } catch (error) {
        this.#logger("listener-failed", {
          event: String(event),
          error: error instanceof Error ? error.name : "unknown",
        });
      }
    }
  }
}
