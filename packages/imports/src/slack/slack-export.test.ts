import { describe, expect, test } from "vitest";
import { inspect } from "../inspect.ts";
import { openExport } from "../open-export.ts";
import { type Skipped, sourceId } from "../records.ts";
import { allOf, type Contents, memoryArchive, refusalOf } from "../testing/memory-archive.ts";

const users = [
  { id: "U1", name: "ada", profile: { display_name: "Ada", real_name: "Ada L.", email: "ada@a.test" } },
  { id: "U2", name: "grace", deleted: true, profile: { display_name: "", real_name: "Grace" } },
  { id: "U3", name: "helper", is_bot: true, profile: { real_name: "Helper", bot_id: "B3" } },
];
const channels = [
  {
    id: "C1",
    name: "general",
    created: 1_600_000_000,
    members: ["U1", "U2"],
    topic: { value: "a &amp; b" },
    purpose: { value: "" },
  },
];

const exportOf = (contents: Contents) =>
  openExport(memoryArchive({ "users.json": users, "channels.json": channels, ...contents }));

async function readDay(...messages: readonly unknown[]) {
  const skipped: Skipped[] = [];
  const reader = await exportOf({ "general/2024-01-01.json": messages });
  return { messages: await allOf(reader.messages({ onSkipped: (item) => skipped.push(item) })), skipped };
}

const at = (seconds: number, fields: object = {}) => ({
  type: "message",
  user: "U1",
  text: "hi",
  ts: `${1_700_000_000 + seconds}.000100`,
  ...fields,
});

describe("people", () => {
  test("bring their name, address, and whether they are bots or gone", async () => {
    const reader = await exportOf({ "general/2024-01-01.json": [] });
    expect([...reader.people()]).toEqual([
      { sourceId: "U1", name: "ada", displayName: "Ada", email: "ada@a.test", isBot: false, isDeleted: false },
      { sourceId: "U2", name: "grace", displayName: "Grace", isBot: false, isDeleted: true },
      { sourceId: "U3", name: "helper", displayName: "Helper", isBot: true, isDeleted: false },
    ]);
  });
  test("without an id, or listed twice, are reported", async () => {
    const reader = await openExport(
      memoryArchive({
        "users.json": [...users, { name: "x" }, users[0], 7],
        "channels.json": channels,
        "general/2024-01-01.json": [],
      }),
    );
    expect([...reader.people()]).toHaveLength(3);
    expect(reader.skippedOnOpening).toMatchObject([{ reason: "malformed-person", count: 3 }]);
  });
});

describe("conversations", () => {
  test("come from all four lists, with their kind", async () => {
    const reader = await exportOf({
      "groups.json": [{ id: "G1", name: "secret", is_archived: true, members: ["U1"] }],
      "mpims.json": [{ id: "G2", name: "mpdm-ada--grace--helper-1", members: ["U1", "U2", "U3"] }],
      "dms.json": [{ id: "D1", members: ["U1", "U2"] }],
      "general/2024-01-01.json": [at(0)],
      "secret/2024-01-01.json": [at(0)],
      "mpdm-ada--grace--helper-1/2024-01-01.json": [at(0)],
      "D1/2024-01-01.json": [at(0)],
    });
    expect([...reader.channels()].map(({ sourceId: id, kind, isArchived }) => [id, kind, isArchived])).toEqual([
      ["C1", "public", false],
      ["G1", "private", true],
      ["G2", "group", false],
      ["D1", "direct", false],
    ]);
    expect([...reader.channels()][0]).toEqual({
      sourceId: "C1",
      kind: "public",
      name: "general",
      topic: "a & b",
      memberSourceIds: ["U1", "U2"],
      createdAtMs: 1_600_000_000_000,
      isArchived: false,
    });
    const messages = await allOf(reader.messages());
    expect(messages.map(({ channelSourceId }) => channelSourceId)).toEqual(["C1", "G1", "G2", "D1"]);
  });
  test("without messages are kept and reported", async () => {
    const reader = await exportOf({ "groups.json": [{ id: "G1", name: "quiet" }], "general/2024-01-01.json": [at(0)] });
    expect([...reader.channels()]).toHaveLength(2);
    expect(reader.skippedOnOpening).toMatchObject([{ reason: "channel-without-messages", count: 1 }]);
  });
});

describe("messages", () => {
  test("come by time, whatever the order in the file and of the files", async () => {
    const reader = await exportOf({
      "general/2024-01-02.json": [at(90_000)],
      "general/2024-01-01.json": [at(2), at(1)],
    });
    expect((await allOf(reader.messages())).map(({ sentAtMs }) => sentAtMs - 1_700_000_000_000)).toEqual([
      1000, 2000, 90_000_000,
    ]);
  });
  test("at the same time are all kept, under ids that are their own and stay the same", async () => {
    const first = await readDay(at(1), at(1, { text: "two" }), at(1));
    const second = await readDay(at(1), at(1, { text: "two" }), at(1));
    expect(first.messages.map((message) => message.sourceId)).toEqual([
      "C1/1700000001.000100",
      "C1/1700000001.000100/2",
      "C1/1700000001.000100/3",
    ]);
    expect(second).toEqual(first);
  });
  test("know their thread, and one whose first message is lost stands alone", async () => {
    const root = at(1, { thread_ts: at(1).ts });
    const { messages, skipped } = await readDay(
      root,
      at(2, { thread_ts: root.ts }),
      at(3, { thread_ts: at(-5).ts, subtype: "thread_broadcast" }),
    );
    expect(messages.map(({ threadRootSourceId }) => threadRootSourceId)).toEqual([
      undefined,
      "C1/1700000001.000100",
      undefined,
    ]);
    expect(skipped.map(({ reason }) => reason)).toEqual(["thread-root-missing"]);
  });
  test("know edits, reactions and mentions, as far as the people are listed", async () => {
    const { messages, skipped } = await readDay(
      at(1, {
        text: "hello <@U2> and <@U9> :tada: `:tada:`",
        edited: { user: "U1", ts: "1700000009.000000" },
        reactions: [
          { name: "tada", users: ["U2", "U9", "U2"] },
          { name: "eyes", users: ["U9"] },
          { name: "x".repeat(40), users: ["U2"] },
        ],
      }),
    );
    expect(messages[0]).toMatchObject({
      text: "hello @Grace and @U9 🎉 `:tada:`",
      mentions: ["U2"],
      editedAtMs: 1_700_000_009_000,
      reactions: [{ emoji: "tada", personSourceIds: ["U2"] }],
    });
    expect(skipped.map(({ reason }) => reason)).toEqual([
      "mention-of-unlisted-person",
      "reaction-by-unlisted-person",
      "reaction-by-unlisted-person",
      "reaction-too-long",
    ]);
  });
  test("without a time, and events about other messages, are reported with their line", async () => {
    const { messages, skipped } = await readDay(at(1), { ts: "soon" }, 7, at(2, { subtype: "message_changed" }));
    expect(messages).toHaveLength(1);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      "malformed-message",
      "malformed-message",
      "edit-or-deletion-event",
    ]);
    expect(skipped.every(({ entryName, line = 0 }) => entryName === "general/2024-01-01.json" && line > 1)).toBe(true);
  });
  test("that are empty or half a character stay, as well-formed text", async () => {
    const { messages } = await readDay(at(1, { text: "" }), at(2, { text: "a\ud83d" }));
    expect(messages.map(({ text }) => text)).toEqual(["", "a\ufffd"]);
  });
});

describe("kinds of messages", () => {
  const kinds: readonly (readonly [string, object])[] = [
    ["me_message", { kind: "me" }],
    ["file_share", { kind: "message" }],
    ["something_new", { kind: "message" }],
    ["channel_join", { kind: "system", event: "joined" }],
    ["group_leave", { kind: "system", event: "left" }],
    ["channel_topic", { kind: "system", event: "topic-changed" }],
    ["pinned_item", { kind: "system", event: "pinned" }],
    ["tombstone", { kind: "system", event: "deleted-message" }],
    ["reminder_add", { kind: "system", event: "other" }],
  ];
  test.each(kinds)("%s", async (subtype, expected) => {
    expect((await readDay(at(1, { subtype }))).messages[0]).toMatchObject(expected);
  });
});

describe("authors", () => {
  const authors: readonly (readonly [string, object, object])[] = [
    ["a bot under its bot id is the listed bot", { user: undefined, bot_id: "B3" }, { authorSourceId: "U3" }],
    [
      "an unlisted bot is described from its message",
      { user: undefined, bot_id: "B9", username: "ci", subtype: "bot_message" },
      { authorSourceId: "B9", unlistedAuthor: { name: "ci", isBot: true } },
    ],
    [
      "an integration with a name only",
      { user: undefined, username: "rss" },
      { authorSourceId: "bot:rss", unlistedAuthor: { isBot: true } },
    ],
    [
      "a stranger of a shared channel",
      { user: "U7", user_profile: { name: "zed", display_name: "Zed" } },
      { authorSourceId: "U7", unlistedAuthor: { name: "zed", displayName: "Zed", isBot: false } },
    ],
    ["Slackbot", { user: "USLACKBOT" }, { unlistedAuthor: { displayName: "Slackbot", isBot: true } }],
    ["nobody", { user: undefined }, { authorSourceId: "unknown", unlistedAuthor: { displayName: "Unknown" } }],
  ];
  test.each(authors)("%s", async (_, fields, expected) => {
    expect((await readDay(at(1, fields))).messages[0]).toMatchObject(expected);
  });
});

describe("what bots post", () => {
  test("cards become text, link previews do not", async () => {
    const { messages } = await readDay(
      at(1, {
        text: "",
        attachments: [
          { title: "Build 7", title_link: "https://a.test/7", text: "*ok*", fields: [{ title: "Time", value: "3 s" }] },
        ],
      }),
      at(2, { attachments: [{ from_url: "https://a.test", title: "A page" }] }),
      at(3, { text: "", attachments: [{ fallback: "plain" }] }),
    );
    expect(messages.map(({ text }) => text)).toEqual(["[Build 7](https://a.test/7)\n**ok**\nTime: 3 s", "hi", "plain"]);
  });
  test("blocks count where there is no text", async () => {
    const blocks = [
      { type: "header", text: { type: "plain_text", text: "Title" } },
      { type: "section", fields: [{ text: "a &lt; b" }] },
    ];
    const { messages } = await readDay(at(1, { text: "", blocks }), at(2, { blocks }));
    expect(messages.map(({ text }) => text)).toEqual(["Title\na < b", "hi"]);
  });
});

describe("files", () => {
  test("have bytes where a tool put them, else are listed and reported", async () => {
    const reader = await exportOf({
      "general/2024-01-01.json": [
        at(1, {
          files: [
            { id: "F1", name: "a.png", mimetype: "image/png", size: 9 },
            { id: "F2", name: "../b\u202e.txt" },
            { id: "F3", name: "c.txt", size: 7 },
            { id: "F4", mode: "tombstone" },
          ],
        }),
      ],
      "__uploads/F1/a.png": "123",
      "general/attachments/F2-b.txt": "12",
    });
    const skipped: Skipped[] = [];
    const [message] = await allOf(reader.messages({ onSkipped: (item) => skipped.push(item) }));
    expect(message?.attachments).toEqual([
      { sourceId: "F1", name: "a.png", mimeType: "image/png", sizeBytes: 3, entryName: "__uploads/F1/a.png" },
      { sourceId: "F2", name: "b.txt", sizeBytes: 2, entryName: "general/attachments/F2-b.txt" },
      { sourceId: "F3", name: "c.txt", sizeBytes: 7 },
    ]);
    expect(skipped.map(({ reason }) => reason)).toEqual(["file-not-in-export", "file-deleted-at-source"]);
    expect(await inspect(reader)).toMatchObject({ attachments: 3, attachmentsWithBytes: 2, attachmentBytes: 5 });
  });
});

describe("reading part of an export", () => {
  const contents = {
    "groups.json": [{ id: "C11", name: "secret" }],
    "general/2024-01-01.json": [at(1), at(2)],
    "secret/2024-01-01.json": [at(1), at(2)],
  };
  const idsOf = async (options: object) =>
    (await allOf((await exportOf(contents)).messages(options))).map((message) => message.sourceId);
  test("one channel", async () => {
    expect(await idsOf({ channel: sourceId("C11") })).toEqual(["C11/1700000001.000100", "C11/1700000002.000100"]);
  });
  test("resuming anywhere gives the rest", async () => {
    const all = await idsOf({});
    for (const [index, after] of all.entries()) expect(await idsOf({ after })).toEqual(all.slice(index + 1));
  });
  test("resuming behind a message that is not there is refused", async () => {
    for (const after of ["C1/9.000000", "C9/1.000000"]) {
      expect((await refusalOf(() => idsOf({ after: sourceId(after) }))).code).toBe("cursor-not-found");
    }
  });
});

describe("half exports are refused", () => {
  const cases: readonly (readonly [string, Contents])[] = [
    ["no list of people", { "channels.json": channels, "general/2024-01-01.json": [] }],
    ["no list of conversations", { "users.json": users, "general/2024-01-01.json": [] }],
    ["no list at all", { "general/2024-01-01.json": [] }],
    ["no messages", { "users.json": users, "channels.json": channels }],
    [
      "a folder that no list names",
      { "users.json": users, "channels.json": channels, "general/2024-01-01.json": [], "D1/2024-01-01.json": [] },
    ],
  ];
  test.each(cases)("%s", async (_, contents) => {
    expect((await refusalOf(() => openExport(memoryArchive(contents)))).code).toBe("half-export");
  });
  test("a day file that ends early, named with its line", async () => {
    const reader = await exportOf({ "general/2024-01-01.json": '[\n{"ts":"1.0"},\n{"ts"' });
    expect(await refusalOf(() => allOf(reader.messages()))).toMatchObject({
      code: "bad-json",
      entryName: "general/2024-01-01.json",
      line: 3,
    });
  });
});

describe("limits", () => {
  const archive = memoryArchive({
    "users.json": users,
    "channels.json": channels,
    "general/2024-01-01.json": [at(1), at(2)],
  });
  test("people, conversations and messages above them are refused", async () => {
    expect((await refusalOf(() => openExport(archive, { limits: { maxPeople: 2 } }))).code).toBe("too-many-records");
    expect((await refusalOf(() => openExport(archive, { limits: { maxChannels: 0 } }))).code).toBe("too-many-records");
    const reader = await openExport(archive, { limits: { maxIndexedMessages: 1 } });
    expect((await refusalOf(() => allOf(reader.messages()))).code).toBe("too-many-records");
  });
  test("a day above them is refused", async () => {
    const reader = await openExport(archive, { limits: { maxDayFileBytes: 10 } });
    expect((await refusalOf(() => allOf(reader.messages()))).code).toBe("entry-too-large");
  });
});
