/** Ends the sessions of who must have a second factor from now on and has none: they make one when they sign in again. */
import type { AccountId, SessionId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { type FactAbout, isNonEmpty, plan, update } from "../../kernel/plan.ts";
import { type SettingsRules, securityConfigured } from "../factors/index.ts";
import { sessionsEnded } from "./facts.ts";
import { accountStore } from "./store.ts";
import { sessions } from "./tables.ts";

const PAGE = 500;

/** Watches the settings; what comes back is to be told of who got another role, or of nobody where it may be anybody. */
export function enforceFactor({
  ledger,
  openGrant,
  reader,
  clock,
  log,
  settings,
}: Pick<Kernel, "ledger" | "openGrant" | "reader" | "clock" | "log"> & {
  readonly settings: Pick<SettingsRules, "isFactorRequired" | "hasFactor">;
}): (account?: AccountId) => void {
  const store = accountStore(reader);
  const enforce = async (account: AccountId) => {
    if (!(await settings.isFactorRequired(account)) || (await settings.hasFactor(account))) return;
    const nowMs = clock.nowMs();
    const ids: readonly SessionId[] = (await store.liveSessionsOf(account, nowMs)).map(({ id }) => id);
    const about: readonly FactAbout[] = ids.map((session) => ({ subject: account, detail: { session } }));
    if (!isNonEmpty(about)) return;
    const steps = ids.map((id) => update(sessions, { id, ended_ms: null }, { ended_ms: nowMs }, "ignore"));
    await ledger.commit(openGrant("a second factor is required, and there is none"), () =>
      plan(sessionsEnded, about, steps, { sessions: ids }),
    );
  };
  const enforceAll = async () => {
    for (let after: AccountId | undefined; ; ) {
      const page = await store.accountsAfter(after, PAGE);
      for (const { id } of page) await enforce(id);
      after = page.at(-1)?.id;
      if (page.length < PAGE) return;
    }
  };
  const failed = () => log("listener-failed");
  ledger.on(securityConfigured, () => void enforceAll().catch(failed));
  return (account) => void (account === undefined ? enforceAll() : enforce(account)).catch(failed);
}
