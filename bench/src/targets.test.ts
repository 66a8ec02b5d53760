import { expect, test } from "vitest";
import { scenarios } from "./catalogue.ts";
import { judge, type Target, targets } from "./targets.ts";

const atMostTwo: Target = { scenario: "s", figure: "f", must: "be at most", limit: 2, unit: "absolute" };
const atLeastTwo: Target = { ...atMostTwo, must: "be at least" };

test("a target is reached at its limit and missed beyond it", () => {
  expect([1.9, 2, 2.1].map((value) => judge(atMostTwo, value)?.reached)).toEqual([true, true, false]);
  expect([1.9, 2, 2.1].map((value) => judge(atLeastTwo, value)?.reached)).toEqual([false, true, true]);
});

test("what was not measured is neither reached nor missed", () => {
  expect(judge(atMostTwo, undefined)).toBeUndefined();
});

test("every target belongs to a scenario of the catalogue", () => {
  const names = scenarios.map((scenario) => scenario.name);
  expect(targets.filter((target) => !names.includes(target.scenario))).toEqual([]);
});
