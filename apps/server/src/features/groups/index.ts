/** What other features and the composition root use of groups. */
export { forkReported, groupBegun, groupCommitted, groupLeft, historyAdded, removalProposed } from "./facts.ts";
export { groupRules } from "./groups.ts";
