export { actApproved, actAsked, actExecuted, actWithdrawn } from "./acts.ts";
