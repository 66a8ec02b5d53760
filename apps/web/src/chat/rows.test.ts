import type { TimelineMessage } from "@warbler/sdk";
import { describe, expect, test } from "vitest";
import { rowsOf } from "./rows.ts";

const NOON = new Date(2026, 2, 1, 12).getTime();
const MINUTE = 60_000;

const message = (seq: number, author: string, atMs: number, more: object = {}) =>
  ({ kind: "message", id: `m${seq}`, seq, author: { id: author, name: author }, atMs, ...more }) as TimelineMessage;
const rows = (messages: readonly TimelineMessage[], more: object = {}) =>
  rowsOf({
    messages,
    events: [],
    hidden: new Set(),
    pending: [],
    me: "anna",
    readSeq: undefined,
    reachesStart: false,
    reachesEnd: true,
    ...more,
  });
const kinds = (all: ReturnType<typeof rows>) => all.map(({ kind }) => kind);

describe("a timeline's rows", () => {
  test("a day stands above its first message", () => {
    const all = rows([message(1, "bob", NOON), message(2, "bob", NOON + 24 * 60 * MINUTE)]);
    expect(kinds(all)).toEqual(["day", "message", "day", "message"]);
  });

  test("messages of one person within five minutes stand together", () => {
    const all = rows([
      message(1, "bob", NOON),
      message(2, "bob", NOON + 4 * MINUTE),
      message(3, "bob", NOON + 10 * MINUTE),
      message(4, "anna", NOON + 10 * MINUTE),
    ]);
    expect(all.flatMap((row) => (row.kind === "message" ? row.isFirst : []))).toEqual([true, false, true, true]);
  });

  test("a message knows the one below it under the same name, and no other", () => {
    const all = rows([
      message(1, "anna", NOON),
      message(2, "anna", NOON),
      message(3, "bob", NOON),
      message(4, "anna", NOON),
    ]);
    expect(all.map((row) => (row.kind === "message" ? row.nextSeq : "no message"))).toEqual([
      "no message",
      2,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("the line stands above the first unread message of somebody else, once", () => {
    const all = rows(
      [message(1, "bob", NOON), message(2, "anna", NOON), message(3, "bob", NOON), message(4, "bob", NOON)],
      {
        readSeq: 1,
      },
    );
    expect(kinds(all)).toEqual(["day", "message", "message", "unread", "message", "message"]);
  });

  test("answers in a thread are shown in the thread only", () => {
    expect(kinds(rows([message(1, "bob", NOON), message(2, "anna", NOON, { thread: "m1" })]))).toEqual([
      "day",
      "message",
    ]);
  });

  test("people whom one person lets in one after the other stand in one line", () => {
    const joined = (seq: number, by: string) => ({
      kind: "event",
      what: "joined",
      id: `e${seq}`,
      seq,
      author: { id: by },
      account: `a${seq}`,
      atMs: NOON,
    });
    const all = rows([message(9, "bob", NOON)], {
      events: [joined(1, "anna"), joined(2, "anna"), joined(3, "bob")],
      reachesStart: true,
    });
    expect(kinds(all)).toEqual(["start", "day", "events", "events", "message"]);
    expect(all.flatMap((row) => (row.kind === "events" ? row.events.length : []))).toEqual([2, 1]);
  });

  test("of what happened to the room, only what lies within the shown run is shown", () => {
    const event = (seq: number) => ({
      kind: "event",
      what: "described",
      id: `e${seq}`,
      seq,
      author: { id: "anna" },
      atMs: NOON,
    });
    const all = rows([message(3, "bob", NOON), message(5, "bob", NOON)], {
      events: [event(2), event(4), event(6)],
      reachesEnd: false,
    });
    expect(all.flatMap((row) => (row.kind === "events" ? row.events[0].seq : []))).toEqual([4]);
  });

  test("what this person hid is not shown, and leaves no empty day", () => {
    const all = rows([message(1, "bob", NOON), message(2, "bob", NOON)], { hidden: new Set([1, 2]) });
    expect(kinds(all)).toEqual([]);
  });

  test("the room's start is shown where history begins", () => {
    expect(kinds(rows([message(1, "bob", NOON)], { reachesStart: true }))[0]).toBe("start");
  });
});
