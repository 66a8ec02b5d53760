/** People as officers see them: what protects each account, devices and sessions, and the end of these. */
import type { AccountId, ApiInput, DeviceId, PersonReview, ReviewedPerson, SessionId } from "@warbler/protocol";
import type { Warbler } from "../warbler.ts";

export type PeopleFilter = Omit<ApiInput<"reviewPeople">, "after" | "limit">;

export interface PeopleApi {
  /** Everybody whom the filter wants, page by page; each page is recorded. */
  review(filter?: PeopleFilter): AsyncIterable<ReviewedPerson>;
  /** Devices, sessions, and what would go with the person, who finds the look in their own facts. */
  person(account: AccountId): Promise<PersonReview>;
  /** Ends one session or all of them, and tells how many. */
  signOut(account: AccountId, how: { readonly reason: string; readonly session?: SessionId }): Promise<number>;
  /** Ends one device's sessions and lets nobody sign in on it; off the signed list only the person takes it. */
  takeDeviceAway(account: AccountId, device: DeviceId, reason: string): Promise<void>;
}

export const peopleOf = (me: Pick<Warbler, "api">): PeopleApi => ({
  review: (filter = {}) => pagesOf(me, filter),
  person: (account) => me.api("reviewPerson", undefined, { account }),
  signOut: async (account, how) => (await me.api("signPersonOut", how, { account })).ended,
  takeDeviceAway: (account, device, reason) => me.api("takeDeviceAway", { reason }, { account, device }),
});

async function* pagesOf(me: Pick<Warbler, "api">, filter: PeopleFilter): AsyncGenerator<ReviewedPerson> {
  for (let after: AccountId | undefined; ; ) {
    const { people, next } = await me.api("reviewPeople", { ...filter, ...(after !== undefined && { after }) });
    yield* people;
    if (next === undefined) return;
    after = next;
  }
}
