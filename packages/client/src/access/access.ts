/** Recoveries of access, as somebody signed in starts, sees, refuses and confirms them. */
import {
  type AccessRecovery,
  type AccessRecoveryId,
  type AccountId,
  type ApiAnswer,
  accessRecoveryPayload,
  base64urlFromBytes,
  LIMITS,
} from "@warbler/protocol";
import type { Warbler } from "../warbler.ts";

export interface AccessApi {
  /** For officers: a link to pass on to the person. It can be used after a wait, in which the person can refuse it. */
  start(account: AccountId, reason: string): Promise<ApiAnswer<"startAccessRecovery">>;
  withdraw(account: AccountId): Promise<void>;
  /** Of everybody, those that are open first. */
  list(): Promise<readonly AccessRecovery[]>;
  /** Of this account's own access: those that are open, and those whose link was used lately. */
  notices(nowMs: number): Promise<readonly AccessRecovery[]>;
  refuse(id: AccessRecoveryId): Promise<void>;
  /** Lets the link be used at once, signed by this device; `number` is what the page of the link shows. */
  confirm(id: AccessRecoveryId, number: string): Promise<void>;
}

export const accessOf = (me: Pick<Warbler, "api" | "identity" | "account">): AccessApi => ({
  start: (account, reason) => me.api("startAccessRecovery", { reason }, { account }),
  withdraw: (account) => me.api("withdrawAccessRecovery", undefined, { account }),
  list: async () => (await me.api("accessRecoveries", undefined)).recoveries,
  notices: async (nowMs) =>
    (await me.api("ownAccessRecoveries", undefined)).recoveries.filter(
      ({ state, endedAtMs = 0 }) =>
        state === "open" || (state === "used" && endedAtMs + LIMITS.accessRecoveryToldMs > nowMs),
    ),
  refuse: (recovery) => me.api("refuseAccessRecovery", undefined, { recovery }),
  async confirm(id, number) {
    const payload = accessRecoveryPayload({ id, account: me.account, number });
    const signature = base64urlFromBytes(await me.identity.signAccessRecovery(payload));
    return me.api("confirmAccessRecovery", { number, signature }, { recovery: id });
  },
});
