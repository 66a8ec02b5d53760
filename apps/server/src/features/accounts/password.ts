/** Passwords: what the organisation asks of them, and their hashes with Argon2id (RFC 9106). */
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { assessPassword, type PasswordRules } from "@warbler/protocol/passwords";
import commonPasswords from "fxa-common-password-list";
import { ok, type Result, refuse } from "../../kernel/result.ts";

// OWASP's first recommendation: 19 MiB, two passes. 2 is the library's number for Argon2id.
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** How a hash begins that was made with the pepper and with today's cost. */
const TODAY = "p$argon2id$v=19$m=19456,t=2,p=1$";

/** Refuses what is short, listed as common or stolen, or made of what somebody who knows the person would try. */
export function checkPassword(
  password: string,
  asked: { readonly rules: PasswordRules; readonly context: readonly string[] },
): Result<string> {
  const text = password.normalize("NFKC");
  switch (assessPassword(password, asked).problem) {
    case "too-long":
      return refuse("password-too-long");
    case "too-short":
      return refuse("password-too-short", `expected at least ${asked.rules.minChars} characters`);
    case "too-guessable":
      return refuse("password-too-common");
    case undefined: {
      const folded = text.toLowerCase().replace(/[\s._-]+/g, "");
      const isListed = commonPasswords.test(text) || commonPasswords.test(folded);
      return isListed ? refuse("password-too-common") : ok(text);
    }
  }
}

/** At most this many hashes at once: each takes 19 MiB and a thread. */
const LANES = Math.max(1, availableParallelism() - 1);

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hashed: string, password: string): Promise<boolean | "busy">;
  /** Whether it was made without the pepper or with another cost than today's, so that it is to be made anew. */
  isOutdated(hashed: string): boolean;
}

/**
 * Hashing with bounded concurrency; a crowd at the door waits, and past the bound is told to come back. The pepper is
 * Argon2's secret parameter: without the custodian's root key, from which it follows, a stolen hash cannot even be guessed at.
 */
export function passwordHasher({ pepper }: { readonly pepper: Uint8Array }): PasswordHasher {
  const secret = Buffer.from(pepper);
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
  const check = (hashed: string, password: string) =>
    hashed.startsWith("p") ? verify(hashed.slice(1), password, { secret }) : verify(hashed, password);
  return {
    hash: (password) => inLane(async () => `p${await hash(password, { ...ARGON2, secret })}`),
    verify: (hashed, password) =>
      waiting.length > 200 ? Promise.resolve("busy" as const) : inLane(() => check(hashed, password)),
    isOutdated: (hashed) => !hashed.startsWith(TODAY),
  };
}
