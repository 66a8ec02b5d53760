/** Passwords: length and blocklist by NIST SP 800-63B-4, hashed with Argon2id (RFC 9106). */
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { LIMITS } from "@warbler/protocol";
import commonPasswords from "fxa-common-password-list";
import { ok, type Result, refuse } from "../../kernel/result.ts";

// OWASP's first recommendation: 19 MiB, two passes. 2 is the library's number for Argon2id.
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Refuses what is short, listed as common or stolen, or made of the words of its own surroundings. */
export function checkPassword(password: string, contextWords: readonly string[]): Result<string> {
  const text = password.normalize("NFKC");
  if (Buffer.byteLength(text) > LIMITS.passwordMaxBytes) return refuse("password-too-long");
  if (Array.from(text).length < LIMITS.passwordMinChars) return refuse("password-too-short");
  const folded = text.toLowerCase().replace(/[\s._-]+/g, "");
  const withoutContext = contextWords
    .map((word) => word.toLowerCase().replace(/[\s._-]+/g, ""))
    .filter((word) => word.length >= 3)
    // The longest first: a name would otherwise hide in what is left of it once a handle inside it is gone.
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ""), folded);
  const isRepeated = /^(.{1,4})\1+.{0,3}$/s.test(folded);
  if (isRepeated || commonPasswords.test(text) || commonPasswords.test(folded) || Array.from(withoutContext).length < 8)
    return refuse("password-too-common");
  return ok(text);
}

/** At most this many hashes at once: each takes 19 MiB and a thread. */
const LANES = Math.max(1, availableParallelism() - 1);

/** Hashing with bounded concurrency; a crowd at the door waits, and past the bound is told to come back. */
export function passwordHasher(): {
  hash(password: string): Promise<string>;
  verify(hashed: string, password: string): Promise<boolean | "busy">;
} {
  let running = 0;
  const waiting: (() => void)[] = [];
  const inLane = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= LANES) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await work();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
  return {
    hash: (password) => inLane(() => hash(password, ARGON2)),
    verify: (hashed, password) =>
      waiting.length > 200 ? Promise.resolve("busy" as const) : inLane(() => verify(hashed, password)),
  };
}
