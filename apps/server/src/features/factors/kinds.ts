/** Which proofs besides the password people have, many people at once. */
import type { AccountId, FactorKind } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { factorStore } from "./store.ts";

export const factorKindsOf =
  ({ reader }: Pick<Kernel, "reader">) =>
  async (accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, readonly FactorKind[]>> => {
    if (accounts.length === 0) return new Map();
    const store = factorStore(reader);
    const found: readonly (readonly [FactorKind, readonly AccountId[]])[] = [
      ["passkey", await store.ownersAmong(accounts, "passkey")],
      ["totp", await store.ownersAmong(accounts, "totp")],
      ["recovery-codes", await store.recoveryCodeOwnersAmong(accounts)],
    ];
    const kinds = new Map<AccountId, FactorKind[]>(accounts.map((account) => [account, []]));
    for (const [kind, owners] of found) for (const account of owners) kinds.get(account)?.push(kind);
    return kinds;
  };
