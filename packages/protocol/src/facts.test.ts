import { expect, test } from "vitest";
import { FACTS, factKindFromCode } from "./facts.ts";

test("every fact has a code of its own, by which an audit names it", () => {
  for (const [kind, { code }] of Object.entries(FACTS)) expect(factKindFromCode(code), kind).toBe(kind);
});
