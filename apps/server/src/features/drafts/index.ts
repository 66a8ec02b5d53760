/** What other features and the composition root use of drafts. */
export { draftRules, draftSent, forgetDrafts } from "./drafts.ts";
