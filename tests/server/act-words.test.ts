/** Whoever approves an act reads words: every route that can be under dual control has some, and each of its fields and choices. */
import { readFile } from "node:fs/promises";
import { API, actWords, choiceWords, DUAL_ACTIONS, type Endpoint, fieldWords } from "@warbler/protocol";
import { expect, test } from "vitest";
import type * as z from "zod/mini";

const matrix = await readFile(new URL("../../docs/generated/access-matrix.txt", import.meta.url), "utf8");
const acts = matrix.split("\n").flatMap((line) => {
  const [route = "", action = ""] = line.split(/ {2,}/);
  const found = Object.entries<Endpoint>(API).find(([, { method, path }]) => route === `${method} ${path}`);
  return found !== undefined && line.includes("(dual control") ? [{ action, name: found[0], endpoint: found[1] }] : [];
});

interface Field {
  readonly path: string;
  readonly choices: readonly string[];
}

const SINGLE: readonly string[] = ["string", "number", "boolean", "custom"];

/** What a schema's values can hold, by the paths that `fieldsOfAct` has: a list's own path stands for an empty one. */
function fieldsIn(schema: z.core.$ZodType, path = ""): readonly Field[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "object")
    return Object.entries(def.shape).flatMap(([key, one]) => fieldsIn(one, path === "" ? key : `${path}.${key}`));
  if (def.type === "union") return def.options.flatMap((one) => fieldsIn(one, path));
  if (def.type === "array") return [{ path, choices: [] }, ...fieldsIn(def.element, path)];
  if (def.type === "optional" || def.type === "default") return fieldsIn(def.innerType, path);
  if (def.type === "enum") return [{ path, choices: Object.values(def.entries).map(String) }];
  if (def.type === "literal") return [{ path, choices: def.values.map(String) }];
  if (SINGLE.includes(def.type)) return [{ path, choices: [] }];
  throw new Error(`expected a kind of field that is known here, got ${def.type} at ${path}`);
}

test("every action that can be under dual control is met in a route", () => {
  expect([...new Set(acts.map(({ action }) => action))].sort()).toEqual([...DUAL_ACTIONS].sort());
});

test("every such route, each field of what it is called with, and each choice there has words in both languages", () => {
  const missing = acts.flatMap(({ name, endpoint }) => {
    const params = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, path = ""]) => ({ path, choices: [] }));
    const fields = [...params, ...(endpoint.body === undefined ? [] : fieldsIn(endpoint.body))];
    return [
      ...(actWords(name) === undefined ? [name] : []),
      ...fields.flatMap(({ path, choices }) => [
        ...(fieldWords(name, path) === undefined ? [`${name}:${path}`] : []),
        ...choices
          .filter((choice) => choiceWords(name, path, choice) === undefined)
          .map((choice) => `${name}:${path}=${choice}`),
      ]),
    ];
  });
  expect(missing).toEqual([]);
});
