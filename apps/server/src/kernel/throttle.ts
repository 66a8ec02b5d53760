/** Throttles tries: a bucket for each key (a name, an address block) that refills with time. Bounded memory. */

interface Bucket {
  tokens: number;
  atMs: number;
}

export interface Throttle {
  /** Milliseconds to wait, or 0 when the try may go on. */
  take(key: string, nowMs: number): number;
  /** After a success the key starts afresh. */
  forgive(key: string): void;
}

export function createThrottle({
  burst,
  refillMs,
  keys,
}: {
  readonly burst: number;
  readonly refillMs: number;
  readonly keys: number;
}): Throttle {
  const buckets = new Map<string, Bucket>();
  return {
    take: (key, nowMs) => {
      const bucket = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
      // A clock that was set back takes nothing from anybody.
      bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, nowMs - bucket.atMs) / refillMs);
      bucket.atMs = nowMs;
      if (buckets.size >= keys && !buckets.has(key)) {
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
      buckets.delete(key);
      buckets.set(key, bucket);
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) * refillMs);
      bucket.tokens -= 1;
      return 0;
    },
    forgive: (key) => void buckets.delete(key),
  };
}

/** The block an address belongs to: a /24 for IPv4, a /64 for IPv6, whose hosts rotate addresses freely. */
export function addressBlock(address: string): string {
  const v4 = /(?:^|:)(\d+\.\d+\.\d+)\.\d+$/.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  const [left = "", right = ""] = address.split("::");
  const head = left.split(":").filter(Boolean);
  const tail = address.includes("::") ? right.split(":").filter(Boolean) : [];
  return [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0"), ...tail]
    .slice(0, 4)
    .join(":");
}
