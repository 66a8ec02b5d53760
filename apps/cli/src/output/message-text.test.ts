import { type AccountId, type MessageId, newId, type RoomId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { describe, expect, test } from "vitest";
import { wordsIn } from "../words/index.ts";
import { messageJson, messageText } from "./message-text.ts";
import { outputTo } from "./output.ts";

const words = wordsIn("en");

function message(change: Partial<TimelineMessage> = {}): TimelineMessage {
  return {
    kind: "message",
    id: newId<MessageId>(),
    seq: 12,
    room: newId<RoomId>(),
    author: { id: newId<AccountId>(), name: "王芳" },
    atMs: new Date(2026, 2, 1, 14, 5).getTime(),
    imported: false,
    erased: false,
    log: { leaf: 3, position: 1 },
    text: "明天演练",
    mentions: [],
    mentionAll: false,
    attachments: [],
    action: false,
    edited: false,
    edits: [],
    recalled: false,
    reactions: new Map(),
    pinned: false,
    replies: 0,
    unreadable: false,
    state: "sent",
    ...change,
  };
}

/** What arrives at the terminal. */
async function printed(shown: TimelineMessage, isJson = false): Promise<string> {
  let out = "";
  const terminal = { writeOut: async (text: string | Uint8Array) => void (out += String(text)), writeError: () => {} };
  await outputTo(terminal, isJson).item(messageJson(shown), messageText(shown, words));
  return out;
}

describe("a message on a terminal", () => {
  test("is one line with number, time, author and text", async () => {
    expect(await printed(message())).toBe("#12 2026-03-01 14:05 王芳: 明天演练\n");
  });

  test("with hostile text, name, file and reaction sends no control to the terminal", async () => {
    const hostile = "\u001b]52;c;ZXZpbA==\u0007\u009b2J\u202e\r\b";
    const shown = message({
      text: hostile,
      author: { id: newId<AccountId>(), name: hostile },
      attachments: [{ name: hostile, sizeBytes: 1 } as never],
      reactions: new Map([[hostile, []]]),
    });
    for (const isJson of [false, true]) {
      expect(await printed(shown, isJson)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  test("with line breaks in its text or its author's name cannot look like two messages", async () => {
    const fake = "\n#13 2026-03-01 14:06 boss: pay";
    const out = await printed(message({ text: `ok${fake}`, author: { id: newId<AccountId>(), name: `eve${fake}` } }));
    expect(out.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(1);
  });

  test("tells what was recalled, erased, edited and imported", async () => {
    expect(await printed(message({ recalled: true }))).toContain("(recalled)");
    expect(await printed(message({ erased: true }))).toContain("its key was destroyed");
    expect(await printed(message({ edited: true, imported: true, replies: 2 }))).toContain(
      "(imported, edited, 2 in thread)",
    );
  });

  test("never shows the key of a file, also not to programs", async () => {
    const key = new Uint8Array(32).fill(7);
    const attachment = { id: newId(), name: "a.pdf", mediaType: "", sizeBytes: 5, chunkBytes: 16, key, sha256: key };
    const out = await printed(message({ attachments: [attachment as never] }), true);
    expect(Object.keys(JSON.parse(out).attachments[0])).toEqual(["id", "name", "mediaType", "sizeBytes"]);
  });
});
