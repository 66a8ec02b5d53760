import { describe, expect, test } from "vitest";
import { type Format, formatted } from "./format-text.ts";

/** The selection stands between `<` and `>`. */
const after = (marked: string, format: Format) => {
  const start = marked.indexOf("<");
  const end = marked.indexOf(">") - 1;
  const {
    text,
    start: from,
    end: to,
  } = formatted({ text: marked.replace("<", "").replace(">", ""), start, end }, format);
  return `${text.slice(0, from)}<${text.slice(from, to)}>${text.slice(to)}`;
};

describe("marking up a selection", () => {
  test("puts marks around it, also around nothing, and takes them back", () => {
    expect(after("say <now>", "bold")).toBe("say **<now>**");
    expect(after("say **<now>**", "bold")).toBe("say <now>");
    expect(after("<>", "code")).toBe("`<>`");
    expect(after("<密钥>", "link")).toBe("[<密钥>](https://)");
  });

  test("quotes and lists begin at the start of the first line, and every line has its mark", () => {
    expect(after("one\nt<wo\nthr>ee", "list")).toBe("one\n<- two\n- thr>ee");
    expect(after("<one\ntwo>", "list")).toBe("<- one\n- two>");
    expect(after("<- one\n- two>", "list")).toBe("<one\ntwo>");
  });
});
