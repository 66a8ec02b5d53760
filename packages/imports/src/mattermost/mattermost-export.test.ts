import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inspect } from "../inspect.ts";
import type { ImportLimits } from "../limits.ts";
import { openExport } from "../open-export.ts";
import { type Skipped, sourceId } from "../records.ts";
import { allOf, type Contents, memoryArchive, refusalOf } from "../testing/memory-archive.ts";

const version = { type: "version", version: 1 };
const team = { type: "team", team: { name: "t", display_name: "Team", type: "O" } };
const channel = (name: string, fields: object = {}) => ({
  type: "channel",
  channel: { team: "t", name, display_name: name, type: "O", ...fields },
});
const user = (username: string, fields: object = {}) => ({
  type: "user",
  user: { username, teams: [{ name: "t", channels: [{ name: "town" }] }], ...fields },
});
const post = (at: number, fields: object = {}) => ({
  type: "post",
  post: { team: "t", channel: "town", user: "ada", message: "hi", create_at: at, ...fields },
});

const head = [version, team, channel("town"), user("ada"), user("grace")];
const exportOf = (lines: readonly unknown[], more: Contents = {}, limits: Partial<ImportLimits> = {}) =>
  openExport(memoryArchive({ "import.jsonl": [...head, ...lines], ...more }), { limits });

async function read(lines: readonly unknown[], more: Contents = {}) {
  const skipped: Skipped[] = [];
  const reader = await exportOf(lines, more);
  const messages = await allOf(reader.messages({ onSkipped: (item) => skipped.push(item) }));
  return {
    reader,
    messages,
    reasons: [
      ...reader.skippedOnOpening.flatMap(({ reason, count }) => Array(count).fill(reason)),
      ...skipped.map(({ reason }) => reason),
    ],
  };
}

test("people bring their name, address, and whether they are bots or gone", async () => {
  const { reader, reasons } = await read([
    user("lin", { first_name: "Lin", last_name: "Wu", email: "l@a.test", delete_at: 5 }),
    { type: "bot", bot: { username: "ci", display_name: "CI", owner: "ada" } },
    user("ada"),
    { type: "user", user: {} },
  ]);
  expect([...reader.people()].slice(2)).toEqual([
    { sourceId: "lin", name: "lin", displayName: "Lin Wu", email: "l@a.test", isBot: false, isDeleted: true },
    { sourceId: "ci", name: "ci", displayName: "CI", isBot: true, isDeleted: false },
  ]);
  expect(reasons).toEqual(["malformed-person", "malformed-person"]);
});

test("channels bring kind, header and members; only an open one is public", async () => {
  const { reader } = await read([
    channel("priv", { type: "P", header: "h", purpose: "p", deleted_at: 9 }),
    channel("odd", { type: undefined }),
    { type: "direct_channel", direct_channel: { members: ["grace", "ada"], header: "us" } },
    {
      type: "direct_channel",
      direct_channel: { participants: [{ username: "a" }, { username: "b" }, { username: "c" }] },
    },
    channel("town"),
  ]);
  expect([...reader.channels()]).toEqual([
    { sourceId: "t/town", kind: "public", name: "town", memberSourceIds: ["ada", "grace"], isArchived: false },
    {
      sourceId: "t/priv",
      kind: "private",
      name: "priv",
      topic: "h",
      purpose: "p",
      memberSourceIds: [],
      isArchived: true,
    },
    { sourceId: "t/odd", kind: "private", name: "odd", memberSourceIds: [], isArchived: false },
    {
      sourceId: "@ada@grace",
      kind: "direct",
      name: "",
      topic: "us",
      memberSourceIds: ["grace", "ada"],
      isArchived: false,
    },
    { sourceId: "@a@b@c", kind: "group", name: "", memberSourceIds: ["a", "b", "c"], isArchived: false },
  ]);
  expect(reader.skippedOnOpening).toMatchObject([{ reason: "malformed-channel", count: 1 }]);
});

test("posts and replies come by time, each reply with its thread", async () => {
  const { messages } = await read([
    post(30),
    post(10, {
      replies: [
        { user: "grace", message: "later", create_at: 40 },
        { user: "ada", message: "soon", create_at: 20 },
      ],
    }),
  ]);
  expect(messages.map((message) => [message.sentAtMs, message.sourceId, message.threadRootSourceId])).toEqual([
    [10, "t/town/10/ada", undefined],
    [20, "t/town/20/ada", "t/town/10/ada"],
    [30, "t/town/30/ada", undefined],
    [40, "t/town/40/grace", "t/town/10/ada"],
  ]);
});

test("a reply dated before its post comes after it, with its own time", async () => {
  const { messages } = await read([
    post(20, { replies: [{ user: "grace", message: "early", create_at: 10 }] }),
    post(15),
  ]);
  expect(messages.map(({ sentAtMs }) => sentAtMs)).toEqual([15, 20, 10]);
});

test("equal posts are all kept under ids of their own, and replies find the right one", async () => {
  const reply = { user: "grace", message: "r", create_at: 6 };
  const { messages } = await read([post(5), post(5, { replies: [reply] }), post(5, { user: "grace" })]);
  expect(messages.map((message) => message.sourceId)).toEqual([
    "t/town/5/ada",
    "t/town/5/ada/2",
    "t/town/5/grace",
    "t/town/6/grace",
  ]);
  expect(messages[3]?.threadRootSourceId).toBe("t/town/5/ada/2");
});

test("a post brings edits, reactions, mentions and files", async () => {
  const { messages, reasons } = await read(
    [
      post(1, {
        message: "*hi* @grace, @grace. not `@ada` nor mail@ada :+1: `:+1:`",
        edit_at: 9,
        reactions: [
          { user: "ada", emoji_name: "tada", create_at: 2 },
          { user: "grace", emoji_name: "tada" },
          { user: "zed", emoji_name: "eyes" },
          { user: "ada", emoji_name: "x".repeat(40) },
        ],
        attachments: [{ path: "2024/a.png" }, { path: "./b.txt" }, { path: "../gone" }],
      }),
      post(2, { edit_at: 0 }),
    ],
    { "data/2024/a.png": "123", "b.txt": "12" },
  );
  expect(messages[0]).toMatchObject({
    text: "*hi* @grace, @grace. not `@ada` nor mail@ada 👍 `:+1:`",
    editedAtMs: 9,
    mentions: ["grace"],
    reactions: [{ emoji: "tada", personSourceIds: ["ada", "grace"] }],
    attachments: [
      { sourceId: "2024/a.png", name: "a.png", sizeBytes: 3, entryName: "data/2024/a.png" },
      { sourceId: "./b.txt", name: "b.txt", sizeBytes: 2, entryName: "b.txt" },
      { sourceId: "../gone", name: "gone" },
    ],
  });
  expect(messages[1]).not.toHaveProperty("editedAtMs");
  expect(reasons).toEqual(["reaction-by-unlisted-person", "reaction-too-long", "file-not-in-export"]);
});

test("kinds: actions, events and cards of bots", async () => {
  const { messages } = await read([
    post(1, { type: "me", message: "*waves*" }),
    post(2, { type: "system_join_channel" }),
    post(3, { type: "system_header_change" }),
    post(4, { type: "system_new_thing" }),
    post(5, {
      type: "slack_attachment",
      message: "",
      props: { attachments: [{ title: "T", title_link: "https://a.test", text: "**b**" }] },
    }),
  ]);
  expect(messages).toMatchObject([
    { kind: "me", text: "waves" },
    { kind: "system", event: "joined" },
    { kind: "system", event: "topic-changed" },
    { kind: "system", event: "other" },
    { kind: "message", text: "[T](https://a.test)\n**b**" },
  ]);
});

test("direct posts open their conversation when no line did", async () => {
  const { messages, reader } = await read([
    {
      type: "direct_post",
      direct_post: { channel_members: ["grace", "ada"], user: "ada", message: "psst", create_at: 1 },
    },
    {
      type: "direct_post",
      direct_post: { channel_members: ["ada", "grace"], user: "grace", message: "yes?", create_at: 2 },
    },
  ]);
  expect(messages.map(({ channelSourceId }) => channelSourceId)).toEqual(["@ada@grace", "@ada@grace"]);
  expect([...reader.channels()]).toHaveLength(2);
});

test("a conversation of many people has an id short enough for a message id", async () => {
  const members = Array.from({ length: 8 }, (_, at) => `${at}`.repeat(64));
  const { messages } = await read([
    { type: "direct_post", direct_post: { channel_members: members, user: members[0], message: "", create_at: 1 } },
  ]);
  expect(messages[0]?.sourceId.length).toBeLessThan(200);
  expect(messages[0]?.unlistedAuthor).toMatchObject({ name: members[0] });
});

test("what is left out is counted", async () => {
  const { reasons } = await read([
    { type: "emoji", emoji: { name: "party", image: "e.png" } },
    { type: "scheme", scheme: {} },
    post(1, { message: undefined }),
    post(-1),
    post(1.5, { replies: [{ user: "ada", message: "orphan", create_at: 2 }, { user: "ada" }] }),
  ]);
  expect(reasons.toSorted((a, b) => a.localeCompare(b))).toEqual([
    "custom-emoji",
    "malformed-message",
    "malformed-message",
    "malformed-message",
    "malformed-message",
    "permissions-and-settings",
    "thread-root-missing",
  ]);
});

test("every size of window gives the same messages in the same order", async () => {
  const line = fc.record({
    at: fc.integer({ min: 0, max: 9 }),
    by: fc.constantFrom("ada", "grace"),
    name: fc.constantFrom("town", "priv"),
    replies: fc.array(
      fc.record({
        create_at: fc.integer({ min: 0, max: 9 }),
        user: fc.constantFrom("ada", "zed"),
        message: fc.string(),
      }),
      { maxLength: 3 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.integer({ min: 1, max: 400 }),
      async (drawn, sortWindowBytes) => {
        const lines = [
          channel("priv"),
          ...drawn.map(({ at, by, name, replies }) => post(at, { user: by, channel: name, replies })),
        ];
        const whole = await allOf((await exportOf(lines)).messages());
        const windowed = await exportOf(lines, {}, { sortWindowBytes });
        expect(await allOf(windowed.messages())).toEqual(whole);
        expect(new Set(whole.map((message) => message.sourceId)).size).toBe(whole.length);
        expect(whole).toHaveLength(drawn.reduce((sum, { replies }) => sum + 1 + replies.length, 0));
        for (const [index, message] of whole.entries()) {
          const next = whole[index + 1];
          if (next?.channelSourceId !== message.channelSourceId || next.sentAtMs >= message.sentAtMs) continue;
          expect(next.threadRootSourceId).toBeDefined();
        }
      },
    ),
    { numRuns: 50 },
  );
});

describe("reading part of a file", () => {
  const lines = [channel("town2"), post(1), post(3, { channel: "town2" }), post(2)];
  const idsOf = async (options: object) =>
    (await allOf((await exportOf(lines)).messages(options))).map((message) => message.sourceId);
  test("one channel", async () => {
    expect(await idsOf({ channel: sourceId("t/town2") })).toEqual(["t/town2/3/ada"]);
  });
  test("resuming anywhere gives the rest", async () => {
    const all = await idsOf({});
    expect(all).toHaveLength(3);
    for (const [index, after] of all.entries()) expect(await idsOf({ after })).toEqual(all.slice(index + 1));
  });
  test("resuming behind a message that is not there is refused", async () => {
    for (const after of ["t/town/9/ada", "t/gone/1/ada"]) {
      expect((await refusalOf(() => idsOf({ after: sourceId(after) }))).code).toBe("cursor-not-found");
    }
  });
});

describe("files that are refused", () => {
  const open = (lines: Contents[string]) => refusalOf(() => openExport(memoryArchive({ "import.jsonl": lines })));
  test("an unknown version", async () => {
    expect(await open([{ type: "version", version: 2 }])).toMatchObject({ code: "unsupported-version", line: 1 });
  });
  test("one that does not begin with its version, or is empty", async () => {
    expect((await open([team])).code).toBe("half-export");
    expect((await open("")).code).toBe("half-export");
  });
  test("one that ends in the middle of a line", async () => {
    expect(await open(`${JSON.stringify(version)}\n{"type": "po`)).toMatchObject({ code: "bad-json", line: 2 });
  });
  test("a post in a channel that no line lists", async () => {
    expect(await open([version, post(1)])).toMatchObject({ code: "half-export", line: 2 });
  });
  test("more records than the limits", async () => {
    for (const limits of [{ maxPeople: 1 }, { maxChannels: 0 }, { maxIndexedMessages: 0 }]) {
      expect((await refusalOf(() => exportOf([post(1)], {}, limits))).code).toBe("too-many-records");
    }
  });
});

test("the dry run counts what an import brings", async () => {
  const reply = { user: "zed", message: "r", create_at: 6 };
  const reader = await exportOf([post(5, { replies: [reply, reply], edit_at: 7 }), post(4)]);
  expect(await inspect(reader)).toMatchObject({
    format: "mattermost",
    people: 2,
    unlistedPeople: 1,
    channels: 1,
    messages: 4,
    replies: 2,
    threads: 1,
    edited: 1,
    firstAtMs: 4,
    lastAtMs: 6,
    skipped: [],
  });
});
