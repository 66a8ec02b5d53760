/** Reports of messages, for those who look after security. */
import type { ApiInput, ReportAnswer, ReportId, ReportState } from "@warbler/protocol";
import type { DisclosedMessage } from "../reports/open-reported.ts";

export interface OpenedReport {
  readonly report: ReportAnswer;
  /** The reported one, then those shown with it. */
  readonly messages: readonly DisclosedMessage[];
}

export interface ReportsApi {
  /** Newest first. */
  list(state?: ReportState): Promise<readonly ReportAnswer[]>;
  /** With what was disclosed, opened and checked here. That it was read is a fact of the audit log. */
  read(id: ReportId): Promise<OpenedReport>;
  take(id: ReportId): Promise<ReportAnswer>;
  close(id: ReportId, outcome: ApiInput<"closeReport">): Promise<ReportAnswer>;
}
