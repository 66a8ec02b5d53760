import { type AccountId, idFromDigest, type MessageId, type RoomId } from "@warbler/protocol";
import type { TimelineEvent, TimelineMessage } from "@warbler/sdk";
import { expect, test } from "vitest";
import { joined, timelineOf, updateTimeline } from "./timeline-state.ts";

const idOf = <T extends AccountId | MessageId | RoomId>(number: number) =>
  idFromDigest<T>(new Uint8Array(16).fill(number));
const room = idOf<RoomId>(9);
const ann = idOf<AccountId>(1);

function said(seq: number, reactions: TimelineMessage["reactions"] = new Map()): TimelineMessage {
  return {
    ...{ kind: "message", id: idOf(seq), seq, room, author: { id: ann, name: "Ann" }, atMs: seq, imported: false },
    ...{ erased: false, log: { leaf: seq, position: 0 }, text: `number ${seq}`, mentions: [], mentionAll: false },
    ...{ attachments: [], action: false, edited: false, edits: [], recalled: false, reactions, pinned: false },
    ...{ replies: 0, unreadable: false, state: "sent" },
  };
}
function happened(seq: number): TimelineEvent {
  const { id, author, atMs, imported, erased, log } = said(seq);
  return { kind: "event", id, seq, room, author, atMs, imported, erased, log, what: "joined", account: ann };
}
const shown = { ...timelineOf(room).get(), messages: [said(1), said(3)], events: [happened(2)] };

test("a page that is shown already leaves what is drawn as it is", () => {
  const again = joined(shown, { messages: [said(1), said(3)], events: [happened(2)] });
  expect(again.messages).toBe(shown.messages);
  expect(again.events).toBe(shown.events);
});

test("what a page brings is put in its place, and only what changed is drawn anew", () => {
  const liked = said(1, new Map([["👍", [ann]]]));
  const { messages } = joined(shown, { messages: [liked, said(3), said(4)], events: [] });
  expect(messages.map(({ seq }) => seq)).toEqual([1, 3, 4]);
  expect(messages[0]).toBe(liked);
  expect(messages[1]).toBe(shown.messages[1]);
});

test("an update that changes nothing is told to nobody", () => {
  const told: boolean[] = [];
  const stop = timelineOf(room).subscribe(() => told.push(timelineOf(room).get().reachesStart));
  updateTimeline(room, ({ messages }) => ({ messages, reachesStart: false }));
  updateTimeline(room, () => ({ reachesStart: true }));
  stop();
  expect(told).toEqual([true]);
});
