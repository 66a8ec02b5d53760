/** What other features may use of attachments. */
export { useSteps } from "./uses.ts";
