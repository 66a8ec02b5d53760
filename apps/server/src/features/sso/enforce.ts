/** Ends sessions that a change of single sign-on leaves without a reason: those of a service, or all that began another way. */
import type { AccountId, SessionId, SsoProviderId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { endSessionsOf, everybodysSessions, type LiveSessions, liveSessionsOf } from "../accounts/index.ts";
import { ssoConfigured } from "./facts.ts";
import { ssoStore } from "./store.ts";

type EnforceDeps = Pick<Kernel, "ledger" | "openGrant" | "reader" | "clock" | "log">;

/** What a service began, of each person at once. */
export const endSessionsOfProvider =
  (kernel: EnforceDeps) =>
  async (provider: SsoProviderId): Promise<void> => {
    const byAccount = new Map<AccountId, SessionId[]>();
    for (const { account, session } of await ssoStore(kernel.reader).sessionsOfProvider(provider))
      byAccount.set(account, [...(byAccount.get(account) ?? []), session]);
    for (const [account, sessions] of byAccount)
      await endSessionsOf(kernel, await liveAmong(kernel, { account, sessions }), "its sign-in service is off");
  };

async function liveAmong(kernel: EnforceDeps, { account, sessions }: LiveSessions): Promise<LiveSessions> {
  const live = await liveSessionsOf(kernel, account);
  return { account, sessions: live.sessions.filter((one) => sessions.includes(one)) };
}

/** Watches whether single sign-on became the only way; what comes back is to be told of who got another role. */
export function enforceSso(
  kernel: EnforceDeps,
  isOnlyWay: (account: AccountId) => Promise<boolean>,
): (account?: AccountId) => void {
  const store = ssoStore(kernel.reader);
  const enforce = async ({ account, sessions }: LiveSessions) => {
    if (sessions.length === 0 || !(await isOnlyWay(account))) return;
    const others: SessionId[] = [];
    for (const session of sessions) if ((await store.session(session)) === undefined) others.push(session);
    await endSessionsOf(kernel, { account, sessions: others }, "single sign-on is the only way in");
  };
  const enforceAll = async () => {
    for await (const live of everybodysSessions(kernel)) await enforce(live);
  };
  const failed = () => kernel.log("listener-failed");
  kernel.ledger.on(ssoConfigured, ({ isRequired }) => {
    if (isRequired) enforceAll().catch(failed);
  });
  return (account) => {
    if (account !== undefined) liveSessionsOf(kernel, account).then(enforce).catch(failed);
  };
}
