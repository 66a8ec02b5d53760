/** What other features may use of bots and tokens. */
import type { AccountId, TokenScope } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ownersBots } from "./bots.ts";
import { tokenStore } from "./store.ts";
import { storedReach } from "./token-watch.ts";

export type { OwnersBotsRules } from "./bots.ts";
export { type DirectoryTokens, directoryTokens } from "./directory-tokens.ts";
export { botRemoved, tokenEnded, tokenEndsSoon, tokenMade } from "./facts.ts";
export type { TokensFeature } from "./feature.ts";

/** What becomes of somebody's bots when they are suspended, come back or leave. */
export const botsOfOwners = (kernel: Pick<Kernel, "policy" | "reader">) =>
  ownersBots({ policy: kernel.policy, store: tokenStore(kernel.reader) });

/** How a bot is shown beside its name: whose it is, and what its tokens are made for together. */
export function botShownBy({ reader, vault, clock }: Pick<Kernel, "reader" | "vault" | "clock">) {
  const store = tokenStore(reader);
  return async (account: AccountId) => {
    const bot = await store.bot(account);
    if (bot === undefined) return undefined;
    const scopes = new Set<TokenScope>();
    for (const row of await store.liveTokensOf(account, clock.nowMs()))
      for (const scope of storedReach(vault, row)?.scopes ?? []) scopes.add(scope);
    return { owner: bot.owner, scopes: [...scopes].sort() };
  };
}
