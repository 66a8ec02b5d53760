/**
 * WebCrypto with its answers in the order of the calls, and a way to wait for them: in virtual time a run depends on its seed
 * alone, however busy the machine is.
 */
const METHODS = [
  "decrypt",
  "deriveBits",
  "digest",
  "encrypt",
  "exportKey",
  "generateKey",
  "importKey",
  "sign",
  "verify",
] as const;

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();
let isInstalled = false;

/** Once for a test file. */
export function orderWebCrypto(): void {
  if (isInstalled) return;
  isInstalled = true;
  for (const method of METHODS) {
    const original: unknown = Reflect.get(crypto.subtle, method);
    if (typeof original !== "function") continue;
    Reflect.set(crypto.subtle, method, (...args: unknown[]) => {
      waiting++;
      const answer: Promise<unknown> = Reflect.apply(original, crypto.subtle, args);
      answer.catch(() => {});
      const ordered = last.then(() => answer);
      last = ordered.catch(() => {});
      return ordered.finally(() => {
        waiting--;
      });
    });
  }
}

/** Steps of promises that one event may set off. */
const STEPS = 300;
/** Tasks in a row after which nothing is under way any more. */
const QUIET_TASKS = 2;

/** For a `VirtualClock`: resolves when neither promises nor WebCrypto have anything left to do. */
export async function settledCrypto(): Promise<void> {
  for (let step = 0; step < STEPS; step++) await Promise.resolve();
  for (let quiet = 0; quiet < QUIET_TASKS; quiet = waiting > 0 ? 0 : quiet + 1) {
    await new Promise((resolve) => setImmediate(resolve));
    for (let step = 0; step < STEPS; step++) await Promise.resolve();
  }
}
