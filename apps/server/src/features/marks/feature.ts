import type { AccountId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { route } from "../../kernel/routes/route.ts";
import type { MarkRules } from "./marks.ts";
import { markTables } from "./tables.ts";

export { markTables } from "./tables.ts";

export const marksFeature = (rules: MarkRules): Feature => ({
  name: "marks",
  tables: markTables,
  routes: [
    route("marks")
      .requires("mark.list", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant) => rules.list(grant)),
    route("setMark")
      .requires("mark.set", ({ params }) => ({ kind: "room", room: params.room }))
      .handle((grant, { params, body }) => rules.set(grant, params.seq, body)),
  ],
});
