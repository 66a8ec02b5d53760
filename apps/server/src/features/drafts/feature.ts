import type { AccountId } from "@warbler/protocol";
import { LIMITS } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { route } from "../../kernel/routes/route.ts";
import type { DraftRules } from "./drafts.ts";
import { draftTables } from "./tables.ts";

export { draftTables } from "./tables.ts";

export const draftsFeature = (rules: DraftRules): Feature => ({
  name: "drafts",
  tables: draftTables,
  routes: [
    route("drafts")
      .requires("draft.read", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant) => rules.list(grant)),
    route("sendDraft", { maxBodyBytes: LIMITS.devicesPerDraft * 2 * LIMITS.draftLetterBytes })
      .requires("draft.send", ({ params }) => ({ kind: "room", room: params.room }))
      .handle((grant, { body }) => rules.send(grant, body)),
  ],
});
