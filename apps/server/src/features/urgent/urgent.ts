/**
 * Urgent calls: somebody who wrote a message calls members of its room to it, past what they have muted. Each call is a fact, and there
 * are few of them a day, so that they stay something one looks at.
 */
import { type AccountId, LIMITS, RECORD_KINDS, type UrgentAnswer } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, factType, insert, plan, remove, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type UrgentRow, urgentStore } from "./store.ts";
import { urgentCalls } from "./tables.ts";

interface UrgentNotice {
  /** Who called and who is called. */
  readonly accounts: readonly AccountId[];
}
export const urgentCalled = factType<UrgentNotice>("urgent.called");
export const urgentSeen = factType<UrgentNotice>("urgent.seen");

export type UrgentDeps = Pick<Kernel, "ledger" | "policy" | "reader" | "clock">;

export function urgentRules({ ledger, policy, reader, clock }: UrgentDeps) {
  const store = urgentStore(reader);
  const sinceMs = () => clock.nowMs() - LIMITS.urgentMs;
  const leftOf = (sent: readonly UrgentRow[]): number =>
    LIMITS.urgentPerDay - new Set(sent.map(({ room, seq, at_ms }) => `${room} ${seq} ${at_ms}`)).size;
  const callOf = ({ room, seq, caller, at_ms }: UrgentRow) => ({ room, seq, by: caller, atMs: at_ms });
  const answerFor = async (account: AccountId): Promise<UrgentAnswer> => {
    const [called, sent] = [await store.waitingFor(account, sinceMs()), await store.sentBy(account, sinceMs())];
    // Nobody can look at a message of a room that they are not in any more, so nothing calls them there.
    const mayLook = await Promise.all(called.map(async ({ room }) => (await policy.rosterOf(room)).has(account)));
    const waiting = called.filter((_call, at) => mayLook[at]);
    return {
      waiting: waiting.map(callOf),
      sent: sent.map((row) => ({ ...callOf(row), to: row.receiver, seen: row.seen_ms !== null })),
      left: Math.max(0, leftOf(sent)),
    };
  };

  return {
    async list(grant: Grant<"urgent.read">): Promise<Result<UrgentAnswer>> {
      return ok(await answerFor(grant.resource.account));
    },

    async call(grant: Grant<"urgent.call">, seq: number, given: readonly AccountId[]): Promise<Result<UrgentAnswer>> {
      const { account } = grant.caller;
      const { room } = grant.resource;
      const people = [...new Set(given)];
      const record = await store.record(room, seq);
      if (record?.kind !== RECORD_KINDS.message || record.imported === 1) return refuse("not-found");
      if (record.author !== account) return refuse("forbidden", "expected a message of one's own");
      const roster = await policy.rosterOf(room);
      if (people.some((one) => one === account || !roster.has(one)))
        return refuse("bad-request", "expected other members of the room");
      const sent = await store.sentBy(account, sinceMs());
      if (leftOf(sent) <= 0) return refuse("too-many");
      const over = await store.overOf(account, sinceMs());
      // Later than any before, so that two in one moment about one message are two.
      const at_ms = Math.max(clock.nowMs(), ...sent.map((row) => row.at_ms + 1));
      const done = await ledger.commit(grant, () =>
        plan(
          urgentCalled,
          aboutEach(account, people, { room, seq, by: account, people: people.length }),
          [
            ...over.map(({ receiver, ...row }) =>
              remove(urgentCalls, { room: row.room, seq: row.seq, receiver }, "ignore"),
            ),
            // What was counted still counts, so that many at one moment are not more than are left.
            requireRows(urgentCalls, { caller: account }, "too-many", sent.length, sent.length),
            ...people.map((receiver) =>
              insert(urgentCalls, { room, seq, receiver, caller: account, at_ms }, "urgent-already"),
            ),
          ],
          { accounts: [account, ...people] },
        ),
      );
      return done.ok ? ok(await answerFor(account)) : done;
    },

    async see(grant: Grant<"urgent.see">, seq: number): Promise<Result<undefined>> {
      const { account: receiver } = grant.caller;
      const { room } = grant.resource;
      const [waiting] = (await store.waitingFor(receiver, sinceMs())).filter(
        (row) => row.room === room && row.seq === seq,
      );
      if (waiting === undefined) return refuse("not-found");
      const done = await ledger.commit(grant, () =>
        plan(
          urgentSeen,
          [{ subject: receiver, detail: { room, seq } }],
          [update(urgentCalls, { room, seq, receiver, seen_ms: null }, { seen_ms: clock.nowMs() })],
          { accounts: [receiver, waiting.caller] },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type UrgentRules = ReturnType<typeof urgentRules>;
