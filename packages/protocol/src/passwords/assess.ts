/**
 * How good a password is, by what somebody who knows people would try: the same answer in the client's meter and on the
 * server. Length first (NIST SP 800-63B-4 §3.1.1.2), then what is left when everything that is known is taken as known.
 * No rule about kinds of characters.
 */
import { LIMITS } from "../limits.ts";
import { freeMatches, type Match, matchesOf, type PartKind } from "./matches.ts";

export interface PasswordRules {
  /** In code points. */
  readonly minChars: number;
  /** log2 of the guesses that it must withstand. */
  readonly minBits: number;
}

/** Guesses against a server that slows them down and hashes with Argon2id; the bounds that an organisation cannot go below. */
export const PASSWORD_RULES = {
  alone: { minChars: LIMITS.passwordMinChars, minBits: 40 },
  withFactor: { minChars: LIMITS.passwordWithFactorMinChars, minBits: 28 },
} as const satisfies Record<string, PasswordRules>;

export interface PasswordPart {
  readonly kind: PartKind;
  /** As it was typed. */
  readonly text: string;
}

export interface PasswordVerdict {
  readonly problem: "too-short" | "too-long" | "too-guessable" | undefined;
  /** Code points it has. */
  readonly chars: number;
  readonly bits: number;
  /** What it is made of, in order: why it is easier to guess than it looks. */
  readonly parts: readonly PasswordPart[];
}

/** What is looked at; the rest of a longer one can only add to it. */
const LOOKED_AT = 64;

export function assessPassword(
  password: string,
  { rules, context }: { readonly rules: PasswordRules; readonly context: readonly string[] },
): PasswordVerdict {
  const chars = Array.from(password.normalize("NFKC"));
  const looked = chars.slice(0, LOOKED_AT);
  const { bits, matches } = cheapest(
    looked.map((char) => foldedChar(char)),
    foldedContext(context),
  );
  const parts = partsOf(looked, matches);
  const verdict = (problem: PasswordVerdict["problem"]) => ({ problem, chars: chars.length, bits, parts });
  if (new TextEncoder().encode(chars.join("")).length > LIMITS.passwordMaxBytes) return verdict("too-long");
  if (chars.length < rules.minChars) return verdict("too-short");
  return verdict(bits < rules.minBits ? "too-guessable" : undefined);
}

/** One code point stays one, or places would shift. */
function foldedChar(char: string): string {
  const folded = char.toLowerCase();
  return Array.from(folded).length === 1 ? folded : char;
}

/** Names as they are, without what stands between, and word by word. */
function foldedContext(context: readonly string[]): ReadonlySet<string> {
  const words = context.flatMap((text) => {
    const folded = text.normalize("NFKC").toLowerCase();
    return [folded, folded.replace(/[\s._-]+/g, ""), ...folded.split(/[\s._-]+/)];
  });
  return new Set(words.filter((word) => word.length >= (/\p{Script=Han}/u.test(word) ? 2 : 3)));
}

interface Cheapest {
  readonly bits: number;
  readonly matches: readonly Match[];
}

/** The way through the text that costs the fewest guesses. */
function cheapest(chars: readonly string[], context: ReadonlySet<string>): Cheapest {
  const known = new Map<string, number>();
  const bitsOf = (stretch: readonly string[]): number => {
    const text = stretch.join("\u0000");
    const bits = known.get(text) ?? waysThrough(stretch, context, bitsOf).bits;
    known.set(text, bits);
    return bits;
  };
  return waysThrough(chars, context, bitsOf);
}

function waysThrough(
  chars: readonly string[],
  context: ReadonlySet<string>,
  bitsOf: (stretch: readonly string[]) => number,
): Cheapest {
  const byEnd = new Map<number, Match[]>();
  for (const match of [...freeMatches(chars), ...matchesOf(chars, context, bitsOf)]) {
    const ending = byEnd.get(match.to);
    if (ending === undefined) byEnd.set(match.to, [match]);
    else ending.push(match);
  }
  const best: Cheapest[] = [{ bits: 0, matches: [] }];
  for (let to = 1; to <= chars.length; to++) {
    const ways = (byEnd.get(to) ?? []).map((match) => {
      const before = best[match.from] ?? { bits: 0, matches: [] };
      return { bits: before.bits + match.bits, matches: [...before.matches, match] };
    });
    best.push(ways.reduce((least, way) => (way.bits < least.bits ? way : least)));
  }
  return best[chars.length] ?? { bits: 0, matches: [] };
}

/** Free characters that follow one another are one part. */
function partsOf(chars: readonly string[], matches: readonly Match[]): readonly PasswordPart[] {
  const parts: PasswordPart[] = [];
  for (const { kind, from, to } of matches) {
    const text = chars.slice(from, to).join("");
    const last = parts.at(-1);
    if (kind === "free" && last?.kind === "free") parts[parts.length - 1] = { kind, text: last.text + text };
    else parts.push({ kind, text });
  }
  return parts;
}
