import { type AccountId, API, LIMITS, newId, type RoomId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { type Message, sourceId } from "../records.ts";
import { lineOf, pieces, shortSourceId } from "./clean-text.ts";
import { recordsOfMessage } from "./records-of-message.ts";

const anna = newId<AccountId>();
const bo = newId<AccountId>();
const accounts = new Map([
  ["U1", anna],
  ["U2", bo],
]);

function message(change: Partial<Message> = {}): Message {
  return {
    sourceId: sourceId("C1/1.0"),
    channelSourceId: sourceId("C1"),
    authorSourceId: sourceId("U1"),
    sentAtMs: 1_000,
    text: "明天演练",
    mentions: [],
    reactions: [],
    attachments: [],
    kind: "message",
    ...change,
  } as Message;
}

describe("a message of an export", () => {
  test("becomes one record with its original author and time", () => {
    expect(recordsOfMessage(message(), accounts, [])).toEqual([
      { sourceId: "C1/1.0", author: anna, atMs: 1_000, kind: "message", text: "明天演练" },
    ]);
  });

  test("that was edited is followed by the edit, at the time of the edit", () => {
    const [, edit] = recordsOfMessage(message({ editedAtMs: 2_000 }), accounts, []);
    expect(edit).toMatchObject({ kind: "edit", atMs: 2_000, target: "C1/1.0", text: "明天演练" });
  });

  test("is followed by one record per person and emoji", () => {
    const reactions = [{ emoji: "wave", personSourceIds: [sourceId("U1"), sourceId("U2"), sourceId("U9")] }] as const;
    const [, ...reacted] = recordsOfMessage(message({ reactions: reactions as never }), accounts, []);
    expect(reacted.map(({ author, emoji }) => [author, emoji])).toEqual([
      [anna, "👋"],
      [bo, "👋"],
    ]);
    expect(new Set(reacted.map((record) => record.sourceId)).size).toBe(2);
  });

  test('in a thread names the thread\'s first message, and "/me" stays what it is', () => {
    const [record] = recordsOfMessage(message({ threadRootSourceId: sourceId("C1/0.5"), kind: "me" }), accounts, []);
    expect(record).toMatchObject({ threadRoot: "C1/0.5", action: true });
  });

  test("longer than a message may be is continued in further ones, whole characters each", () => {
    const text = "😀".repeat(LIMITS.messageTextChars);
    const records = recordsOfMessage(message({ text }), accounts, []);
    expect(records.map((record) => record.text).join("")).toBe(text);
    for (const record of records) expect(record.text?.isWellFormed()).toBe(true);
    expect(new Set(records.map((record) => record.sourceId)).size).toBe(records.length);
  });

  test("is taken by the protocol, whatever it is called and says", () => {
    const odd = message({ sourceId: sourceId("x".repeat(5_000)), text: "\u0000\u001b[2J", editedAtMs: 5 });
    const records = recordsOfMessage(odd, accounts, []);
    expect(API.importRecords.body.safeParse({ room: newId<RoomId>(), records }).success).toBe(true);
  });
});

test("names are put on one line without characters that deceive", () => {
  expect(lineOf(" eve\u202egpj\n.exe ", 100)).toBe("eve gpj .exe");
  expect(lineOf("😀😀", 3)).toBe("😀");
});

test("a long source id is replaced by one that is the same each time", () => {
  expect(shortSourceId("U1")).toBe("U1");
  expect(shortSourceId("x".repeat(201))).toBe(shortSourceId("x".repeat(201)));
  expect(shortSourceId("x".repeat(201)).length).toBeLessThanOrEqual(200);
});

test("an empty text is one empty piece", () => {
  expect(pieces("")).toEqual([""]);
});
