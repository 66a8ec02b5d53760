/** Who would still come in: for whoever takes a service away, or makes single sign-on the only way. */
import { type AccountId, isGrantedRole, type SsoProviderId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { countsAs } from "../../kernel/policy/rule.ts";
import { ssoStore } from "./store.ts";

export interface WaysInDeps extends Pick<Kernel, "policy" | "reader"> {
  /** Those of these people who have a password or a passkey. */
  readonly withOwnWay: (accounts: readonly AccountId[]) => Promise<ReadonlySet<AccountId>>;
}

export function waysIn({ policy, reader, withOwnWay }: WaysInDeps) {
  const store = ssoStore(reader);
  const isThere = async (): Promise<readonly AccountId[]> =>
    [...(await policy.everybody())].filter(([, { standing }]) => isGrantedRole(countsAs(standing))).map(([id]) => id);
  const owners = async (): Promise<readonly AccountId[]> =>
    [...(await policy.everybody())].filter(([, { standing }]) => countsAs(standing) === "owner").map(([id]) => id);

  return {
    /** Whether some owner comes in by a password or a passkey, which no service can take away. */
    async keepsAnOwner(): Promise<boolean> {
      return (await withOwnWay(await owners())).size > 0;
    },

    /** Whether this person comes in again where single sign-on is the only way. */
    async comesBack(account: AccountId): Promise<boolean> {
      const own = (await owners()).includes(account) && (await withOwnWay([account])).has(account);
      return own || (await store.linkedByWhatIsOn()).has(account);
    },

    async countsOf(provider: SsoProviderId): Promise<{ readonly people: number; readonly onlyWayOf: number }> {
      const linked = (await store.linksOfProvider(provider)).filter(({ unlinked_ms }) => unlinked_ms === null);
      const people = [...new Set(linked.map(({ account }) => account))];
      const own = await withOwnWay(people);
      const others = await store.linkedByWhatIsOn(provider);
      return { people: people.length, onlyWayOf: people.filter((one) => !own.has(one) && !others.has(one)).length };
    },

    /** How many, owners apart, single sign-on as the only way would shut out. */
    async withoutLink(): Promise<number> {
      const linked = await store.linkedByWhatIsOn();
      const kept = new Set(await owners());
      return (await isThere()).filter((one) => !linked.has(one) && !kept.has(one)).length;
    },
  };
}
export type WaysIn = ReturnType<typeof waysIn>;
