/** Work on a store that no other program with the same store open may do at the same time. */
import type { Store } from "./store.ts";

/** Without `exclusive` the store is this program's alone. */
export function exclusively<T>(store: Store, work: () => Promise<T>): Promise<T> {
  return store.exclusive === undefined ? work() : store.exclusive(work);
}
