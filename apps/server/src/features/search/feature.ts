import { erasureCompleted } from "../../kernel/erasure.ts";
import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { route } from "../../kernel/routes/route.ts";
import { recordsImported } from "../imports/index.ts";
import { type SearchDeps, searchRules } from "./search.ts";

export { segmentFolder } from "./segment-folder.ts";

/** After a start, an import's last batch or an erasure, large rooms are made ready for search. */
const WARM_AFTER_MS = 2_000;

export function searchFeature(deps: SearchDeps & Pick<Kernel, "ledger" | "log">): Feature {
  const rules = searchRules(deps);
  let cancelWarming: () => void = () => undefined;
  const warmSoon = () => {
    cancelWarming();
    cancelWarming = deps.clock.after(WARM_AFTER_MS, () => {
      rules.warm().catch(() => deps.log("listener-failed"));
    });
  };
  deps.ledger.on(recordsImported, warmSoon);
  deps.ledger.on(erasureCompleted, () => {
    rules.forget();
    warmSoon();
  });
  warmSoon();
  return {
    name: "search",
    tables: [],
    routes: [
      route("search")
        .requires("search.own-rooms", (_input, caller) => ({ kind: "account", account: caller.account }))
        .handle((grant, { body }) => rules.search(grant, body)),
    ],
  };
}
