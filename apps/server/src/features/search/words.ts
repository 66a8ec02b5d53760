/** How texts and queries become words: folded (NFKC, lower case); runs of letters and digits; each Han, kana or hangul character alone. */

const RUNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{N}\p{M}_]+/gu;
const SPLIT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu;
/** Longer runs (keys, hashes, endless words) are found by their beginning. */
const WORD_CHARS = 40;

export const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

/** The distinct words of a folded text. */
export function wordsOf(folded: string): Set<string> {
  const words = new Set<string>();
  for (const [run] of folded.matchAll(RUNS))
    for (const [part] of run.matchAll(SPLIT)) words.add(part.length > WORD_CHARS ? part.slice(0, WORD_CHARS) : part);
  return words;
}

/** What a query asks for: every term must occur in the text as it stands; quotes hold words together. */
export function termsOf(query: string): readonly string[] {
  const terms = [...fold(query).matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? "").trim(),
  );
  return [...new Set(terms.filter((term) => wordsOf(term).size > 0))];
}
