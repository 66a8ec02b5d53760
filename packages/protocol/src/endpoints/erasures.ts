/** Erasing records by destroying their keys. */
import * as erasures from "../features/erasures.ts";
import { endpoint } from "./endpoint.ts";

export const erasuresEndpoints = {
  erase: endpoint({
    method: "POST",
    path: "/api/erasures",
    says: "Erases records by destroying their keys; more than one message only after a wait.",
    body: erasures.eraseRequest,
    answer: erasures.eraseAnswer,
  }),
  erasures: endpoint({
    method: "GET",
    path: "/api/erasures",
    says: "Erasures, newest first, with their places in the log.",
    answer: erasures.erasureList,
  }),
  withdrawErasure: endpoint({
    method: "DELETE",
    path: "/api/erasures/:erasure",
    says: "Withdraws an erasure that still waits.",
  }),
  roomErasures: endpoint({
    method: "GET",
    path: "/api/rooms/:room/erasures/:seq",
    says: "What was erased of a room since the caller's device was added or the room was made, after erasure number `seq`, each with its log proof.",
    body: erasures.roomErasuresQuery,
    answer: erasures.roomErasureList,
  }),
  confirmErasures: endpoint({
    method: "POST",
    path: "/api/rooms/:room/erasures/confirmations",
    says: "The caller's device has destroyed what it held of these erased records.",
    body: erasures.confirmErasuresRequest,
  }),
} as const;
