/** What other features and the composition root use of urgent calls. */
export { urgentCalled, urgentRules, urgentSeen } from "./urgent.ts";
