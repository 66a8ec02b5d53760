/** Marks and what people say they are doing, as the real server has them. */
import type { AccountId, ChatRules, MarkAnswer } from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakeState, Refused } from "./fake-state.ts";

const marksBy = new WeakMap<FakeState, Map<AccountId, readonly MarkAnswer[]>>();
/** Kept as they are set; the fake enforces none of them, so that tests see what a client does by itself. */
const rulesBy = new WeakMap<FakeState, ChatRules>();
const rulesOf = (state: FakeState): ChatRules =>
  rulesBy.get(state) ?? { recall: [], receipts: "optional", watermark: false, sharesReceipts: true };
const marksOf = (state: FakeState): Map<AccountId, readonly MarkAnswer[]> => {
  const known = marksBy.get(state) ?? new Map<AccountId, readonly MarkAnswer[]>();
  marksBy.set(state, known);
  return known;
};

export const markHandlers: Pick<
  Handlers,
  "marks" | "setMark" | "setStatus" | "chatRules" | "shareReceipts" | "configureChat"
> = {
  chatRules: ({ state }) => rulesOf(state),
  configureChat: ({ state, server, input: { recallWithinMs, receipts, newRooms, watermark } }) => {
    const withinMs = recallWithinMs === undefined ? {} : { withinMs: recallWithinMs };
    const before = rulesOf(state);
    const recall = [...before.recall, { sinceMs: state.nowMs(), ...withinMs }];
    const { watermark: shown } = before;
    rulesBy.set(state, {
      ...{ ...before, recall, receipts, watermark: watermark ?? shown },
      ...(newRooms !== undefined && { newRooms }),
    });
    for (const account of state.people.keys())
      server.tellAccount(account, { case: "deviceEvent", value: { kind: "chat-rules", approval: "" } });
    return undefined;
  },
  shareReceipts: ({ state, input: { shared } }) => {
    rulesBy.set(state, { ...rulesOf(state), sharesReceipts: shared });
    return undefined;
  },
  marks: ({ state, caller }) => ({ marks: [...(marksOf(state).get(caller().account) ?? [])] }),
  setMark: ({ state, server, caller, params, input: { mark, on } }) => {
    const { account } = caller();
    const { id: room, records } = state.roomFor(account, params["room"] ?? "");
    const seq = Number(params["seq"]);
    if (on && records[seq - 1] === undefined) throw new Refused("not-found");
    const set = { room, seq, mark, atMs: state.nowMs() };
    const others = (marksOf(state).get(account) ?? []).filter(
      (one) => one.room !== room || one.mark !== mark || (mark !== "unread" && one.seq !== seq),
    );
    marksOf(state).set(account, on ? [set, ...others] : others);
    server.tellAccount(account, { case: "markSet", value: { ...set, on } });
    return undefined;
  },
  setStatus: ({ state, server, caller, input: { text, untilMs } }) => {
    const { account } = caller();
    const person = state.people.get(account);
    if (person === undefined) throw new Refused("signed-out");
    const { status: _before, ...others } = person;
    const until = untilMs === undefined ? {} : { untilMs };
    state.people.set(account, text === "" ? others : { ...others, status: { text, ...until } });
    for (const other of state.people.keys())
      server.tellAccount(other, { case: "statusChanged", value: { account, text, ...until } });
    return undefined;
  },
};
