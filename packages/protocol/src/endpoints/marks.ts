/** A person's own marks on messages. */
import * as marks from "../features/marks.ts";
import { endpoint } from "./endpoint.ts";

export const marksEndpoints = {
  marks: endpoint({
    method: "GET",
    path: "/api/marks",
    says: "What the caller saved for later, hid, and left unread.",
    answer: marks.markList,
  }),
  setMark: endpoint({
    method: "PUT",
    path: "/api/rooms/:room/marks/:seq",
    says: "Sets or takes back one of the caller's own marks on a record (`seq` is a number).",
    body: marks.setMarkRequest,
  }),
} as const;
