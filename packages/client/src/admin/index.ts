/** What those use who look after an organisation: a part of its own, so that a chat client does not carry it. */

export type { Authorship, DisclosedMessage } from "../reports/open-reported.ts";
export { type ActsApi, actsOf } from "./acts.ts";
export {
  type AuditFilter,
  auditExportOf,
  type CheckedExport,
  exportAudit,
  verifyAuditExport,
} from "./audit-export.ts";
export { botsOf } from "./bots.ts";
export type { BotsApi } from "./bots-api.ts";
export { directoryOf } from "./directory.ts";
export type { DirectoryApi } from "./directory-api.ts";
export { emergenciesOf } from "./emergencies.ts";
export type { EmergenciesApi } from "./emergencies-api.ts";
export { type PeopleApi, type PeopleFilter, peopleOf } from "./people.ts";
export { reportsOf } from "./reports.ts";
export type { OpenedReport, ReportsApi } from "./reports-api.ts";
export { type ReviewPlace, type ReviewsApi, reviewsOf } from "./reviews.ts";
export { rolesOf } from "./roles.ts";
export type { RolesApi } from "./roles-api.ts";
export { type SsoApi, ssoOf } from "./sso.ts";
export { type CheckedReview, type ReviewFault, verifyReviewResult } from "./verify-review.ts";
export { type CheckedReviewLog, type ReviewLogFault, verifyReviewInLog } from "./verify-review-log.ts";
