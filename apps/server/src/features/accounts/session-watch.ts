/**
 * Which sessions live: until they are ended, too old, or unused for too long. Their use is noted coarsely, many in one
 * commit: at most one row in a quarter of an hour for a session, however many requests it makes.
 */
import { type AccountId, LIMITS, type SessionId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { type FactAbout, factType, isNonEmpty, plan, update } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Known } from "../../kernel/routes/credential.ts";
import { boundToOf, digestOf, isGenuine } from "./sessions.ts";
import type { AccountStore, SessionRow } from "./store.ts";
import { devices, sessions } from "./tables.ts";

const sessionSeen = factType<null>("session.seen");

/** What is to be noted waits this long, so that many share one commit. */
const GATHER_MS = 1_000;
const MOST_IN_A_COMMIT = 500;

export const lastSeenMs = ({ started_ms, seen_ms }: SessionRow): number => seen_ms ?? started_ms;
/** Until when sensitive acts need no further proof. */
export const provenUntilMs = ({ started_ms, proven_ms }: SessionRow): number =>
  (proven_ms ?? started_ms) + LIMITS.freshProofMs;
export const unusedEndsMs = (row: SessionRow): number => lastSeenMs(row) + LIMITS.sessionIdleMs;

export function sessionWatch(
  {
    ledger,
    openGrant,
    vault,
    retired,
    clock,
    log,
  }: Pick<Kernel, "ledger" | "openGrant" | "vault" | "retired" | "clock" | "log">,
  store: Pick<AccountStore, "sessionByToken" | "sessionsOf">,
) {
  const toNote = new Map<SessionId, AccountId>();
  let isGathering = false;

  const isAlive = (row: SessionRow, nowMs: number) =>
    row.ended_ms === null && row.expires_ms > nowMs && unusedEndsMs(row) > nowMs;

  /** As the server made it, never ended before, and on a device that was not removed. */
  const counts = async (row: SessionRow) =>
    isGenuine(vault, row) &&
    !(await retired.row(sessions, row)) &&
    !(await retired.row(devices, { id: row.device, removed_ms: null }));

  const noteAll = async () => {
    isGathering = false;
    const all = [...toNote];
    toNote.clear();
    const seen_ms = clock.nowMs();
    for (let at = 0; at < all.length; at += MOST_IN_A_COMMIT) {
      const some = all.slice(at, at + MOST_IN_A_COMMIT);
      const about: readonly FactAbout[] = some.map(([session, subject]) => ({ subject, detail: { session } }));
      if (!isNonEmpty(about)) break;
      const steps = some.map(([id]) => update(sessions, { id, ended_ms: null }, { seen_ms }, "ignore"));
      await ledger.commit(openGrant("the server notes that sessions are used"), () =>
        plan(sessionSeen, about, steps, null),
      );
    }
  };
  const note = (row: SessionRow, nowMs: number) => {
    if (nowMs - lastSeenMs(row) < LIMITS.sessionSeenMs) return;
    toNote.set(row.id, row.account);
    if (isGathering) return;
    isGathering = true;
    clock.after(GATHER_MS, () => {
      noteAll().catch(() => log("listener-failed"));
    });
  };

  return {
    /** Whose a token is, while the session lives and its device is not removed. */
    identify: async (token: Uint8Array): Promise<Result<Known>> => {
      const row = await store.sessionByToken(digestOf(token));
      const nowMs = clock.nowMs();
      if (row === undefined || !isAlive(row, nowMs) || !(await counts(row))) return refuse("signed-out");
      note(row, nowMs);
      const { account, device, id: session } = row;
      const caller: Caller = { account, device, session, ...(provenUntilMs(row) > nowMs && { isFresh: true }) };
      const boundTo = boundToOf(row);
      return ok({ caller, ...(boundTo !== undefined && { boundTo }) });
    },

    /** Notes these sessions as used, since they are connected, and tells which of them are over. */
    look: async (connected: readonly SessionId[]): Promise<ReadonlySet<SessionId>> => {
      const over = new Set(connected);
      for (let at = 0; at < connected.length; at += MOST_IN_A_COMMIT) {
        const rows = await store.sessionsOf(connected.slice(at, at + MOST_IN_A_COMMIT));
        const nowMs = clock.nowMs();
        for (const row of rows) {
          // Being connected is use: only its age or its end is over for a connected session.
          if (row.ended_ms !== null || row.expires_ms <= nowMs || !(await counts(row))) continue;
          over.delete(row.id);
          note(row, nowMs);
        }
      }
      return over;
    },
  };
}
export type SessionWatch = ReturnType<typeof sessionWatch>;
