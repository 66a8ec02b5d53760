/** People as officers see them, and the end of their sessions. */
import * as people from "../features/people.ts";
import { endpoint } from "./endpoint.ts";

export const peopleEndpoints = {
  reviewPeople: endpoint({
    method: "GET",
    path: "/api/people/review",
    says: "People with what protects their accounts and when they were last active, in pages; the reading is recorded.",
    body: people.peopleReviewQuery,
    answer: people.peopleReview,
  }),
  reviewPerson: endpoint({
    method: "GET",
    path: "/api/people/:account/review",
    says: "A person's devices and sessions, and what would go with them; the person finds the reading in their own facts.",
    answer: people.personReview,
  }),
  signPersonOut: endpoint({
    method: "POST",
    path: "/api/people/:account/sign-out",
    says: "Ends one session of a person, or all of them.",
    body: people.signPersonOutRequest,
    answer: people.signedOutAnswer,
  }),
  takeDeviceAway: endpoint({
    method: "POST",
    path: "/api/people/:account/devices/:device/removal",
    says: "Takes away a person's device: its sessions end, and nobody signs in on it again. Off the signed list only the person takes it.",
    body: people.takeDeviceRequest,
  }),
} as const;
