import { describe, expect, test } from "vitest";
import { checkLink } from "./link-dangers.ts";

const dangersOf = (href: string, shown = href) => checkLink(href, shown)?.dangers;

describe("a link", () => {
  test.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "no address"])(
    "that is none to follow is refused: %s",
    (href) => expect(checkLink(href, href)).toBeUndefined(),
  );

  test.each(["https://example.org/plan", "https://例子.中国/", "https://www.example.org", "mailto:anna@example.org"])(
    "that is ordinary raises nothing: %s",
    (href) => expect(dangersOf(href)).toEqual([]),
  );

  test("whose text shows another address is told", () => {
    expect(dangersOf("https://evil.example/", "https://bank.example/")).toContain("mismatch");
    expect(dangersOf("https://evil.example/", "bank.example")).toContain("mismatch");
    expect(dangersOf("https://www.bank.example/a", "bank.example/b")).toEqual([]);
    expect(dangersOf("https://evil.example/", "the plan, as agreed")).toEqual([]);
  });

  test.each(["https://аpple.com/", "https://xn--pple-43d.com/", "https://gοogle.com/"])(
    "in letters that only look familiar is told: %s",
    (href) => expect(dangersOf(href)).toContain("lookalike"),
  );

  test("with a name before the address, a bare number, or no encryption is told", () => {
    expect(dangersOf("https://bank.example@evil.example/")).toContain("userinfo");
    expect(dangersOf("https://192.168.0.1/")).toContain("address");
    expect(dangersOf("http://example.org/")).toEqual(["unencrypted"]);
  });
});
