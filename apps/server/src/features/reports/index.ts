/** What other features and the composition root use of reports. */
export { reportClosed, reportMade, reportRules, reportTaken } from "./reports.ts";
