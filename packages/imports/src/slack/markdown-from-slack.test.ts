import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markdownFromSlack, type SlackNames } from "./markdown-from-slack.ts";

const names: SlackNames = {
  personName: (id) => ({ U1: "Ada", U2: "_grace_" })[id],
  channelName: (id) => ({ C1: "general" })[id],
};
const markdown = (text: string) => markdownFromSlack(text, names).text;

/** How Slack writes what people type. */
const slackEscaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** CommonMark §2.4. */
const withoutBackslashes = (text: string) => text.replace(/\\([!-/:-@[-`{-~])/g, "$1");

const translations: readonly (readonly [string, string])[] = [
  ["plain words, nothing else.", "plain words, nothing else."],
  ["a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"],
  ["&amp;lt; stays what was typed", "\\&lt; stays what was typed"],
  ["&nbsp; is no entity of Slack", "\\&nbsp; is no entity of Slack"],
  ["*bold*, _italic_ and ~gone~", "**bold**, _italic_ and ~~gone~~"],
  ["*all _of ~it~_*", "**all _of ~~it~~_**"],
  ["2*3*4 and snake_case_name", "2\\*3\\*4 and snake_case_name"],
  ["* not bold *", "* not bold *"],
  ["*not\nover lines*", "\\*not\nover lines\\*"],
  ["a single *star and kyle_: alone", "a single *star and kyle_: alone"],
  ["__init__", "\\_\\_init\\_\\_"],
  ["`*code* &lt;a&gt;`", "`*code* <a>`"],
  ["look: ```if (a &lt; b) *c*```!", "look: \n```\nif (a < b) *c*\n```\n!"],
  ["```\nfenced\n```", "```\nfenced\n```"],
  ["a lone ` backtick", "a lone ` backtick"],
  ["<https://a.test/x_y_z>", "<https://a.test/x_y_z>"],
  ["<https://a.test/?a=1&amp;b=2|the page>", "[the page](https://a.test/?a=1&b=2)"],
  ["<https://a.test|a.test>", "<https://a.test>"],
  ["<https://a.test/(1)|[x]>", "[\\[x\\]](https://a.test/%281%29)"],
  ["<mailto:a@b.test|a@b.test>", "<a@b.test>"],
  ["<javascript:alert(1)|click>", "click (javascript:alert(1))"],
  ["*<https://a.test|b>*", "**[b](https://a.test)**"],
  ["bare https://a.test/_x_/*y* stays", "bare https://a.test/_x_/*y* stays"],
  ["hi <@U1> and <@U9|bob>, see <#C1|old> <#C9|lost> <#C8>", "hi @Ada and @bob, see #general #lost #C8"],
  ["<@U2>", "@\\_grace\\_"],
  ["<!channel> <!here|here> <!subteam^S1|@ops> <!date^1^{date}|today>", "@channel here @ops today"],
  ["`<https://a.test|a>` in code", "`a` in code"],
  ["&gt; quoted", "> quoted"],
  ["# no heading", "\\# no heading"],
  ["text\n---", "text\n\\---"],
  ["&lt;script&gt;", "\\<script>"],
  ["[not](a link)", "\\[not](a link)"],
  ["C:\\dir \\* end\\", "C:\\dir \\\\* end\\\\"],
  ["\uffff <@U1>", "\uffff @Ada"],
  ["<unclosed", "\\<unclosed"],
  ["<>", ""],
];

test.each(translations)("%j", (slack, expected) => {
  expect(markdown(slack)).toBe(expected);
});

test("mentions name listed people once and count the others", () => {
  const { mentions, unlistedMentions } = markdownFromSlack("<@U2> <@U1> <@U2> <@U9> `<@U1>`", names);
  expect(mentions).toEqual(["U2", "U1"]);
  expect(unlistedMentions).toBe(1);
});

describe("for any text", () => {
  const soup = fc.array(
    fc.oneof(
      fc.constantFrom(...Array.from("*_~`<>|&\\#\n -=[](!@\uffff"), "```", "&amp;", "<@U1>", "https://a.test/"),
      fc.string({ unit: "grapheme" }),
    ),
    { maxLength: 40 },
  );
  test("it never throws", () => {
    fc.assert(
      fc.property(soup, (parts) => void markdown(parts.join(""))),
      { numRuns: 1000 },
    );
  });
  test("no entity of Slack's is left where none was typed", () => {
    fc.assert(
      fc.property(soup, (parts) => {
        const typed = parts.join("").replaceAll("&", "");
        expect(markdown(slackEscaped(typed))).not.toMatch(/&(?:amp|lt|gt);/);
      }),
      { numRuns: 1000 },
    );
  });
  test("without markup, what Markdown shows is what was typed", () => {
    fc.assert(
      fc.property(soup, (parts) => {
        const typed = parts.join("").replace(/[*_~`]|https?:/g, "");
        expect(withoutBackslashes(markdown(slackEscaped(typed)))).toBe(
          withoutBackslashes(typed.replaceAll("\\", "\\\\")),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

test.each(["*a ", "`", "```", "<", "[", "_a* ", "&", "\\", "~a", "[](", "<@U1", "*_~a"])(
  "a long text of %j costs no quadratic time",
  (part) => {
    const started = performance.now();
    markdown(part.repeat(200_000 / part.length));
    expect(performance.now() - started).toBeLessThan(30_000);
  },
);
