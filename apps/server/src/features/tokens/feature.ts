import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { type BotDeps, botRules } from "./bots.ts";
import { remindOfTokens } from "./remind.ts";
import { tokenRoutes } from "./routes.ts";
import { tokenStore } from "./store.ts";
import { tokenTables } from "./tables.ts";
import { type TokenWatch, tokenWatch } from "./token-watch.ts";
import { type TokenDeps, type TokenRules, tokenRules } from "./tokens.ts";

export { tokenTables } from "./tables.ts";

export interface TokensFeature extends Feature {
  readonly watch: TokenWatch;
  /** For whoever looks through tokens, and decides that one ends. */
  readonly reviewed: Pick<TokenRules, "live" | "ending">;
}

export function tokensFeature(
  deps: Kernel & Pick<BotDeps, "door" | "conversations"> & Pick<TokenDeps, "tellRooms">,
): TokensFeature {
  const store = tokenStore(deps.reader);
  const tokens = tokenRules({ ...deps, store });
  remindOfTokens(deps, store);
  const bots = botRules({ ...deps, store, shownTokens: tokens.shown });
  return {
    name: "tokens",
    tables: tokenTables,
    routes: tokenRoutes(bots, tokens),
    watch: tokenWatch(deps, store),
    reviewed: tokens,
  };
}
