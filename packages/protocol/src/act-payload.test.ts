import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ActRequest, actPayload, canonicalJson, type Json } from "./act-payload.ts";

const request: ActRequest = {
  id: "AAAAAAAAAAAAAAAAAAAAAA",
  account: "AQEBAQEBAQEBAQEBAQEBAQ",
  route: "queryAudit",
  params: {},
  body: { reason: "年度审计", limit: 50 },
  reason: "the yearly audit",
  askedAtMs: 1_764_000_000_000,
  expiresAtMs: 1_764_086_400_000,
};

test("the payload is the one of the specification", () => {
  const bytes = actPayload(request);
  expect(new TextDecoder().decode(bytes)).toBe(
    '["warbler act v1","AAAAAAAAAAAAAAAAAAAAAA","AQEBAQEBAQEBAQEBAQEBAQ","queryAudit",{},{"limit":50,"reason":"年度审计"},"the yearly audit",1764000000000,1764086400000]',
  );
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(
    "cc10bece89ea31fabe38256457747a8b7e4df44f9cc8a54bc358cb647d9e2754",
  );
});

test("no two acts that differ have one payload", () => {
  const changes: Partial<ActRequest>[] = [
    { id: "AAAAAAAAAAAAAAAAAAAAAQ" },
    { account: "AAAAAAAAAAAAAAAAAAAAAA" },
    { route: "erase" },
    { params: { account: "AAAAAAAAAAAAAAAAAAAAAA" } },
    { body: { reason: "年度审计", limit: 51 } },
    { body: { reason: "年度审计" } },
    { reason: "the yearly audit " },
    { askedAtMs: 1 },
    { expiresAtMs: 1 },
  ];
  const texts = [request, ...changes.map((change) => ({ ...request, ...change }))].map((one) => actPayload(one).join());
  expect(new Set(texts).size).toBe(changes.length + 1);
});

test("canonical JSON says the same as the value, whatever the order of its keys, and refuses what rounds", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const json = JSON.parse(
        JSON.stringify(value, (_key, one) => (typeof one === "number" ? Math.trunc(one % 1e9) : one)),
      ) as Json;
      expect(JSON.parse(canonicalJson(json))).toEqual(JSON.parse(JSON.stringify(json)));
      expect(canonicalJson(reversed(json))).toBe(canonicalJson(json));
    }),
  );
  expect(() => canonicalJson({ a: 0.1 })).toThrow(RangeError);
  expect(() => canonicalJson([2 ** 53])).toThrow(RangeError);
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, reversed(one)]),
  );
}
