/**
 * Reads fields of JSON written by programs we do not know. A field of the wrong type counts as absent, strings come out
 * as well-formed Unicode (JSON can escape half a surrogate pair), and nothing is inherited from a prototype.
 */

export type JsonObject = { readonly [field: string]: unknown };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectField(object: JsonObject, field: string): JsonObject | undefined {
  const value = object[field];
  return isJsonObject(value) ? value : undefined;
}

/** Absent when empty, too: exports write `""` for what was never set. */
export function textField(object: JsonObject, field: string): string | undefined {
  const value = object[field];
  return typeof value === "string" && value !== "" ? value.toWellFormed() : undefined;
}

export function flagField(object: JsonObject, field: string): boolean {
  return object[field] === true;
}

export function numberField(object: JsonObject, field: string): number | undefined {
  const value = object[field];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Milliseconds since 1970 that are whole, not negative, and within what a `Date` can hold. */
export function timeMsField(object: JsonObject, field: string): number | undefined {
  const value = object[field];
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 8.64e15 ? value : undefined;
}

export function listField(object: JsonObject, field: string): readonly unknown[] {
  const value = object[field];
  return Array.isArray(value) ? value : [];
}

export function objectsField(object: JsonObject, field: string): readonly JsonObject[] {
  return listField(object, field).filter(isJsonObject);
}

export function textsField(object: JsonObject, field: string): readonly string[] {
  return listField(object, field)
    .filter((value) => typeof value === "string")
    .filter((value) => value !== "")
    .map((value) => value.toWellFormed());
}
