import { expect, test } from "vitest";
import { type Call, isCall } from "../engine/messages.ts";
import { engineLink } from "./engine-link.ts";

function linkWithFrames() {
  const sent: Call[] = [];
  const frames: (() => void)[] = [];
  const link = engineLink(
    (call) => isCall(call) && sent.push(call),
    (work) => frames.push(work),
  );
  const heard: string[] = [];
  link.onEvent(({ type }) => heard.push(type));
  return { link, sent, heard, frames, frame: () => frames.splice(0).map((work) => work()) };
}

test("what is told before a frame is heard at once for it, in its order", () => {
  const { link, heard, frames, frame } = linkWithFrames();
  link.received({ kind: "told", event: { type: "reports" } });
  link.received({ kind: "told", event: { type: "review" } });
  expect(heard).toEqual([]);
  expect(frames).toHaveLength(1);
  frame();
  expect(heard).toEqual(["reports", "review"]);
  link.received({ kind: "told", event: { type: "chat-rules" } });
  frame();
  expect(heard).toEqual(["reports", "review", "chat-rules"]);
});

test("an answer is not heard before what was told before it", async () => {
  const { link, sent, heard, frame } = linkWithFrames();
  const asked = link.ask("look").then(() => heard.push("answered"));
  link.received({ kind: "told", event: { type: "reports" } });
  link.received({ kind: "answer", id: sent[0]?.id, value: undefined });
  await asked;
  expect(heard).toEqual(["reports", "answered"]);
  frame();
  expect(heard).toEqual(["reports", "answered"]);
});

test("what is told before anybody listens is heard by all who begin to listen together", () => {
  const frames: (() => void)[] = [];
  const link = engineLink(
    () => undefined,
    (work) => frames.push(work),
  );
  link.received({ kind: "told", event: { type: "reports" } });
  for (const work of frames.splice(0)) work();
  const heard: string[] = [];
  link.onEvent(({ type }) => heard.push(`first ${type}`));
  link.onEvent(({ type }) => heard.push(`second ${type}`));
  for (const work of frames.splice(0)) work();
  expect(heard).toEqual(["first reports", "second reports"]);
});
