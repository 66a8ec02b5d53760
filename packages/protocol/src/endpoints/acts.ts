/** Acts under dual control. */
import * as acts from "../features/acts.ts";
import { endpoint } from "./endpoint.ts";

export const actsEndpoints = {
  actRequests: endpoint({
    method: "GET",
    path: "/api/acts",
    says: "Acts under dual control that were asked for, with what exactly is to be signed, newest first.",
    answer: acts.actRequestList,
  }),
  askAct: endpoint({
    method: "POST",
    path: "/api/acts",
    says: "Asks others to approve a call of a route whose action is under dual control.",
    body: acts.askActRequest,
    answer: acts.actRequestAnswer,
  }),
  ownActRequests: endpoint({
    method: "GET",
    path: "/api/acts/mine",
    says: "Acts that the caller asked for, newest first.",
    answer: acts.actRequestList,
  }),
  approveAct: endpoint({
    method: "POST",
    path: "/api/acts/:request/approval",
    says: "Approves an act of somebody else by a signature of this device or of a passkey.",
    body: acts.approveActRequest,
    answer: acts.actRequestAnswer,
  }),
  executeAct: endpoint({
    method: "POST",
    path: "/api/acts/:request/execution",
    says: "Does what was asked for, once, when enough others have approved it.",
    answer: acts.executeActAnswer,
  }),
  withdrawAct: endpoint({
    method: "DELETE",
    path: "/api/acts/:request",
    says: "Withdraws what one asked for.",
  }),
} as const;
