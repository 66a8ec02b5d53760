/** What other features may use of accounts. */
import type { Reader } from "../../kernel/store/port.ts";
import { accountStore } from "./store.ts";

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
  endSessionStep,
  endSessionsOf,
  everybodysSessions,
  type LiveSessions,
  liveSessionsOf,
} from "./end-sessions.ts";
export {
  deviceRemoved,
  invitationAccepted,
  passwordChanged,
  personSignedOut,
  sessionStarted,
  sessionsEnded,
  statusChanged,
} from "./facts.ts";
export type { JoinRules, Newcomer } from "./join.ts";
export { type OneTimeLink, oneTimeLink } from "./links.ts";
export { machineSteps, renameStep } from "./machine.ts";
export { digestOf } from "./sessions.ts";
export type { FirstProof, SignInRules } from "./sign-in.ts";

/** When each person's sessions were last used. */
export const lastUses = (reader: Reader) => accountStore(reader).lastUses();
export { withPassword } from "./ways-in.ts";
