/** What a check found, and how `doctor` and `init` print it. */
import { CliFailure } from "../cli-failure.ts";
import type { Output } from "../output/output.ts";
import { table } from "../output/table.ts";
import type { Words } from "../words/index.ts";

export type CheckName = keyof Words["commands"]["doctor"]["names"];

export interface Finding {
  readonly check: CheckName;
  readonly verdict: "ok" | "warn" | "fail";
  readonly says: string;
  /** What to do about it. */
  readonly help?: string;
}

/** One line per finding; throws `unhealthy` after printing when any of them fails. */
export async function printFindings(
  findings: readonly Finding[],
  { words, output, extra = {} }: { words: Words; output: Output; extra?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const said = words.commands.doctor;
  const lines = table(
    findings.map(({ check, verdict, says, help }) => [
      said[verdict],
      said.names[check],
      help === undefined || verdict === "ok" ? says : `${says} → ${help}`,
    ]),
  );
  const count = (verdict: Finding["verdict"]) => findings.filter((finding) => finding.verdict === verdict).length;
  const failures = count("fail");
  await output.result({ ok: failures === 0, ...extra, findings }, lines);
  if (failures === 0) return;
  throw new CliFailure("unhealthy", { code: "unhealthy", message: said.summary(count("warn"), failures) });
}
