/** Files, as encrypted chunks. */
import * as attachments from "../features/attachments.ts";
import { endpoint } from "./endpoint.ts";

export const attachmentsEndpoints = {
  startAttachment: endpoint({
    method: "POST",
    path: "/api/attachments",
    says: "Announces a file; repeated, it tells what is stored.",
    body: attachments.startAttachmentRequest,
    answer: attachments.attachmentAnswer,
  }),
  attachment: endpoint({
    method: "GET",
    path: "/api/rooms/:room/attachments/:attachment",
    says: "What is stored of a file.",
    answer: attachments.attachmentAnswer,
  }),
  putChunk: endpoint({
    method: "PUT",
    path: "/api/rooms/:room/attachments/:attachment/chunks/:chunk",
    says: "Stores one encrypted chunk (`chunk` is a number from 0).",
    bytes: "request",
  }),
  getChunk: endpoint({
    method: "GET",
    path: "/api/rooms/:room/attachments/:attachment/chunks/:chunk",
    says: "One encrypted chunk.",
    bytes: "answer",
  }),
} as const;
