import type { AccountId, RoomId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { route } from "../../kernel/routes/route.ts";
import { urgentTables } from "./tables.ts";
import type { UrgentRules } from "./urgent.ts";

export { urgentTables } from "./tables.ts";

const room = ({ params }: { readonly params: { readonly room: RoomId } }) =>
  ({ kind: "room", room: params.room }) as const;

export const urgentFeature = (rules: UrgentRules): Feature => ({
  name: "urgent",
  tables: urgentTables,
  routes: [
    route("urgent")
      .requires("urgent.read", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant) => rules.list(grant)),
    route("urge")
      .requires("urgent.call", room)
      .handle((grant, { params, body }) => rules.call(grant, params.seq, body.people)),
    route("seeUrgent")
      .requires("urgent.see", room)
      .handle((grant, { params }) => rules.see(grant, params.seq)),
  ],
});
