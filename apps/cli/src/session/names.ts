/** Names of people by id, asked of the server in the pages it allows. */
import type { AccountId, Person } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";

const PAGE = 500;

export async function namesOf(
  me: Pick<Warbler, "api">,
  accounts: Iterable<AccountId>,
): Promise<ReadonlyMap<AccountId, Person>> {
  const ids = [...new Set(accounts)];
  const found = new Map<AccountId, Person>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const { people } = await me.api("lookUpPeople", { ids: ids.slice(at, at + PAGE) });
    for (const person of people) found.set(person.id, person);
  }
  return found;
}
