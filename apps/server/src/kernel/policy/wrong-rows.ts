/** Stored roles that are not what the writer last wrote: told to the server's log and recorded in the audit log, once each. */
import type { Ledger } from "../ledger.ts";
import type { Log } from "../log.ts";
import { factType, plan } from "../plan.ts";
import type { WrongRow } from "./genuine.ts";
import type { Policy } from "./policy.ts";

const refused = factType<null>("role-row.refused");

export function wrongRowReporter(deps: { readonly ledger: Ledger; readonly policy: Policy; readonly log: Log }) {
  const told = new Set<string>();
  return (detail: WrongRow): void => {
    const { scope, account, how, row } = detail;
    const name = `${row ?? `${scope}/${account ?? ""}`}/${how}`;
    if (told.has(name)) return;
    told.add(name);
    deps.log("role-row-refused", { scope, how, ...(account !== null && { account }) });
    const grant = deps.policy.openGrant("the server records a role that somebody changed in the database");
    deps.ledger
      .commit(grant, () =>
        plan(
          refused,
          [{ subject: null, detail: { scope, account: account ?? "", how, ...(row !== undefined && { row }) } }],
          [],
          null,
        ),
      )
      .catch(() => deps.log("listener-failed"));
  };
}
