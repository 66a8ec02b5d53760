import type { AccountId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { route } from "../../kernel/routes/route.ts";
import type { ReportRules } from "./reports.ts";
import { reportTables } from "./tables.ts";

export { reportTables } from "./tables.ts";

const org = () => ({ kind: "org" }) as const;

export const reportsFeature = (rules: ReportRules): Feature => ({
  name: "reports",
  tables: reportTables,
  routes: [
    route("makeReport")
      .requires("report.make", ({ params }) => ({ kind: "room", room: params.room }))
      .handle((grant, { body }) => rules.make(grant, body)),
    route("ownReports")
      .requires("report.list-own", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant) => rules.own(grant)),
    route("reports")
      .requires("report.handle", org)
      .handle((grant, { body }) => rules.list(grant, body.state)),
    route("readReport")
      .requires("report.handle", org)
      .handle((grant, { params }) => rules.read(grant, params.report)),
    route("takeReport")
      .requires("report.handle", org)
      .handle((grant, { params }) => rules.take(grant, params.report)),
    route("closeReport")
      .requires("report.handle", org)
      .handle((grant, { params, body }) => rules.close(grant, params.report, body)),
  ],
});
