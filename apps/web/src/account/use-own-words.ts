/** The organisation's own words, for the meter of whoever is signed in; the server judges by them in any case. */
import { useEffect, useState } from "react";
import { api } from "../platform/api.ts";
import { inSilence } from "../state/attempt.ts";

export function useOwnWords(): readonly string[] {
  const [words, setWords] = useState<readonly string[]>([]);
  useEffect(() => inSilence(api("passwordWords", undefined).then((answer) => setWords(answer.words))), []);
  return words;
}
