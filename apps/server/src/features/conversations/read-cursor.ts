/** How far somebody has read in a room: forward only, and of several moves on their way at once the furthest counts. */
import type { Kernel } from "../../kernel/kernel.ts";
import { insertOrReplace, plan, type Receipt, requireRows } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result } from "../../kernel/result.ts";
import * as told from "./facts.ts";
import type { ConversationStore } from "./store.ts";
import { readCursors } from "./tables.ts";

/** Another move was written meanwhile. */
const MOVED = "already-decided";

/** Nothing where it was there already. */
export function readCursorMover(
  { ledger, clock }: Pick<Kernel, "ledger" | "clock">,
  store: Pick<ConversationStore, "cursor" | "lastSeq">,
) {
  return async (grant: Grant<"cursor.move">, seq: number): Promise<Result<Receipt | undefined>> => {
    const { room } = grant.resource;
    const { account } = grant.caller;
    const to = Math.min(seq, await store.lastSeq(room));
    for (;;) {
      const now = await store.cursor(room, account);
      if (to <= (now ?? 0)) return ok(undefined);
      // Moves of the same moment all saw the same cursor, and may be written in any order.
      const isStillThere =
        now === undefined
          ? requireRows(readCursors, { room, account }, MOVED, 0, 0)
          : requireRows(readCursors, { room, account, seq: now }, MOVED);
      const moved = await ledger.commit(grant, () =>
        plan(
          told.cursorMoved,
          [{ subject: account, detail: { room, seq: to } }],
          [isStillThere, insertOrReplace(readCursors, { room, account, seq: to, at_ms: clock.nowMs() })],
          { room, account, seq: to },
        ),
      );
      if (moved.ok || moved.refusal.code !== MOVED) return moved;
    }
  };
}
