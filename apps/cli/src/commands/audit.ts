/** `warbler audit …`: reads the log, verifies it, keeps it, proves a message. Each sub-command is in a file of its own. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { addAuditExport } from "./audit-export.ts";
import { addAuditMirror } from "./audit-mirror.ts";
import { addAuditProof } from "./audit-proof.ts";
import { addAuditQuery } from "./audit-query.ts";
import { addAuditVerify } from "./audit-verify.ts";

export function addAudit(
  program: Command,
  deps: Pick<CliDeps, "words" | "language" | "output" | "session" | "terminal" | "profile">,
): void {
  const audit = program.command("audit").description(deps.words.commands.audit.says);
  addAuditQuery(audit, deps);
  addAuditExport(audit, deps);
  addAuditVerify(audit, deps);
  addAuditMirror(audit, deps);
  addAuditProof(audit, deps);
}
