import { describe, expect, test } from "vitest";
import { parseServerLink } from "./server-link.ts";

const TOKEN = "A".repeat(43);
const CA = "B".repeat(43);

describe("a link", () => {
  test("for setting up carries a token and the fingerprint of the local authority", () => {
    expect(parseServerLink(`https://chat.example:8443/set-up#t=${TOKEN}&ca=${CA}`)).toEqual({
      kind: "set-up",
      origin: "https://chat.example:8443",
      token: TOKEN,
      fingerprint: CA,
    });
  });

  test("of an invitation may do without a fingerprint", () => {
    const link = { kind: "join", origin: "https://chat.example", token: TOKEN };
    expect(parseServerLink(` https://chat.example/join#t=${TOKEN}\n`)).toEqual(link);
  });

  test("of a recovery is one", () => {
    const link = { kind: "recover", origin: "https://chat.example", token: TOKEN };
    expect(parseServerLink(`https://chat.example/recover#t=${TOKEN}`)).toEqual(link);
  });

  test.each(["https://chat.example", "chat.example", "https://chat.example/"])("may be the address %s", (text) => {
    expect(parseServerLink(text)).toEqual({ kind: "server", origin: "https://chat.example" });
  });

  test("may be an address with a port and no scheme", () => {
    expect(parseServerLink("localhost:8443")).toEqual({ kind: "server", origin: "https://localhost:8443" });
  });

  test.each([
    ["", "not-url"],
    ["http://chat.example/", "plain-http"],
    ["ftp://chat.example/", "not-url"],
    ["https://user:pass@chat.example/", "not-url"],
    ["https://chat.example/elsewhere", "not-url"],
    ["https://chat.example/join", "incomplete"],
    ["https://chat.example/join#t=short", "incomplete"],
    [`https://chat.example/join#t=${TOKEN}&ca=cut`, "incomplete"],
  ])("that reads %j is refused as %s", (text, flaw) => {
    expect(parseServerLink(text)).toEqual({ flaw });
  });
});
