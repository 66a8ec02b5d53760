/** Where the SDK keeps its state, and the key it is kept under. */
import type { Store } from "@warbler/sdk";
import type { Me } from "./engine-api.ts";

/** After `wipe` nothing of it is left, and the next `open` gives an empty one. */
export interface StoreHome {
  open(): Promise<{ readonly store: Store; readonly storage: Me["storage"] }>;
  wipe(): Promise<void>;
  /** Of a store behind the app lock, while it is unlocked. */
  readonly key: CryptoKey | undefined;
  /** From now on the store opens with this key alone; what an earlier try left undone is done. */
  putBehind(key: CryptoKey): Promise<void>;
  takeFromBehind(): Promise<void>;
  /** Closes the store and forgets the key. */
  lock(): Promise<void>;
}
