/** What other features and the composition root use of marks. */
export { markRules, markSet } from "./marks.ts";
