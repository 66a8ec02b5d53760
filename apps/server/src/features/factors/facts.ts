/** What the feature tells the rest of the server, after the commit. */
import type { AccountId } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";

interface Owned {
  readonly account: AccountId;
}
export const factorAdded = factType<Owned>("factor.added");
export const factorRemoved = factType<Owned>("factor.removed");
export const codesMade = factType<Owned>("recovery-codes.made");
export const factorChanged = factType<null>("factor.changed");
