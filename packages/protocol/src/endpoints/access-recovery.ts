/** The way back for who lost their password or their second factor. */
import * as access from "../features/access-recovery.ts";
import { signInAnswer } from "../features/accounts.ts";
import { endpoint } from "./endpoint.ts";

export const accessRecoveryEndpoints = {
  startAccessRecovery: endpoint({
    method: "POST",
    path: "/api/people/:account/access-recovery",
    says: "Makes a one-time link by which a person chooses a new password, after a wait in which they can refuse it.",
    body: access.startAccessRecoveryRequest,
    answer: access.accessRecoveryStarted,
  }),
  withdrawAccessRecovery: endpoint({
    method: "DELETE",
    path: "/api/people/:account/access-recovery",
    says: "Withdraws the recovery of a person's access: its link is worth nothing any more.",
  }),
  accessRecoveries: endpoint({
    method: "GET",
    path: "/api/access-recoveries",
    says: "Recoveries of people's access, newest first.",
    answer: access.accessRecoveryList,
  }),
  ownAccessRecoveries: endpoint({
    method: "GET",
    path: "/api/me/access-recoveries",
    says: "Recoveries of the caller's own access, newest first.",
    answer: access.accessRecoveryList,
  }),
  refuseAccessRecovery: endpoint({
    method: "POST",
    path: "/api/me/access-recoveries/:recovery/refusal",
    says: "Refuses a recovery of the caller's own access: its link is worth nothing any more.",
  }),
  confirmAccessRecovery: endpoint({
    method: "POST",
    path: "/api/me/access-recoveries/:recovery/confirmation",
    says: "Lets a recovery of the caller's own access be used at once, signed by the calling device.",
    body: access.confirmAccessByDevice,
  }),
  accessLink: endpoint({
    method: "POST",
    path: "/api/access-recovery",
    says: "What a recovery link is for, and from when on it can be used.",
    body: access.accessLink,
    answer: access.accessLinkAnswer,
  }),
  accessLinkWraps: endpoint({
    method: "POST",
    path: "/api/access-recovery/wraps",
    says: "The account's root key, encrypted under its recovery code, for who has the code to confirm with.",
    body: access.accessLink,
    answer: access.accessLinkWraps,
  }),
  confirmAccessLink: endpoint({
    method: "POST",
    path: "/api/access-recovery/confirmation",
    says: "Lets a recovery link be used at once, signed by the account's root key.",
    body: access.confirmAccessByCode,
  }),
  useAccessLink: endpoint({
    method: "POST",
    path: "/api/access-recovery/use",
    says: "Sets a new password, ends all sessions, takes all second factors away, and signs in.",
    body: access.useAccessLink,
    answer: signInAnswer,
  }),
} as const;
