/**
 * SCIM's filters (RFC 7644 §3.4.2.2): comparisons, `pr`, and, or, not, brackets, and a filter on the parts of a value. Attribute names
 * count in any case. Pure: text to a question about a resource.
 */
import { ok, type Result, refuse } from "../../kernel/result.ts";

/** A resource with its attribute names in lower case. */
export type Document = Readonly<Record<string, unknown>>;
type Literal = string | number | boolean | null;
type Comparison = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

export type Filter =
  | { readonly kind: "compare"; readonly path: string; readonly op: Comparison; readonly value: Literal }
  | { readonly kind: "present"; readonly path: string }
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly of: Filter }
  | { readonly kind: "part"; readonly path: string; readonly of: Filter };

const TOKEN = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/gy;
const COMPARISONS: ReadonlySet<string> = new Set(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);
const isComparison = (word: string): word is Comparison => COMPARISONS.has(word);
const DEPTH = 20;
/** Names that begin with the schema they are of. */
const SCHEMA = /^urn:[a-z0-9:._-]+:/i;
export const attributeName = (path: string): string => path.replace(SCHEMA, "").toLowerCase();

/** Compared as they are written; everything else in any case (RFC 7643 §2.2). */
const CASE_EXACT: ReadonlySet<string> = new Set(["id", "externalid", "members.value", "value"]);

export function parseFilter(text: string): Result<Filter> {
  const tokens = tokensOf(text);
  if (tokens === undefined) return refuse("filter-invalid");
  const reader = { tokens, at: 0 };
  try {
    const filter = readOr(reader, 0);
    return reader.at === tokens.length ? ok(filter) : refuse("filter-invalid");
  } catch (error) {
    if (error instanceof NotAFilter) return refuse("filter-invalid");
    throw error;
  }
}

class NotAFilter extends Error {}
interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  let end = 0;
  for (const match of text.trimEnd().matchAll(TOKEN)) {
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
    end = (match.index ?? 0) + match[0].length;
  }
  return end === text.trimEnd().length && tokens.length > 0 ? tokens : undefined;
}

function take(reader: Reader): string {
  const token = reader.tokens[reader.at++];
  if (token === undefined) throw new NotAFilter();
  return token;
}
const peek = ({ tokens, at }: Reader): string => (tokens[at] ?? "").toLowerCase();
function expect(reader: Reader, token: string): void {
  if (take(reader) !== token) throw new NotAFilter();
}

function readOr(reader: Reader, depth: number): Filter {
  let left = readAnd(reader, depth);
  while (peek(reader) === "or") {
    reader.at++;
    left = { kind: "or", left, right: readAnd(reader, depth) };
  }
  return left;
}

function readAnd(reader: Reader, depth: number): Filter {
  let left = readOne(reader, depth);
  while (peek(reader) === "and") {
    reader.at++;
    left = { kind: "and", left, right: readOne(reader, depth) };
  }
  return left;
}

function readOne(reader: Reader, depth: number): Filter {
  if (depth > DEPTH) throw new NotAFilter();
  if (peek(reader) === "not") {
    reader.at++;
    expect(reader, "(");
    const of = readOr(reader, depth + 1);
    expect(reader, ")");
    return { kind: "not", of };
  }
  if (peek(reader) === "(") {
    reader.at++;
    const inner = readOr(reader, depth + 1);
    expect(reader, ")");
    return inner;
  }
  const path = take(reader);
  if (!/^[A-Za-z]/.test(path)) throw new NotAFilter();
  if (peek(reader) === "[") {
    reader.at++;
    const of = readOr(reader, depth + 1);
    expect(reader, "]");
    return { kind: "part", path: attributeName(path), of };
  }
  const op = take(reader).toLowerCase();
  if (op === "pr") return { kind: "present", path: attributeName(path) };
  if (!isComparison(op)) throw new NotAFilter();
  return { kind: "compare", path: attributeName(path), op, value: literalOf(take(reader)) };
}

function literalOf(token: string): Literal {
  if (/^(?:true|false|null|-?\d+(?:\.\d+)?)$/i.test(token) || token.startsWith('"')) {
    try {
      const value: unknown = JSON.parse(token.startsWith('"') ? token : token.toLowerCase());
      if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        return value;
    } catch {
      throw new NotAFilter();
    }
  }
  throw new NotAFilter();
}

export function matches(filter: Filter, document: Document): boolean {
  switch (filter.kind) {
    case "and":
      return matches(filter.left, document) && matches(filter.right, document);
    case "or":
      return matches(filter.left, document) || matches(filter.right, document);
    case "not":
      return !matches(filter.of, document);
    case "present":
      return valuesAt(document, filter.path).some((value) => value !== "" && value !== null);
    case "part":
      return valuesAt(document, filter.path).some((value) => isDocument(value) && matches(filter.of, value));
    case "compare":
      return isComparedTrue(filter, valuesAt(document, filter.path));
  }
}

const isDocument = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All values of the path; of each part where an attribute has several. */
function valuesAt(document: Document, path: string): readonly unknown[] {
  let values: readonly unknown[] = [document];
  for (const name of path.split("."))
    values = values.flatMap((value) => {
      const of: unknown = isDocument(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      const several: readonly unknown[] = Array.isArray(of) ? of : [of];
      return several.filter((one) => one !== undefined);
    });
  return values;
}

function isComparedTrue(
  { path, op, value }: Extract<Filter, { kind: "compare" }>,
  values: readonly unknown[],
): boolean {
  if (op === "ne") return !isComparedTrue({ kind: "compare", path, op: "eq", value }, values);
  const folded = (text: string) => (CASE_EXACT.has(path) ? text : text.toLowerCase());
  return values.some((found) => {
    // A value of several parts is meant by its `value`.
    const one = isDocument(found) ? found["value"] : found;
    if (typeof one === "string" && typeof value === "string") return compareTexts(op, folded(one), folded(value));
    if (typeof one === "number" && typeof value === "number") return compareNumbers(op, one, value);
    return op === "eq" && one === value;
  });
}

function compareTexts(op: Comparison, one: string, other: string): boolean {
  switch (op) {
    case "eq":
      return one === other;
    case "ne":
      return one !== other;
    case "co":
      return one.includes(other);
    case "sw":
      return one.startsWith(other);
    case "ew":
      return one.endsWith(other);
    case "gt":
      return one > other;
    case "ge":
      return one >= other;
    case "lt":
      return one < other;
    case "le":
      return one <= other;
  }
}
const compareNumbers = (op: Comparison, one: number, other: number): boolean =>
  op === "eq"
    ? one === other
    : op === "gt"
      ? one > other
      : op === "lt"
        ? one < other
        : op === "ge"
          ? one >= other
          : op === "le" && one <= other;
