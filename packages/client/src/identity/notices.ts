/** Who wants to know of what: changes in the log, keys that arrived, and this device's own standing. */
import type { AccountId } from "@warbler/protocol";

export class Notice<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Returns what ends it. */
  listen(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}

export interface Notices {
  readonly changed: Notice<readonly AccountId[]>;
  readonly arrived: Notice<void>;
  readonly state: Notice<void>;
}

export function newNotices(): Notices {
  return { changed: new Notice(), arrived: new Notice(), state: new Notice() };
}
