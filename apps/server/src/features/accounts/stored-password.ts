import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { AccountRow } from "./store.ts";
import { accounts } from "./tables.ts";

/** The hash that counts; nothing where there is none, its key is gone, or it is one that was replaced. */
export async function storedPassword(
  { retired }: Pick<Kernel, "retired">,
  row: AccountRow,
): Promise<string | undefined> {
  if (row.password === null) return undefined;
  const hash = await retired.value(accounts, "password", row);
  return hash === ERASED ? undefined : hash;
}
