/** Tells when this thread has come to rest: no turn of the loop, no file and no WebCrypto call is outstanding. */

const CALLS = ["sign", "verify", "digest", "importKey", "exportKey", "generateKey", "encrypt", "decrypt"] as const;
/** What the runtime names when something is under way that ends by itself. */
const UNDER_WAY = /^(FSReq|Immediate|CloseReq|TickObject)/;

export interface Rest extends Disposable {
  settled(): Promise<void>;
}

/** Counts WebCrypto calls until disposed of: they run in other threads, and the runtime does not list them. */
export function watchForRest(): Rest {
  const undo = new DisposableStack();
  const { subtle } = crypto;
  let outstanding = 0;
  for (const name of CALLS) {
    const original = (subtle[name] as (...args: readonly unknown[]) => Promise<unknown>).bind(subtle);
    const counted = async (...args: readonly unknown[]): Promise<unknown> => {
      outstanding++;
      try {
        return await original(...args);
      } finally {
        outstanding--;
      }
    };
    Object.defineProperty(subtle, name, { value: counted, configurable: true });
    undo.defer(() => Reflect.deleteProperty(subtle, name));
  }
  return {
    async settled() {
      for (let quietTurns = 0; quietTurns < 2; ) {
        await new Promise((resolve) => setImmediate(resolve));
        const isBusy = outstanding > 0 || process.getActiveResourcesInfo().some((one) => UNDER_WAY.test(one));
        quietTurns = isBusy ? 0 : quietTurns + 1;
      }
    },
    [Symbol.dispose]: () => undo.dispose(),
  };
}
