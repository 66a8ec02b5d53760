/** Calling people to a message that cannot wait. */
import * as urgent from "../features/urgent.ts";
import { endpoint } from "./endpoint.ts";

export const urgentEndpoints = {
  urgent: endpoint({
    method: "GET",
    path: "/api/urgent",
    says: "Urgent calls that wait for the caller, those that the caller made lately, and how many are left.",
    answer: urgent.urgentAnswer,
  }),
  urge: endpoint({
    method: "POST",
    path: "/api/rooms/:room/urgent/:seq",
    says: "Calls members of the room to a message of one's own, past what they have muted (`seq` is a number).",
    body: urgent.urgeRequest,
    answer: urgent.urgentAnswer,
  }),
  seeUrgent: endpoint({
    method: "DELETE",
    path: "/api/rooms/:room/urgent/:seq",
    says: "Says that the caller has seen what they were called to.",
  }),
} as const;
