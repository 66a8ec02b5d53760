/** How good a password is, and why: by the same rules as on the server, without showing any of what was typed. */
import type { PasswordVerdict } from "@warbler/protocol/passwords";
import { useEffect, useState } from "react";
import { attempt } from "../state/attempt.ts";
import { useWords } from "../words/use-words.ts";
import css from "./password-meter.module.css";

interface PasswordMeterProps {
  readonly password: string;
  readonly minChars: number;
  /** Names that a guesser would try first: the person's and the organisation's. */
  readonly context: readonly string[];
}

export function PasswordMeter({ password, minChars, context }: PasswordMeterProps) {
  const words = useWords().passwords;
  const verdict = useVerdict(password, minChars, context.join("\n"));
  if (password === "" || verdict === undefined) return words.hint(minChars);
  const kinds = [...new Set(verdict.parts.map(({ kind }) => kind))].filter((kind) => kind !== "free");
  const reach = Math.min(1, verdict.bits / STRONG_BITS);
  return (
    <>
      <span className={css.track} data-good={verdict.problem === undefined} aria-hidden>
        <span className={css.reach} style={{ scale: `${reach} 1` }} />
      </span>
      {sentence(verdict, minChars, words)}
      {verdict.problem !== undefined && kinds.length > 0 && ` ${words.madeOf(kinds.map((kind) => words.kinds[kind]))}`}
    </>
  );
}

/** Where the bar is full: guesses that nobody makes. */
const STRONG_BITS = 70;

function sentence(
  { problem, chars }: PasswordVerdict,
  minChars: number,
  words: ReturnType<typeof useWords>["passwords"],
): string {
  switch (problem) {
    case "too-short":
      return words.missing(minChars - chars);
    case "too-long":
      return words.tooLong;
    case "too-guessable":
      return words.guessable;
    case undefined:
      return words.good;
  }
}

/** The rules are loaded when somebody begins to type. */
function useVerdict(password: string, minChars: number, context: string): PasswordVerdict | undefined {
  const [verdict, setVerdict] = useState<PasswordVerdict>();
  useEffect(() => {
    let isOver = false;
    const assess = async () => {
      const { assessPassword, PASSWORD_RULES } = await import("@warbler/protocol/passwords");
      // Shorter than a password that is the only proof: there is a second factor beside it.
      const isAlone = minChars >= PASSWORD_RULES.alone.minChars;
      const rules = { ...(isAlone ? PASSWORD_RULES.alone : PASSWORD_RULES.withFactor), minChars };
      if (!isOver) setVerdict(assessPassword(password, { rules, context: context.split("\n") }));
    };
    if (password === "") setVerdict(undefined);
    else attempt(assess());
    return () => {
      isOver = true;
    };
  }, [password, minChars, context]);
  return verdict;
}
