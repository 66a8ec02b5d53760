/** Hands what was read of the log to the person, as the file that `warbler audit verify` takes. */
import type { AuditExport } from "@warbler/protocol";
import { saveBlob } from "../../platform/files.ts";

export function saveAudit(made: AuditExport): void {
  const newest = made.facts[0]?.leaf ?? 0;
  saveBlob(new Blob([`${JSON.stringify(made, undefined, 1)}\n`], { type: "application/json" }), `audit-${newest}.json`);
}
