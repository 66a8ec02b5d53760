/** How texts and queries become words: folded (NFKC, lower case); runs of letters and digits; each Han, kana or hangul character alone. */

const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[[\p{L}\p{N}\p{M}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]]+/gv;
/** Longer runs (keys, hashes, endless words) are found by their beginning. */
const WORD_CHARS = 40;

export const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

/** The distinct words of a folded text. */
export function wordsOf(folded: string): Set<string> {
  const words = new Set<string>();
  for (const word of folded.match(WORDS) ?? []) words.add(word.length > WORD_CHARS ? word.slice(0, WORD_CHARS) : word);
  return words;
}

/** What a query asks for: every term must occur in the text as it stands; quotes hold words together. */
export function termsOf(query: string): readonly string[] {
  const terms = [...fold(query).matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? "").trim(),
  );
  return [...new Set(terms.filter((term) => wordsOf(term).size > 0))];
}
