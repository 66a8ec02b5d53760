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
export { type AccountsDoor, accountsDoor } from "./door.ts";
export {
  deviceRemoved,
  invitationAccepted,
  passwordChanged,
  personSignedOut,
  sessionsEnded,
  statusChanged,
} from "./facts.ts";
export { machineSteps } from "./machine.ts";
export { digestOf } from "./sessions.ts";
export { addressBlock, createThrottle } from "./throttle.ts";
