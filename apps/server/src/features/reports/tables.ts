import { type AccountId, REPORT_OUTCOMES, REPORT_REASONS, REPORT_STATES, type ReportId, type RoomId } from "@warbler/protocol";
import { choice, count, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** Messages that members reported. What they wrote and were answered is under the reporter's key. */
export const reports = table(
  "reports",
  {
    id: id<ReportId>(),
    reporter: id<AccountId>(),
    room: id<RoomId>(),
    seq: count(),
    author: id<AccountId>(),
    reason: choice(REPORT_REASONS),
    note: sealed<string>({ key: "subject", of: "reporter" }, "what the reporter wrote"),
    state: choice(REPORT_STATES),
    handler: nullable(id<AccountId>()),
    outcome: nullable(choice(REPORT_OUTCOMES)),
    answer: nullable(sealed<string>({ key: "subject", of: "reporter" }, "what the reporter was answered")),
    made_ms: timeMs(),
    changed_ms: timeMs(),
  },
  { primaryKey: ["id"], unique: [["reporter", "room", "seq"]], indexes: [["state", "made_ms"]] },
);

/** What a report discloses: records by reference, of end-to-end rooms with the key that opens just this one. */
export const reportedRecords = table(
  "reported_records",
  {
    report: id<ReportId>(),
    place: count(),
    reporter: id<AccountId>(),
    room: id<RoomId>(),
    seq: count(),
    content_key: nullable(
      sealed<Uint8Array>({ key: "subject", of: "reporter" }, "content key of the message, disclosed by the reporter"),
    ),
  },
  { primaryKey: ["report", "place"] },
);
export const reportTables = [reports, reportedRecords] as const;
