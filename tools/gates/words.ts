// Words that no file of the repository may contain: places on somebody's machine, addresses of package registries, and
// notes that nobody has promised to come back to.

type Ban = { readonly pattern: RegExp; readonly why: string };

// A path that only begins like this inside a longer one, as in `src/root/`, is fine.
const START = String.raw`(?<![\w.~$}/-])`;
const BANS: readonly Ban[] = [
  { pattern: new RegExp(`${START}/(work|root|Users|home/[a-z]+)/`), why: "names a place on one machine" },
  {
    pattern: /\b(registry\.[a-z]+js\.org|registry\.npmmirror\.com|deb\.debian\.org)\b/,
    why: "names a package registry",
  },
  { pattern: /\b(TODO|FIXME)\b(?!\(#)/, why: "is a note without an issue: write TODO(#issue)" },
];
const ALLOWED = /^(tools\/gates\/words\.ts|tools\/check\.test\.ts|LICENSE)$|\.(png|jpg|zip|bin|mmdb|gz)$/;

/** Each line of a file that has such a word, as `path:line what`. */
export function wordProblems(path: string, text: string): readonly string[] {
  if (ALLOWED.test(path)) return [];
  return text.split("\n").flatMap((line, index) =>
    BANS.filter(({ pattern }) => pattern.test(line)).map(({ why, pattern }) => {
      return `${path}:${index + 1} ${pattern.exec(line)?.[0] ?? ""} ${why}`;
    }),
  );
}
