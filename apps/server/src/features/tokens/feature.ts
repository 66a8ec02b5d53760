import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { type BotDeps, botRules } from "./bots.ts";
import { tokenRoutes } from "./routes.ts";
import { tokenStore } from "./store.ts";
import { tokenTables } from "./tables.ts";
import { type TokenWatch, tokenWatch } from "./token-watch.ts";
import { type TokenDeps, tokenRules } from "./tokens.ts";

export { tokenTables } from "./tables.ts";

export interface TokensFeature extends Feature {
  readonly watch: TokenWatch;
}

export function tokensFeature(
  deps: Kernel & Pick<BotDeps, "door" | "conversations"> & Pick<TokenDeps, "tellRooms">,
): TokensFeature {
  const store = tokenStore(deps.reader);
  const tokens = tokenRules({ ...deps, store });
  const bots = botRules({ ...deps, store, shownTokens: tokens.shown });
  return {
    name: "tokens",
    tables: tokenTables,
    routes: tokenRoutes(bots, tokens),
    watch: tokenWatch(deps, store),
  };
}
