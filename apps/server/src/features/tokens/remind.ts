/** Tells whoever answers for a token that it ends soon, once: a program that stops one night is found out too late. */
import { LIMITS } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, update } from "../../kernel/plan.ts";
import { repeat } from "../../kernel/repeat.ts";
import { tokenEndsSoon } from "./facts.ts";
import type { TokenStore } from "./store.ts";
import { tokens } from "./tables.ts";

const LOOK_MS = 3_600_000;

export function remindOfTokens(
  { ledger, openGrant, clock, log }: Pick<Kernel, "ledger" | "openGrant" | "clock" | "log">,
  store: Pick<TokenStore, "endingBefore" | "bot">,
): void {
  const look = async (): Promise<void> => {
    const nowMs = clock.nowMs();
    for (const row of await store.endingBefore(nowMs + LIMITS.tokenEndsSoonMs, nowMs)) {
      // Who made one for a few days knows when it ends.
      if (row.expires_ms - row.made_ms < 2 * LIMITS.tokenEndsSoonMs) continue;
      const owner = (await store.bot(row.account))?.owner ?? row.made_by;
      const detail = { token: row.id, account: row.account, expiresAtMs: row.expires_ms };
      const told = update(tokens, { id: row.id, ended_ms: null, reminded_ms: null }, { reminded_ms: nowMs });
      await ledger.commit(openGrant("whoever answers for a token is told that it ends soon"), () =>
        plan(tokenEndsSoon, aboutEach(owner, [], detail), [told], { account: owner }),
      );
    }
  };
  repeat(clock, LOOK_MS, look, () => log("listener-failed"));
}
