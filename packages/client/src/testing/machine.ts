/** A machine that can fail at any moment: what it had written is there when it starts again, and nothing else goes on. */
import type { Platform } from "../platform/platform.ts";
import { memoryStore } from "../store/memory-store.ts";
import type { Store, StoreEntry } from "../store/store.ts";

export class Machine {
  readonly #platform: Platform;
  #disk: Store = memoryStore();
  readonly #written = new Map<string, Uint8Array>();
  #run: Run = { isDown: false };
  #writesLeft = Number.POSITIVE_INFINITY;
  #failed: () => void = () => {};

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Fails right before the write that comes after so many more. */
  failAfter(writes: number, failed: () => void): void {
    this.#writesLeft = writes;
    this.#failed = failed;
  }

  /** Pulls the plug: whatever was under way never comes to an end. */
  fail(): void {
    this.#run.isDown = true;
    this.#run = { isDown: false };
    this.#writesLeft = Number.POSITIVE_INFINITY;
  }

  /** The disk as it is, to be put back later. */
  async copy(): Promise<readonly StoreEntry[]> {
    return this.#disk.list({ prefix: "", limit: Number.MAX_SAFE_INTEGER });
  }

  /** Fails, and starts again with an old disk. */
  async restore(copy: readonly StoreEntry[]): Promise<void> {
    this.erase();
    await this.#disk.write(copy);
  }

  /** Fails, and what was stored under the key is gone. */
  async lose(key: string): Promise<void> {
    this.fail();
    await this.#disk.write([{ key, value: undefined }]);
  }

  /** What was stored under the key last, also where it was deleted since: what a thief could have. */
  lastWritten(key: string): Uint8Array | undefined {
    return this.#written.get(key);
  }

  /** Everything is lost, as with a machine that is set up anew. */
  erase(): void {
    this.fail();
    this.#disk = memoryStore();
  }

  /** The platform and the store for one start of a program, and whether the machine has not failed since. */
  start(): { readonly platform: Platform; readonly store: Store; isUp(): boolean } {
    const run = this.#run;
    const isUp = () => !run.isDown;
    return { platform: platformOf(this.#platform, run), store: this.#storeOf(run, this.#disk), isUp };
  }

  #storeOf(run: Run, disk: Store): Store {
    return {
      read: (key) => orNever(run, () => disk.read(key)),
      list: (range) => orNever(run, () => disk.list(range)),
      write: (writes) =>
        orNever(run, () => {
          if (this.#writesLeft-- > 0) {
            for (const { key, value } of writes) if (value !== undefined) this.#written.set(key, value.slice());
            return disk.write(writes);
          }
          const failed = this.#failed;
          this.fail();
          failed();
          return NEVER;
        }),
      close: async () => {},
    };
  }
}

interface Run {
  isDown: boolean;
}

const NEVER = new Promise<never>(() => {});

function orNever<T>(run: Run, work: () => Promise<T>): Promise<T> {
  return run.isDown ? NEVER : work().then((value) => (run.isDown ? NEVER : value));
}

function platformOf(platform: Platform, run: Run): Platform {
  return {
    ...platform,
    sleep: (ms, signal) =>
      platform.sleep(ms, signal).then(
        () => (run.isDown ? NEVER : undefined),
        (reason: unknown) => (run.isDown ? NEVER : Promise.reject(reason)),
      ),
    fetch: (url, init) => orNever(run, () => platform.fetch(url, init)),
    openSocket: (url, listener) => {
      const socket = platform.openSocket(url, {
        opened: () => !run.isDown && listener.opened(),
        received: (bytes) => !run.isDown && listener.received(bytes),
        closed: () => !run.isDown && listener.closed(),
      });
      return { send: (bytes) => !run.isDown && socket.send(bytes), close: () => socket.close() };
    },
  };
}
