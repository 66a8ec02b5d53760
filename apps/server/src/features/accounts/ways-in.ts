/** By what people can come in, for whoever is about to take a way away. */
import type { AccountId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { accountStore } from "./store.ts";

const PAGE = 500;

/** Those of these people who have a password. Nothing takes it away but leaving for good. */
export const withPassword =
  ({ reader }: Pick<Kernel, "reader">) =>
  async (accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>> => {
    const store = accountStore(reader);
    const found = new Set<AccountId>();
    for (let at = 0; at < accounts.length; at += PAGE)
      for (const { id, password } of await store.accountsOf(accounts.slice(at, at + PAGE)))
        if (password !== null) found.add(id);
    return found;
  };
