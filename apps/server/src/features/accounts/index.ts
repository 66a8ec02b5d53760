/** What other features may use of accounts. */
export { placeholderSteps } from "./accounts.ts";
export {
  closeAccountSteps,
  deviceKeysOf,
  endSessionsSteps,
  passwordDepends,
  removeDeviceSteps,
  stillThere,
} from "./devices.ts";
export { accountsDoor } from "./door.ts";
export { deviceRemoved, invitationAccepted, passwordChanged, sessionsEnded, statusChanged } from "./facts.ts";
export { createThrottle } from "./throttle.ts";
