import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { factType } from "../../kernel/plan.ts";
import { route } from "../../kernel/routes/route.ts";
import { recordsImported } from "../imports/index.ts";
import { type SearchDeps, searchRules } from "./search.ts";

/** After the last batch of an import by so long, its room is made ready for search. */
const WARM_AFTER_MS = 2_000;

export function searchFeature(deps: SearchDeps & Pick<Kernel, "ledger" | "log">): Feature {
  const rules = searchRules(deps);
  deps.ledger.on(factType<null>("erasure.completed"), () => rules.forget());
  const waiting = new Map<string, () => void>();
  deps.ledger.on(recordsImported, ({ room }) => {
    waiting.get(room)?.();
    const cancel = deps.clock.after(WARM_AFTER_MS, () => {
      waiting.delete(room);
      rules.warm(room).catch(() => deps.log("listener-failed"));
    });
    waiting.set(room, cancel);
  });
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
