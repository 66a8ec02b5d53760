/** Runs of pinyin without tones, as Chinese passwords are made of: `wodemima`, `tianxiadiyi`. */

/** Every syllable of standard Mandarin, without tones, by initial; `v` is what keyboards write for `ü`. */
const BY_INITIAL: readonly (readonly [initial: string, finals: string])[] = [
  ["", "a ai an ang ao e ei en eng er o ou yi ya yan yang yao ye yin ying yo yong you yu yuan yue yun"],
  ["", "wu wa wai wan wang wei wen weng wo"],
  ["b", "a ai an ang ao ei en eng i ian iao ie in ing o u"],
  ["p", "a ai an ang ao ei en eng i ian iao ie in ing o ou u"],
  ["m", "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u"],
  ["f", "a an ang ei en eng o ou u"],
  ["d", "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo"],
  ["t", "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo"],
  ["n", "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue"],
  ["l", "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue"],
  ["g", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"],
  ["k", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"],
  ["h", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"],
  ["j", "i ia ian iang iao ie in ing iong iu u uan ue un"],
  ["q", "i ia ian iang iao ie in ing iong iu u uan ue un"],
  ["x", "i ia ian iang iao ie in ing iong iu u uan ue un"],
  ["zh", "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo"],
  ["ch", "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo"],
  ["sh", "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo"],
  ["r", "an ang ao e en eng i ong ou u ua uan ui un uo"],
  ["z", "a ai an ang ao e ei en eng i ong ou u uan ui un uo"],
  ["c", "a ai an ang ao e en eng i ong ou u uan ui un uo"],
  ["s", "a ai an ang ao e en eng i ong ou u uan ui un uo"],
];

export const SYLLABLES: ReadonlySet<string> = new Set(
  BY_INITIAL.flatMap(([initial, finals]) => finals.split(" ").map((final) => initial + final)),
);
const LONGEST = 6;

/** Ends of the runs of at least two syllables that begin at `from`, each with the fewest syllables that reach it. */
export function pinyinRunsFrom(chars: readonly string[], from: number): ReadonlyMap<number, number> {
  const fewest = new Map([[from, 0]]);
  for (let at = from; at < chars.length; at++) {
    const before = fewest.get(at);
    if (before === undefined) continue;
    for (let end = at + 1; end <= Math.min(chars.length, at + LONGEST); end++) {
      if (!SYLLABLES.has(chars.slice(at, end).join(""))) continue;
      fewest.set(end, Math.min(before + 1, fewest.get(end) ?? Number.POSITIVE_INFINITY));
    }
  }
  return new Map([...fewest].filter(([, syllables]) => syllables >= 2));
}
