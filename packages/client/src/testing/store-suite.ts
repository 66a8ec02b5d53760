/** What a `Store` promises, as checks that every implementation runs. A check that fails throws. */
import type { Store } from "../store/store.ts";

export interface StorePromise {
  readonly rule: string;
  /** `reopen` closes the store and opens it again over the same data; absent for stores that end with the process. */
  check(store: Store, reopen?: () => Promise<Store>): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const put = (key: string, text = key) => ({ key, value: bytes(text) });

export const STORE_PROMISES: readonly StorePromise[] = [
  {
    rule: "what was written is read, and what was deleted is not",
    async check(store) {
      await store.write([put("a/1", "one"), put("a/2", "two")]);
      await store.write([{ key: "a/1", value: undefined }, put("a/2", "zwei")]);
      expectSame(await store.read("a/1"), undefined, "a deleted key");
      expectSame(text(await store.read("a/2")), "zwei", "a key written twice");
    },
  },
  {
    rule: "keys are listed in the order of their bytes, both ways, from where one asks, as many as one asks",
    async check(store) {
      await store.write(["r/3", "r/1", "q/9", "r/2", "s/0", "r/10"].map((key) => put(key)));
      const keys = async (range: Parameters<Store["list"]>[0]) =>
        (await store.list(range)).map(({ key }) => key).join();
      expectSame(await keys({ prefix: "r/" }), "r/1,r/10,r/2,r/3", "a prefix");
      expectSame(await keys({ prefix: "r/", descending: true, limit: 2 }), "r/3,r/2", "from the end");
      expectSame(await keys({ prefix: "r/", after: "r/10" }), "r/2,r/3", "after a key");
      expectSame(await keys({ prefix: "r/", after: "r/2", descending: true }), "r/10,r/1", "below a key");
      expectSame(await keys({ prefix: "none/" }), "", "a prefix that nothing has");
      expectSame(text((await store.list({ prefix: "q/" }))[0]?.value), "q/9", "the value beside its key");
    },
  },
  {
    rule: "writes take effect in the order of the calls, awaited or not",
    async check(store) {
      const writes = Array.from({ length: 50 }, (_, at) => store.write([put("n", String(at))]));
      await Promise.all(writes);
      expectSame(text(await store.read("n")), "49", "the last of fifty writes");
    },
  },
  {
    rule: "the writes of one call happen all or not at all",
    async check(store) {
      const bad: Parameters<Store["write"]>[0][number] = {
        key: "batch/2",
        get value(): Uint8Array {
          throw new Error("a failure in the middle of a batch");
        },
      };
      const failure = await store.write([put("batch/1"), bad, put("batch/3")]).then(
        () => "none",
        () => "thrown",
      );
      expectSame(failure, "thrown", "a batch that fails");
      expectSame((await store.list({ prefix: "batch/" })).length, 0, "entries of a failed batch");
    },
  },
  {
    rule: "what a caller does to its bytes afterwards changes nothing in the store",
    async check(store) {
      const value = bytes("before");
      await store.write([{ key: "copy", value }]);
      value.fill(0);
      const read = await store.read("copy");
      read?.fill(0);
      expectSame(text(await store.read("copy")), "before", "the stored bytes");
    },
  },
  {
    rule: "bytes of any value and length come back as they were",
    async check(store) {
      const all = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
      await store.write([
        { key: "all", value: all },
        { key: "none", value: new Uint8Array() },
      ]);
      expectSame((await store.read("all"))?.join(), all.join(), "seventy thousand bytes");
      expectSame((await store.read("none"))?.length, 0, "no bytes");
    },
  },
  {
    rule: "a store that outlives the process has everything that was written",
    async check(store, reopen) {
      if (reopen === undefined) return;
      await store.write([put("kept", "still here")]);
      const again = await reopen();
      expectSame(text(await again.read("kept")), "still here", "after opening again");
    },
  },
  {
    rule: "a closed store that outlives the process refuses with `closed`",
    async check(store, reopen) {
      if (reopen === undefined) return;
      await reopen();
      const late = [store.read("late"), store.list({ prefix: "" }), store.write([put("late")])];
      for (const [at, { status, ...rest }] of (await Promise.allSettled(late)).entries()) {
        const code = "reason" in rest ? Reflect.get(Object(rest.reason), "code") : status;
        expectSame(code, "closed", `call ${at} of a closed store`);
      }
    },
  },
];

function text(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : new TextDecoder().decode(value);
}

function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}
