/** What other features and the composition root use of devices. */
export { approvalAnswered, approvalAsked, deviceRules, forgetTransfers, keysHandedOver } from "./devices.ts";
