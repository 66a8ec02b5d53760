/**
 * SCIM's PATCH (RFC 7644 §3.5.2), as it is truly sent: capitals in `op`, values without a path whose names are paths themselves,
 * paths with a filter that nothing matches yet, members to remove named by a value. Pure: a resource and operations to a resource.
 */
import { type ScimOperation, withLowerNames } from "@warbler/protocol";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { attributeName, type Document, type Filter, matches, parseFilter } from "./filter.ts";

interface Path {
  readonly attribute: string;
  readonly filter?: Filter;
  readonly part?: string;
}
type Change = (document: Document) => Result<Document>;

/** Attributes that others than these are left alone: what is not kept is not changed either. */
export function applyPatch(
  document: Document,
  operations: readonly ScimOperation[],
  kept: ReadonlySet<string>,
): Result<Document> {
  let changed = document;
  for (const operation of operations) {
    const result = changeOf(operation, kept)(changed);
    if (!result.ok) return result;
    changed = result.value;
  }
  return ok(changed);
}

function changeOf({ op, path, value }: ScimOperation, kept: ReadonlySet<string>): Change {
  if (path !== undefined && path !== "") return changeAt(op, path, value, kept);
  if (op === "remove") return () => refuse("path-invalid", "expected a path to remove");
  if (!isDocument(value)) return () => refuse("bad-request", "expected an object where there is no path");
  // Names may be paths themselves: `name.givenName`, `emails[type eq "work"].value`.
  const changes = Object.entries(value).map(([name, of]) => changeAt(op, name, of, kept));
  return (document) => {
    let changed = document;
    for (const change of changes) {
      const result = change(changed);
      if (!result.ok) return result;
      changed = result.value;
    }
    return ok(changed);
  };
}

function changeAt(op: ScimOperation["op"], text: string, given: unknown, kept: ReadonlySet<string>): Change {
  const path = parsePath(text);
  if (path === undefined) return () => refuse("path-invalid", "expected a path such as name.familyName");
  if (!kept.has(path.attribute)) return ok;
  // A null says that there is no value.
  if (op === "remove" || given === null) return (document) => ok(without(document, path, given ?? undefined));
  const value = withLowerNames(given);
  return (document) => ok(set(document, path, value, op === "add"));
}

/** `attribute`, `attribute.part`, `attribute[filter]`, `attribute[filter].part`, with or without the schema before it. */
function parsePath(text: string): Path | undefined {
  const [, name = "", inner, after] = /^([^[\]]+)(?:\[(.*)\](?:\.([A-Za-z$][\w$-]*))?)?$/.exec(text.trim()) ?? [];
  const [attribute = "", part, ...more] = attributeName(name).split(".");
  if (!/^[a-z$][\w$-]*$/.test(attribute) || more.length > 0) return undefined;
  if (inner === undefined) return { attribute, ...(part !== undefined && { part }) };
  const filter = parseFilter(inner);
  if (!filter.ok || part !== undefined) return undefined;
  return { attribute, filter: filter.value, ...(after !== undefined && { part: after.toLowerCase() }) };
}

function set(document: Document, { attribute, filter, part }: Path, value: unknown, isAdded: boolean): Document {
  const before = document[attribute];
  if (filter !== undefined) return { ...document, [attribute]: setWhere(listOf(before), filter, part, value) };
  if (part !== undefined) return { ...document, [attribute]: { ...(isDocument(before) ? before : {}), [part]: value } };
  if (isAdded && Array.isArray(before)) return { ...document, [attribute]: joined(before, listOf(value)) };
  if (isDocument(before) && isDocument(value)) return { ...document, [attribute]: { ...before, ...value } };
  return { ...document, [attribute]: value };
}

/** Where nothing matches, what the filter asks for is made: Entra replaces a work address that is not there yet. */
function setWhere(list: readonly unknown[], filter: Filter, part: string | undefined, value: unknown): unknown[] {
  const changed = (one: Document): Document =>
    part === undefined ? { ...one, ...(isDocument(value) ? value : { value }) } : { ...one, [part]: value };
  const isMatch = (one: unknown): one is Document => isDocument(one) && matches(filter, one);
  if (list.some(isMatch)) return list.map((one) => (isMatch(one) ? changed(one) : one));
  return [...list, changed(filter.kind === "compare" && filter.op === "eq" ? { [filter.path]: filter.value } : {})];
}

function without(document: Document, { attribute, filter, part }: Path, given: unknown): Document {
  const { [attribute]: before, ...rest } = document;
  if (filter !== undefined) {
    const list = listOf(before).flatMap((one) => {
      if (!isDocument(one) || !matches(filter, one)) return [one];
      return part === undefined ? [] : [lacking(one, part)];
    });
    return { ...rest, [attribute]: list };
  }
  if (part !== undefined) return isDocument(before) ? { ...rest, [attribute]: lacking(before, part) } : document;
  // Entra names members to remove by a value and not by a filter.
  if (given !== undefined && Array.isArray(before)) {
    const gone = new Set(listOf(withLowerNames(given)).map(valueOf));
    return { ...rest, [attribute]: before.filter((one) => !gone.has(valueOf(one))) };
  }
  return rest;
}

const isDocument = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const valueOf = (one: unknown): unknown => (isDocument(one) ? one["value"] : one);
function lacking(document: Document, name: string): Document {
  const { [name]: _, ...rest } = document;
  return rest;
}
/** Both lists, each value once. */
function joined(before: readonly unknown[], added: readonly unknown[]): unknown[] {
  const known = new Set(before.map(valueOf));
  return [...before, ...added.filter((one) => !known.has(valueOf(one)))];
}
