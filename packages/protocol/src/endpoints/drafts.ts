/** Drafts of one's other devices. */
import * as drafts from "../features/drafts.ts";
import { endpoint } from "./endpoint.ts";

export const draftsEndpoints = {
  drafts: endpoint({
    method: "GET",
    path: "/api/drafts",
    says: "Drafts that the account's other devices sealed to this one, one a room.",
    answer: drafts.draftList,
  }),
  sendDraft: endpoint({
    method: "PUT",
    path: "/api/rooms/:room/draft",
    says: "Hands what one began to write in a room to other devices of the account, sealed to each.",
    body: drafts.sendDraftRequest,
  }),
} as const;
