import { expect, test } from "vitest";
import { safeFileName } from "./safe-name.ts";

test.each([
  ["../../etc/passwd", "_.._etc_passwd"],
  ["..\\..\\boot.ini", "_.._boot.ini"],
  [".bashrc", "bashrc"],
  ["report.pdf", "report.pdf"],
  ["报告 1.pdf", "报告 1.pdf"],
  ["", "file"],
  ["...", "file"],
  ["CON", "file-CON"],
  ["a\u0000b", "a_u{00}b"],
  ["photo\u202egpj.exe", "photo_u{202e}gpj.exe"],
])("a file called %j is saved as %j", (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});

test("a very long name is cut before its ending", () => {
  const name = safeFileName(`${"长".repeat(500)}.docx`);
  expect(name.endsWith(".docx")).toBe(true);
  expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
});
