/** Console: everybody with what protects their account, and one person's page. */
import { type AccountId, isId } from "@warbler/protocol";
import type { Me } from "../../engine/engine-api.ts";
import { usePlace } from "../place.ts";
import { LeavingPage } from "./leaving-page.tsx";
import { PeopleList } from "./people-list.tsx";
import { PersonPage } from "./person-page.tsx";

export function People({ me }: { readonly me: Me }) {
  const [account = "", page] = usePlace().path;
  if (!isId<AccountId>(account)) return <PeopleList me={me} />;
  return page === "leaving" ? (
    <LeavingPage account={account} />
  ) : (
    <PersonPage key={account} account={account} me={me} />
  );
}
