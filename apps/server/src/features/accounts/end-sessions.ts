/** Ends sessions by the server itself: when a rule changed, or somebody else says that they are over. */
import type { AccountId, SessionId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { type FactAbout, isNonEmpty, plan, type Step, update } from "../../kernel/plan.ts";
import { sessionsEnded } from "./facts.ts";
import { accountStore } from "./store.ts";
import { sessions } from "./tables.ts";

const PAGE = 500;

export interface LiveSessions {
  readonly account: AccountId;
  readonly sessions: readonly SessionId[];
}
type ReaderAndClock = Pick<Kernel, "reader" | "clock">;

export const liveSessionsOf = async ({ reader, clock }: ReaderAndClock, account: AccountId): Promise<LiveSessions> => ({
  account,
  sessions: (await accountStore(reader).liveSessionsOf(account, clock.nowMs())).map(({ id }) => id),
});

/** Of everybody in turn. */
export async function* everybodysSessions(kernel: ReaderAndClock): AsyncGenerator<LiveSessions> {
  const store = accountStore(kernel.reader);
  for (let after: AccountId | undefined; ; ) {
    const page = await store.accountsAfter(after, PAGE);
    for (const { id } of page) yield liveSessionsOf(kernel, id);
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** Ends one, if it is not over yet. */
export const endSessionStep = (
  { account, session }: { readonly account: AccountId; readonly session: SessionId },
  nowMs: number,
): Step => update(sessions, { id: session, account, ended_ms: null }, { ended_ms: nowMs }, "ignore");

/** Those that are over already are left alone. `reason` says why nobody is asked. */
export async function endSessionsOf(
  { ledger, openGrant, clock }: Pick<Kernel, "ledger" | "openGrant" | "clock">,
  { account, sessions: ids }: LiveSessions,
  reason: string,
): Promise<void> {
  const nowMs = clock.nowMs();
  const about: readonly FactAbout[] = ids.map((session) => ({ subject: account, detail: { session } }));
  if (!isNonEmpty(about)) return;
  const steps = ids.map((session) => endSessionStep({ account, session }, nowMs));
  await ledger.commit(openGrant(reason), () => plan(sessionsEnded, about, steps, { sessions: ids }));
}
