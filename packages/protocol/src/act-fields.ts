/**
 * What stands in an act, field by field and in words: people read these, and sign what is in the bytes. A field or a choice without
 * words is there all the same, by the name that it has in the bytes.
 */
import type { Act, Json } from "./act-payload.ts";
import { ACT_CHOICE_WORDS, ACT_FIELD_WORDS, ACT_WORDS } from "./act-words.ts";
import { type AnyId, isId } from "./ids.ts";
import type { Said } from "./why-words.ts";

export type ActValue =
  | { readonly kind: "said"; readonly said: Said }
  | { readonly kind: "id"; readonly id: AnyId }
  | { readonly kind: "time"; readonly atMs: number }
  /** As somebody wrote it. */
  | { readonly kind: "text"; readonly text: string };

export interface ActField {
  /** Its path in the parameters or the body, without the places in lists. */
  readonly path: string;
  /** Absent where there are no words for it. */
  readonly said: Said | undefined;
  /** None for an empty list. */
  readonly values: readonly ActValue[];
}

type Leaf = string | number | boolean | null;

/** Every field of the parameters and the body, in the order in which they stand there; a list of single values is one field. */
export function fieldsOfAct({ route, params, body }: Act): readonly ActField[] {
  const fields: ActField[] = [];
  const add = (path: string, leaves: readonly Leaf[]) =>
    fields.push({ path, said: fieldWords(route, path), values: leaves.map((leaf) => valueOf(route, path, leaf)) });
  const look = (path: string, value: Json): void => {
    if (isLeaf(value)) add(path, [value]);
    else if (isList(value)) {
      const leaves = value.filter(isLeaf);
      if (leaves.length > 0 || value.length === 0) add(path, leaves);
      for (const one of value) if (!isLeaf(one)) look(path, one);
    } else for (const [key, one] of Object.entries(value)) look(path === "" ? key : `${path}.${key}`, one);
  };
  look("", { ...params });
  if (body !== null) look("", body);
  return fields;
}

/** What an act does; undefined for one that is not known. */
export const actWords = (route: string): Said | undefined => wordsIn(ACT_WORDS, route);

/** What a field of a route is called; undefined for one that is not known. */
export function fieldWords(route: string, path: string): Said | undefined {
  return wordsIn(ACT_FIELD_WORDS, `${route}:${path}`) ?? wordsIn(ACT_FIELD_WORDS, path);
}

/** What one of several choices is called; undefined where it is a text that somebody wrote. */
export function choiceWords(route: string, path: string, choice: string): Said | undefined {
  const words = wordsIn(ACT_CHOICE_WORDS, `${route}:${path}`) ?? wordsIn(ACT_CHOICE_WORDS, path);
  return words && wordsIn(words, choice);
}

const YES_NO: readonly [Said, Said] = [
  { en: "no", zh: "否" },
  { en: "yes", zh: "是" },
];

function valueOf(route: string, path: string, leaf: Leaf): ActValue {
  if (leaf === null) return { kind: "text", text: "null" };
  if (typeof leaf === "boolean") return { kind: "said", said: YES_NO[leaf ? 1 : 0] };
  if (typeof leaf === "number") {
    if (/(?:At|after|before)Ms$/.test(path)) return { kind: "time", atMs: leaf };
    return path.endsWith("Ms") ? { kind: "said", said: lengthWords(leaf) } : { kind: "text", text: String(leaf) };
  }
  const said = choiceWords(route, path, leaf);
  if (said !== undefined) return { kind: "said", said };
  return isId<AnyId>(leaf) ? { kind: "id", id: leaf } : { kind: "text", text: leaf };
}

const UNITS = [
  { ms: 86_400_000, en: "day", zh: "天" },
  { ms: 3_600_000, en: "hour", zh: "小时" },
  { ms: 60_000, en: "minute", zh: "分钟" },
  { ms: 1_000, en: "second", zh: "秒" },
] as const;

/** In the largest unit of which it is a whole number, so that nothing of it is rounded away. */
function lengthWords(ms: number): Said {
  const unit = UNITS.find((one) => ms >= one.ms && ms % one.ms === 0);
  if (unit === undefined) return { en: `${ms} ms`, zh: `${ms} 毫秒` };
  const count = ms / unit.ms;
  return { en: `${count} ${unit.en}${count === 1 ? "" : "s"}`, zh: `${count} ${unit.zh}` };
}

const wordsIn = <T>(words: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;
const isLeaf = (value: Json): value is Leaf => value === null || typeof value !== "object";
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
