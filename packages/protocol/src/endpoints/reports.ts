/** Reports of messages to those who look after security. */
import * as reports from "../features/reports.ts";
import { endpoint } from "./endpoint.ts";

export const reportsEndpoints = {
  makeReport: endpoint({
    method: "POST",
    path: "/api/rooms/:room/reports",
    says: "Reports a message of a room to those who look after security.",
    body: reports.makeReportRequest,
    answer: reports.reportAnswer,
  }),
  ownReports: endpoint({
    method: "GET",
    path: "/api/me/reports",
    says: "What the caller reported, and what became of it, newest first.",
    answer: reports.reportList,
  }),
  reports: endpoint({
    method: "GET",
    path: "/api/reports",
    says: "Reports, newest first; the messages themselves are not in it.",
    body: reports.reportQuery,
    answer: reports.reportList,
  }),
  readReport: endpoint({
    method: "POST",
    path: "/api/reports/:report/reading",
    says: "A report with the messages that its reporter disclosed. The reading is a fact of the audit log.",
    answer: reports.reportDetail,
  }),
  takeReport: endpoint({
    method: "POST",
    path: "/api/reports/:report/handler",
    says: "The caller handles this report from now on.",
    answer: reports.reportAnswer,
  }),
  closeReport: endpoint({
    method: "POST",
    path: "/api/reports/:report/outcome",
    says: "Closes a report with an outcome, which the reporter sees.",
    body: reports.closeReportRequest,
    answer: reports.reportAnswer,
  }),
} as const;
