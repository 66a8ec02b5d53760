/** Chance that can be repeated: everything that a test draws comes from one seed. */
import { createHash } from "node:crypto";
import { nodeProvider } from "../provider/node.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { cheapProvider } from "./cheap-crypto.ts";

export interface Chance {
  bytes(count: number): Uint8Array;
  /** From 0 to `limit` - 1. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

export function seededChance(seed: string): Chance {
  let counter = 0;
  // A hash for each 32 bytes: what is left of one is not used.
  const bytes = (count: number) => {
    const drawn = new Uint8Array(count);
    for (let at = 0; at < count; at += 32) {
      drawn.set(
        createHash("sha256")
          .update(`${seed}/${counter++}`)
          .digest()
          .subarray(0, count - at),
        at,
      );
    }
    return drawn;
  };
  const below = (limit: number) => new DataView(bytes(4).buffer).getUint32(0) % limit;
  return {
    bytes,
    below,
    pick: (items) => items[below(items.length)]!,
    shuffled: (items) => {
      const left = [...items];
      return items.map(() => left.splice(below(left.length), 1)[0]!);
    },
  };
}

export function seededProvider(seed: string, primitives: "real" | "cheap" = "real"): MlsProvider {
  const { bytes } = seededChance(seed);
  return primitives === "real" ? nodeProvider(1, { randomBytes: bytes }) : cheapProvider(bytes);
}
