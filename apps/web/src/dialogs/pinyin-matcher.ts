/** Finds Chinese names by their sound: whole syllables, initials, or a mix (`anquan`, `aq` → 安全). */
import { match } from "pinyin-pro";
import { type NameMatcher, plainMatcher } from "./name-matcher.ts";

export const pinyinMatcher: NameMatcher = (name, typed) =>
  plainMatcher(name, typed) ||
  (/\p{Script=Han}/u.test(name) && match(name, typed.replaceAll(/\s+/g, ""), { continuous: true }) !== null);
