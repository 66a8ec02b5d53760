/** Ends the sessions of who must have a second factor from now on and has none: they make one when they sign in again. */
import type { AccountId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { type SettingsRules, securityConfigured } from "../factors/index.ts";
import { endSessionsOf, everybodysSessions, type LiveSessions, liveSessionsOf } from "./end-sessions.ts";

/** Watches the settings; what comes back is to be told of who got another role, or of nobody where it may be anybody. */
export function enforceFactor({
  settings,
  ...kernel
}: Pick<Kernel, "ledger" | "openGrant" | "reader" | "clock" | "log"> & {
  readonly settings: Pick<SettingsRules, "isFactorRequired" | "hasFactor">;
}): (account?: AccountId) => void {
  const enforce = async (live: LiveSessions) => {
    if (!(await settings.isFactorRequired(live.account)) || (await settings.hasFactor(live.account))) return;
    await endSessionsOf(kernel, live, "a second factor is required, and there is none");
  };
  const enforceAll = async () => {
    for await (const live of everybodysSessions(kernel)) await enforce(live);
  };
  const enforceOn = async (account: AccountId) => enforce(await liveSessionsOf(kernel, account));
  const failed = () => kernel.log("listener-failed");
  kernel.ledger.on(securityConfigured, () => void enforceAll().catch(failed));
  return (account) => void (account === undefined ? enforceAll() : enforceOn(account)).catch(failed);
}
