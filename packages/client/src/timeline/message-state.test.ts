/** Folding: the order in which records are applied never changes what is shown. */
import { type AccountId, idFromDigest, LIMITS, type MessageId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { ContentSchema, create, type MessageInitShape, toBinary } from "@warbler/protocol/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_RECALL_RULE } from "../rooms/recall-rule.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { contentOf } from "./record-content.ts";
import { Timeline } from "./timeline.ts";

type Body = NonNullable<MessageInitShape<typeof ContentSchema>["body"]>;
const idOf = <T extends AccountId | MessageId | RoomId>(number: number) =>
  idFromDigest<T>(new Uint8Array(16).fill(number));
const [ANN, BEN] = [idOf<AccountId>(1), idOf<AccountId>(2)];

function recordOf(seq: number, author: AccountId, body: Body): RoomRecord {
  return {
    room: idOf<RoomId>(9),
    seq,
    message: idOf<MessageId>(seq),
    author,
    device: undefined,
    kind: body.case === undefined ? 0 : RECORD_KINDS[body.case],
    atMs: seq,
    imported: false,
    erased: false,
    content: toBinary(ContentSchema, create(ContentSchema, { body })),
    salt: new Uint8Array(32),
    commitment: new Uint8Array(32),
    log: { leaf: seq, position: 0 },
  };
}
const shown = (records: readonly RoomRecord[]) => {
  const timeline = new Timeline(
    (id) => ({ id, name: id }),
    () => NO_RECALL_RULE,
  );
  for (const record of records) timeline.apply([{ record, content: contentOf(record) }]);
  return timeline.newestBefore(1_000, 1_000).map((id) => timeline.message(id));
};
const say = (seq: number, author: AccountId, text: string) =>
  recordOf(seq, author, { case: "message", value: { text } });
const edit = (seq: number, author: AccountId, target: number, text: string) =>
  recordOf(seq, author, { case: "edit", value: { target: idOf(target), message: { text } } });
const recall = (seq: number, author: AccountId, target: number) =>
  recordOf(seq, author, { case: "recall", value: { target: idOf(target) } });

const react = (seq: number, author: AccountId, target: number, emoji: string) =>
  recordOf(seq, author, { case: "reaction", value: { target: idOf(target), emoji } });

test("a member who reacts without end, or with what is no emoji, is not shown without end", () => {
  const flood = Array.from({ length: 3 * LIMITS.shownReactions }, (_, at) => react(at + 3, BEN, 1, `r${at}`));
  const no = ["", "two words", "a\nb", "a\u202eb", "\u2067x", "\u0007", "x".repeat(LIMITS.emojiChars + 1)];
  const bad = no.map((emoji, at) => react(900 + at, BEN, 1, emoji));
  const [view] = shown([say(1, ANN, "hello"), react(2, ANN, 1, "👩‍🚀"), ...flood, react(800, ANN, 1, "r0"), ...bad]);
  const given = view?.kind === "message" ? view.reactions : new Map();
  expect(given.size).toBe(LIMITS.shownReactions);
  expect(given.get("👩‍🚀")).toEqual([ANN]);
  expect(given.get("r0")).toEqual([BEN, ANN]);
  for (const emoji of no) expect(given.has(emoji)).toBe(false);
});

test("a second record under a message's id changes nothing of it, in whichever order they come, and is told once", () => {
  const [first, second] = [say(1, ANN, "as it was"), { ...say(2, BEN, "rewritten"), message: idOf<MessageId>(1) }];
  for (const order of [
    [first, second],
    [second, first],
  ]) {
    const timeline = new Timeline(
      (id) => ({ id, name: id }),
      () => NO_RECALL_RULE,
    );
    for (const record of order) timeline.apply([{ record, content: contentOf(record) }]);
    const shownNow = timeline.newestBefore(1_000, 1_000).map((id) => timeline.message(id));
    expect(shownNow).toMatchObject([{ seq: 1, author: { id: ANN }, text: "as it was" }]);
    expect(timeline.judge([first.message]).doubled).toEqual([2]);
    expect(timeline.judge([first.message]).doubled).toEqual([]);
  }
});

test("records in any order show the same timeline", () => {
  const author = fc.constantFrom(ANN, BEN);
  const target = fc.integer({ min: 1, max: 6 });
  const body: fc.Arbitrary<Body> = fc.oneof(
    fc
      .record({ text: fc.string({ minLength: 1, maxLength: 5 }), thread: target })
      .map(({ text, thread }) => ({ case: "message" as const, value: { text, threadRoot: idOf<MessageId>(thread) } })),
    fc.record({ target, text: fc.string({ maxLength: 5 }) }).map(({ target: to, text }) => ({
      case: "edit" as const,
      value: { target: idOf<MessageId>(to), message: { text } },
    })),
    target.map((to) => ({ case: "recall" as const, value: { target: idOf<MessageId>(to) } })),
    fc.record({ target, removed: fc.boolean() }).map(({ target: to, removed }) => ({
      case: "reaction" as const,
      value: { target: idOf<MessageId>(to), emoji: "👍", removed },
    })),
    fc
      .record({ target, removed: fc.boolean() })
      .map(({ target: to, removed }) => ({ case: "pin" as const, value: { target: idOf<MessageId>(to), removed } })),
  );
  const records = fc
    .array(fc.tuple(author, body), { maxLength: 14 })
    .map((said) => said.map(([who, what], at) => recordOf(at + 1, who, what)));
  const shuffled = records.chain((inOrder) =>
    fc.tuple(fc.constant(inOrder), fc.shuffledSubarray(inOrder, { minLength: inOrder.length })),
  );
  fc.assert(
    fc.property(shuffled, ([inOrder, anyOrder]) => {
      expect(shown(anyOrder)).toEqual(shown(inOrder));
    }),
  );
});

test("only the author's edits count, and none after a recall", () => {
  const [message] = shown([
    say(1, ANN, "one"),
    edit(2, BEN, 1, "forged"),
    edit(3, ANN, 1, "two"),
    edit(4, ANN, 1, "three"),
  ]);
  expect(message).toMatchObject({
    text: "three",
    edited: true,
    edits: [
      { text: "one", atMs: 1 },
      { text: "two", atMs: 3 },
    ],
  });
  expect(shown([say(1, ANN, "one"), recall(2, ANN, 1), edit(3, ANN, 1, "back")])[0]).toMatchObject({
    text: "",
    recalled: true,
    recalledBy: ANN,
  });
});

test("someone else's recall counts unless they are known to have been a plain member then", () => {
  const made = recordOf(1, ANN, { case: "event", value: { what: "created" } });
  const promoted = recordOf(4, ANN, { case: "event", value: { what: "role", account: BEN, role: "moderator" } });
  const demoted = recordOf(2, ANN, { case: "event", value: { what: "role", account: BEN, role: "member" } });
  expect(shown([made, demoted, say(3, ANN, "stays"), recall(5, BEN, 3)])[0]).toMatchObject({ recalled: false });
  expect(shown([made, say(2, ANN, "goes"), promoted, recall(5, BEN, 2)])[0]).toMatchObject({ recalled: true });
  expect(shown([say(3, BEN, "goes"), made, recall(5, ANN, 3)])[0]).toMatchObject({ recalled: true });
});

test("content of another kind than its header, or beyond its bounds, is unreadable and has no effect", () => {
  const wrongKind = { ...recall(2, ANN, 1), kind: RECORD_KINDS.pin };
  expect(shown([say(1, ANN, "stays"), wrongKind])).toMatchObject([{ recalled: false }, { unreadable: true }]);
  expect(shown([say(1, ANN, "x".repeat(16_001))])).toMatchObject([{ unreadable: true, text: "" }]);
  expect(shown([{ ...say(1, ANN, "x"), content: Uint8Array.of(1, 2, 3) }])).toMatchObject([{ unreadable: true }]);
});

test("an erased effect is taken back", () => {
  const changed = edit(2, ANN, 1, "changed");
  const gone = { ...changed, erased: true, content: new Uint8Array(), salt: new Uint8Array() };
  expect(shown([say(1, ANN, "first"), changed, gone])[0]).toMatchObject({ text: "first", edited: false });
});

test("an edit that came too late is not followed and is told, whoever made it", () => {
  for (const authorRole of ["member", "moderator"] as const) {
    const timeline = new Timeline(
      (id) => ({ id, name: id }),
      () => ({ untilMs: () => 1, isInTime: () => false }),
    );
    const records = [say(1, ANN, "as it was"), edit(2, ANN, 1, "other words")];
    timeline.apply(records.map((record) => ({ record, content: contentOf(record), authorRole })));
    expect(timeline.message(idOf<MessageId>(1))).toMatchObject({ text: "as it was", edited: false });
    expect(timeline.judge([idOf<MessageId>(1)])).toMatchObject({ forbidden: [2], needsRoster: false });
  }
});

test("a recall that came too late is not followed and is told, unless its author moderates", () => {
  const late = { untilMs: () => 1, isInTime: () => false };
  for (const [authorRole, isGone] of [
    ["member", false],
    ["moderator", true],
  ] as const) {
    const timeline = new Timeline(
      (id) => ({ id, name: id }),
      () => late,
    );
    const records = [say(1, ANN, "kept"), recall(2, ANN, 1)];
    timeline.apply(records.map((record) => ({ record, content: contentOf(record), authorRole })));
    expect(timeline.message(idOf<MessageId>(1))).toMatchObject({ recalled: isGone, recallUntilMs: 1 });
    expect(timeline.judge([idOf<MessageId>(1)]).forbidden).toEqual(isGone ? [] : [2]);
  }
});
