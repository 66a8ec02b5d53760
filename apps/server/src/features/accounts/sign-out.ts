/** The end of somebody else's sessions, or of one of their devices, by an officer; the person finds it in their own facts. */
import type { ApiParsed, DeviceId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, plan, update } from "../../kernel/plan.ts";
import type { Agreed } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { AccountsDeps } from "./accounts.ts";
import { endSessionsSteps, removeDeviceSteps } from "./devices.ts";
import * as told from "./facts.ts";
import { accountStore } from "./store.ts";
import { sessions } from "./tables.ts";

export interface SignOutDeps extends Pick<Kernel, "ledger" | "reader" | "clock">, Pick<AccountsDeps, "deviceLeaves"> {}

export function signOutRules({ ledger, reader, clock, deviceLeaves }: SignOutDeps) {
  const store = accountStore(reader);
  return {
    async signPersonOut(
      grant: Agreed<"person.sign-out">,
      { session, reason }: ApiParsed<"signPersonOut">,
    ): Promise<Result<{ ended: number }>> {
      const { account } = grant.resource;
      const nowMs = clock.nowMs();
      const live = await store.liveSessionsOf(account, nowMs);
      const ended = session === undefined ? live.length : live.filter(({ id }) => id === session).length;
      if (session !== undefined && ended === 0) return refuse("not-found");
      const by = grant.caller.account;
      const detail = { account, by, reason, ...(session === undefined ? { sessions: ended } : { session }) };
      // All of them with one step, so that none that begins at this moment is left.
      const steps =
        session === undefined
          ? endSessionsSteps(account, nowMs)
          : [update(sessions, { id: session, account, ended_ms: null }, { ended_ms: nowMs })];
      const notice = { account, ...(session !== undefined && { session }) };
      const done = await ledger.commit(grant, () =>
        plan(told.personSignedOut, aboutEach(account, [by], detail), steps, notice),
      );
      return done.ok ? ok({ ended }) : done;
    },

    /** The signed list is the person's alone: the device stays on it until they take it off. */
    async takeDeviceAway(
      grant: Agreed<"person.sign-out">,
      device: DeviceId,
      { reason }: ApiParsed<"takeDeviceAway">,
    ): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const by = grant.caller.account;
      const done = await ledger.commit(grant, () =>
        plan(
          told.deviceRemoved,
          aboutEach(account, [by], { account, by, device, reason }),
          [...removeDeviceSteps({ account, device }, clock.nowMs(), "not-found"), ...deviceLeaves(device)],
          { account, device, by },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type SignOutRules = ReturnType<typeof signOutRules>;
