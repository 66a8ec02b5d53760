/** What a program does about other people: compare, verify, accept. */
import { isSafetyNumberPayload, safetyNumber, type VerifiedIdentity } from "@warbler/crypto/identity";
import type { AccountId } from "@warbler/protocol";
import type { IdentityApi } from "./identity-api.ts";
import type { IdentityParts } from "./identity-parts.ts";

type PeopleApi = Pick<IdentityApi, "safetyNumber" | "verify" | "accept" | "changed">;

export function peopleApi({ deps: { fail }, replica, trust, own, notices, view }: IdentityParts): PeopleApi {
  /** This account and the other one, as the log has them now. */
  async function sides(account: AccountId): Promise<readonly [VerifiedIdentity, VerifiedIdentity]> {
    await replica.refresh();
    const [here, there] = [own.newest(), replica.newest(account)];
    if (here === undefined || there === undefined || there.account === here.account) throw fail("identity-missing");
    await trust.meet([{ account, root: there.root }]);
    return [here, there];
  }

  return {
    async safetyNumber(account) {
      const [here, there] = await sides(account);
      return { account, trust: trust.trustOf(account, there.root), ...(await safetyNumber(here, there)) };
    },
    async verify(account, scanned) {
      const [here, there] = await sides(account);
      if (scanned !== undefined && !(await isSafetyNumberPayload(scanned, [here, there])))
        throw fail("safety-number-wrong");
      await trust.trust(account, there.root, "verified");
      notices.changed.tell([account]);
    },
    async accept(account) {
      const [, there] = await sides(account);
      await trust.trust(account, there.root, "unverified");
      notices.changed.tell([account]);
    },
    async changed(accounts) {
      await replica.refresh();
      return view.membership.sendBlockedBy(accounts);
    },
  };
}
