/** The vectors of docs/spec/end-to-end.md, which were computed by another implementation, in another language. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { SIGNATURE_LABELS } from "./identity/labels.ts";
import { END_TO_END_LABELS } from "./primitives/labels.ts";
import { VECTOR_CHECKS } from "./testing/end-to-end-vectors.ts";
import { hpke } from "./testing/people.ts";

const specification = resolve(import.meta.dirname, "../../../docs/spec");
const text = readFileSync(resolve(specification, "end-to-end.md"), "utf8");
const vectors = JSON.parse(readFileSync(resolve(specification, "end-to-end.vectors.json"), "utf8"));

test("the specification names every label, no label is used twice, and each file it names is there", () => {
  const { signIn: _, deviceRegistration: __, ...ours } = SIGNATURE_LABELS;
  const labels = [...Object.values(END_TO_END_LABELS), ...Object.values(ours)];
  for (const label of labels) expect(text).toContain(`\`${label}\``);
  expect(new Set(labels).size).toBe(labels.length);
  const files = [...text.matchAll(/`((?:content-key|identity|keychain|recovery)\/[a-z-]+\.ts)`/g)].map(
    ([, file]) => file,
  );
  expect(files.length).toBeGreaterThan(12);
  for (const file of files) expect(readFileSync(resolve(import.meta.dirname, file ?? ""), "utf8")).not.toBe("");
});

test("the specification names every vector there is", () => {
  for (const name of Object.keys(vectors)) expect(text).toContain(`\`${name}\``);
});

describe("the vector of the specification for", () => {
  test.each(VECTOR_CHECKS)("$name", ({ run }) => run(vectors, hpke));
});
