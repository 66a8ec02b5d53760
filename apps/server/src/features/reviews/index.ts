/** What other features may use of reviews. */
export { reviewClosed, reviewReminded, reviewStarted, reviewWithdrawn } from "./facts.ts";
