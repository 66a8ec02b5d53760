/** Whom the directory told of, for whoever lets them in by what another system says of them. */
import type { AccountId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { externalIdKey } from "./people.ts";
import { directoryStore } from "./store.ts";

/** The account that waits for the person with this id in the other system: active, not joined, and the only one of that id. */
export const provisionedAs =
  ({ reader, vault, policy }: Pick<Kernel, "reader" | "vault" | "policy">) =>
  async (externalId: string): Promise<AccountId | undefined> => {
    const [only, another] = await directoryStore(reader).peopleByExternalId(externalIdKey(vault, externalId));
    if (only === undefined || another !== undefined) return undefined;
    const standing = await policy.standingOf(only.account);
    return standing?.role === "placeholder" && standing.suspended_ms === null ? only.account : undefined;
  };
