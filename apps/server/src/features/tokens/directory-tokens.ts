/** Tokens of the directory, which is no bot: nobody owns it and it is in no room. Made by the directory's own rules, kept as all are. */
import type { AccountId, MadeToken } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { AnyGrant } from "../../kernel/policy/policy.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import { tokenMade } from "./facts.ts";
import { tokenStore } from "./store.ts";
import { tokens } from "./tables.ts";
import { newToken, shownTokens } from "./tokens.ts";

interface Prepared {
  readonly account: AccountId;
  readonly by: AccountId;
  readonly name: string;
  readonly made: ReturnType<typeof newToken>;
  readonly steps: readonly Step[];
}

export function directoryTokens(kernel: Pick<Kernel, "ledger" | "reader" | "vault" | "clock">) {
  const { ledger, vault, clock } = kernel;
  const store = tokenStore(kernel.reader);
  const shown = async (account: AccountId) => shownTokens(vault, await store.liveTokensOf(account, clock.nowMs()));
  return {
    shown,
    prepare: newToken,
    /** Steps that hold an account to so many tokens; those that are over do not count. */
    async room(account: AccountId, most: number): Promise<readonly Step[]> {
      const nowMs = clock.nowMs();
      return [
        ...(await store.expiredTokensOf(account, nowMs)).map(({ id }) =>
          update(tokens, { id, ended_ms: null }, { ended_ms: nowMs }, "ignore"),
        ),
        requireRows(tokens, { account, ended_ms: null }, "too-many", 0, most - 1),
      ];
    },
    async commit(grant: AnyGrant, { account, by, name, made, steps }: Prepared): Promise<Result<MadeToken>> {
      const { id, expiresAtMs, token } = made;
      const about = aboutEach(account, [by], { token: id, account, by, name, scopes: "directory", expiresAtMs });
      const done = await ledger.commit(grant, () => plan(tokenMade, about, steps, { rooms: [] }));
      if (!done.ok) return done;
      const answer = (await shown(account)).find((one) => one.id === id);
      return answer === undefined ? refuse("not-found") : { ok: true, value: { ...answer, token } };
    },
  };
}
export type DirectoryTokens = ReturnType<typeof directoryTokens>;
