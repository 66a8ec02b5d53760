import { LIMITS, newId } from "@warbler/protocol";
import { openWorld, type RawMember, type RawSocket, saying, sending, textOf } from "@warbler/testkit";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const [alice, bob, mallory] = [await raw.join("alice"), await raw.join("bob"), await raw.join("mallory")];
const group = async (by: RawMember, ...members: RawMember[]) => {
  const id = newId();
  const made = await by.call("createRoom", {}, {
    id,
    kind: "group",
    name: "room",
    members: members.map(({ account }) => account),
  } as never);
  expect(made.status).toBe(200);
  return String(id);
};
const room = await group(alice, bob);
const [onAlice, onBob, onMallory] = [await alice.connect(), await bob.connect(), await mallory.connect()];
const say = async (on: RawSocket, text: string, to = room, message = String(newId())) => {
  const sent = await on.ask(saying(to, text, message));
  if (sent.case !== "sent") throw new Error(`expected sent, got ${sent.case}`);
  return { message, seq: sent.value.seq, log: sent.value.log };
};

describe("sending", () => {
  test("what is sent is acknowledged with its seq and reaches another member with the same bytes", async () => {
    const { message, seq, log } = await say(onAlice, "你好 👋");
    const {
      records: [record],
    } = await onBob.hears("records", ({ records: [one] }) => one?.message === message);
    expect(record).toMatchObject({ seq, author: alice.account, device: alice.device, imported: false });
    expect(textOf(record?.content ?? new Uint8Array())).toBe("你好 👋");
    expect(record?.log).toEqual(log);
  });

  test("the same message again is answered with its first seq and delivered once", async () => {
    const first = await say(onAlice, "once");
    expect(await say(onAlice, "once", room, first.message)).toEqual(first);
    await say(onAlice, "after it");
    const heard = await onBob.hears(
      "records",
      ({ records: [one] }) => textOf(one?.content ?? new Uint8Array()) === "after it",
    );
    expect(heard.records[0]?.seq).toBe(first.seq + 1);
    const deliveries = onBob.told("records").filter(({ records: [one] }) => one?.message === first.message);
    expect(deliveries).toHaveLength(1);
  });

  test("an id cannot be used again for other content, nor by someone else", async () => {
    const { message } = await say(onAlice, "mine");
    expect(await onAlice.outcome(saying(room, "changed", message))).toBe("id-reused");
    expect(await onBob.outcome(saying(room, "mine", message))).toBe("id-reused");
  });

  test("what is said twice in one message is refused: readers would differ in which of the two they show", async () => {
    const [first, second] = [saying(room, "yes"), saying(room, "no")];
    if (first.case !== "send" || second.case !== "send") throw new Error("no message");
    const content = Buffer.concat(
      [first.value.content ?? "", second.value.content ?? ""].map((part) => Buffer.from(part)),
    );
    expect(await onAlice.outcome({ case: "send", value: { ...first.value, content } })).toBe("bad-request");
    expect(await onAlice.outcome(first)).toBe("sent");
  });

  test("a text is taken up to its limit and refused beyond it", async () => {
    await say(onAlice, "x".repeat(LIMITS.messageTextChars));
    expect(await onAlice.outcome(saying(room, "x".repeat(LIMITS.messageTextChars + 1)))).toBe("bad-request");
    expect(await onAlice.outcome(saying(room, "  "))).toBe("bad-request");
  });

  test("content that is not what its kind says, an event, or no content is refused", async () => {
    const value = { room, message: newId(), content: new Uint8Array([255, 255]) };
    for (const kind of [0, 1, 6, 99])
      expect(await onAlice.outcome({ case: "send", value: { ...value, kind } }), String(kind)).toBe("bad-request");
    const empty = { ...value, kind: 1, content: new Uint8Array() };
    expect(await onAlice.outcome({ case: "send", value: empty })).toBe("body-too-large");
    const badId = { ...value, message: "not an id", kind: 1 };
    expect(await onAlice.outcome({ case: "send", value: badId })).toBe("bad-request");
    const event = sending(room, { case: "event", value: { what: "joined" } });
    expect(await onAlice.outcome(event)).toBe("bad-request");
  });
});

describe("history", () => {
  test("pages join without a gap or a repeat, forwards and backwards", async () => {
    const paged = await group(alice, bob);
    for (let n = 0; n < 10; n++) await say(onAlice, `${n}`, paged);
    const page = async (value: { afterSeq?: number; beforeSeq?: number; backwards?: boolean }) => {
      const answer = await onBob.ask({ case: "fetch", value: { room: paged, limit: 4, ...value } });
      if (answer.case !== "records") throw new Error(`expected records, got ${answer.case}`);
      return answer.value;
    };
    const forwards: number[] = [];
    for (let afterSeq = 0; ; ) {
      const { records, more } = await page({ afterSeq });
      forwards.push(...records.map(({ seq }) => seq));
      afterSeq = forwards.at(-1) ?? 0;
      if (!more) break;
    }
    const backwards: number[] = [];
    for (let beforeSeq = 0; ; ) {
      const { records, more } = await page({ beforeSeq, backwards: true });
      backwards.unshift(...records.map(({ seq }) => seq));
      beforeSeq = backwards[0] ?? 0;
      if (!more) break;
    }
    expect(forwards).toEqual(Array.from({ length: forwards.length }, (_, n) => n + 1));
    expect(forwards.length).toBeGreaterThanOrEqual(11);
    expect(backwards).toEqual(forwards);
  });

  test("a page ends before its frame grows too large, and the next goes on where it ended", async () => {
    const long = await group(alice, bob);
    const text = "界".repeat(LIMITS.messageTextChars);
    for (let n = 0; n < 12; n++) await say(onAlice, text, long);
    const seqs: number[] = [];
    for (let more = true; more; ) {
      const value = { room: long, afterSeq: seqs.at(-1) ?? 0, limit: LIMITS.historyPageRecords };
      const answer = await onBob.ask({ case: "fetch", value });
      if (answer.case !== "records") throw new Error(`expected records, got ${answer.case}`);
      seqs.push(...answer.value.records.map(({ seq }) => seq));
      ({ more } = answer.value);
    }
    expect(seqs).toEqual(Array.from({ length: 13 }, (_, n) => n + 1));
    const sizes = onBob.frameSizes();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.socketFrameBytes);
    expect(Math.max(...sizes)).toBeGreaterThan(LIMITS.socketFrameBytes / 2);
  });

  test("each page carries the commitment before its first record", async () => {
    const fetch = async (afterSeq: number, limit: number) => {
      const answer = await onBob.ask({ case: "fetch", value: { room, afterSeq, limit } });
      if (answer.case !== "records") throw new Error(`expected records, got ${answer.case}`);
      return answer.value;
    };
    const [before, after] = [await fetch(0, 2), await fetch(2, 2)];
    expect(after.previousCommitment).toEqual(before.records[1]?.commitment);
  });

  test("a page larger than the limit is refused", async () => {
    const value = { room, limit: LIMITS.historyPageRecords + 1 };
    expect(await onBob.outcome({ case: "fetch", value })).toBe("bad-request");
  });
});

describe("changing what was said", () => {
  const edit = (target: string) => sending(room, { case: "edit", value: { target, message: { text: "edited" } } });
  const recall = (target: string) => sending(room, { case: "recall", value: { target } });
  const react = (target: string, emoji = "👍") => sending(room, { case: "reaction", value: { target, emoji } });
  const pin = (target: string, removed = false) => sending(room, { case: "pin", value: { target, removed } });

  test("the author edits and recalls, another member does not", async () => {
    const { message } = await say(onBob, "bob's");
    expect(await onBob.outcome(edit(message))).toBe("sent");
    expect(await onAlice.outcome(edit(message))).toBe("not-author");
    const { message: hers } = await say(onAlice, "alice's");
    expect(await onBob.outcome(recall(hers))).toBe("not-author");
    expect(await onBob.outcome(recall(message))).toBe("sent");
  });

  test("who moderates recalls what another said", async () => {
    const { message } = await say(onBob, "to be moderated");
    expect(await onAlice.outcome(recall(message))).toBe("sent");
  });

  test("what is not there, or in another room, cannot be edited, recalled, reacted to, pinned or answered", async () => {
    const other = await group(alice);
    const { message: elsewhere } = await say(onAlice, "elsewhere", other);
    for (const target of [String(newId()), elsewhere])
      for (const frame of [
        edit(target),
        recall(target),
        react(target),
        pin(target),
        sending(room, { case: "message", value: { text: "re", replyTo: target } }),
      ])
        expect(await onAlice.outcome(frame)).toBe("target-missing");
  });

  test("any member reacts with an emoji, and with nothing else", async () => {
    const { message } = await say(onAlice, "react to me");
    expect(await onBob.outcome(react(message, "👩‍👩‍👧"))).toBe("sent");
    for (const emoji of ["", "two words", "x".repeat(LIMITS.emojiChars + 1)])
      expect(await onBob.outcome(react(message, emoji))).toBe("bad-request");
  });

  test("a pin is listed until it is taken away", async () => {
    const { message, seq } = await say(onAlice, "pin me");
    expect(await onBob.outcome(pin(message))).toBe("sent");
    expect((await alice.call("pins", { room })).body.pins).toMatchObject([{ seq, by: bob.account }]);
    expect(await onAlice.outcome(pin(message, true))).toBe("sent");
    expect((await bob.call("pins", { room })).body.pins).toEqual([]);
  });

  test("a room has so many pins, and another one when one is taken away", async () => {
    const said = [];
    for (let at = 0; at <= LIMITS.pinsPerRoom; at++) said.push((await say(onBob, `${at}`)).message);
    const [first = "", ...others] = said;
    for (const message of others) expect(await onBob.outcome(pin(message))).toBe("sent");
    expect(await onAlice.outcome(pin(first))).toBe("too-many");
    for (const message of others) await onBob.outcome(pin(message, true));
    expect(await onAlice.outcome(pin(first))).toBe("sent");
    expect(await onAlice.outcome(pin(first, true))).toBe("sent");
  });
});

describe("reading, typing and presence", () => {
  test("a read cursor is told to the room, moves forward only and not past the end", async () => {
    const { seq } = await say(onAlice, "read me");
    expect(await onBob.outcome({ case: "markRead", value: { room, seq } })).toBe("done");
    await onAlice.hears("readMoved", (moved) => moved.account === bob.account && moved.seq === seq);
    for (const to of [1, seq + 1_000]) await onBob.outcome({ case: "markRead", value: { room, seq: to } });
    const { readers } = (await alice.call("readers", { room })).body;
    expect(readers).toContainEqual({ account: bob.account, seq });
  });

  test("of several moves on their way at once the furthest counts, in whatever order they come", async () => {
    let last = 0;
    for (let at = 0; at < 20; at++) last = (await say(onAlice, `${at}`)).seq;
    const moves = Array.from({ length: 20 }, (_, at) => last - ((at * 7) % 20));
    const outcomes = await Promise.all(moves.map((seq) => onBob.outcome({ case: "markRead", value: { room, seq } })));
    expect(new Set(outcomes)).toEqual(new Set(["done"]));
    const { readers } = (await alice.call("readers", { room })).body;
    expect(readers).toContainEqual({ account: bob.account, seq: last });
  });

  test("who reads on one by one is not told of each time, and of the last", async () => {
    let last = 0;
    for (let at = 0; at < 60; at++) last = (await say(onAlice, `${at}`)).seq;
    const before = onAlice.told("readMoved").length;
    const readTo = (seq: number) => onBob.outcome({ case: "markRead", value: { room, seq } });
    await Promise.all(Array.from({ length: 59 }, (_, at) => readTo(last - 59 + at)));
    await readTo(last);
    await onAlice.hears("readMoved", (moved) => moved.account === bob.account && moved.seq === last);
    expect(onAlice.told("readMoved").length - before).toBeLessThan(50);
  });

  test("typing is told to the other members, not to the one who types", async () => {
    expect(await onBob.outcome({ case: "setTyping", value: { room, typing: true } })).toBe("done");
    await onAlice.hears("typingChanged", ({ account, typing }) => account === bob.account && typing);
    await onBob.settled();
    expect(onBob.told("typingChanged")).toEqual([]);
  });

  test("colleagues see someone go away, come back and leave; a stranger does not", async () => {
    const sees = (state: string) =>
      onAlice.hears("presenceChanged", (one) => one.account === bob.account && one.state === state);
    expect(await onBob.outcome({ case: "setPresence", value: { away: true } })).toBe("done");
    await sees("away");
    await onBob.outcome({ case: "setPresence", value: { away: false } });
    await sees("online");
    const second = await bob.connect();
    onBob.drop();
    await onBob.closed();
    second.drop();
    await sees("offline");
    await onMallory.settled();
    expect(onMallory.told("presenceChanged")).toEqual([]);
    expect(onMallory.told("records")).toEqual([]);
  });
});
