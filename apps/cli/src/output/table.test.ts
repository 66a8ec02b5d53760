import { expect, test } from "vitest";
import { cellWidth, table } from "./table.ts";

test("Chinese characters and emoji are two cells wide", () => {
  expect(cellWidth("王芳a👍")).toBe(7);
});

test("columns line up when names are in different scripts", () => {
  expect(
    table([
      ["王芳", "x"],
      ["anna", "y"],
      ["o", "z"],
    ]),
  ).toEqual(["王芳  x", "anna  y", "o     z"]);
});
