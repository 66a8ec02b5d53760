/** The identity log, and what the devices of one person hand each other. */
import * as audit from "../features/audit.ts";
import * as devices from "../features/devices.ts";
import * as identity from "../features/identity.ts";
import { endpoint } from "./endpoint.ts";

export const identityEndpoints = {
  identityLogKey: endpoint({
    method: "GET",
    path: "/identity/key",
    says: "The identity log's origin and verifier key (C2SP signed-note).",
    answer: audit.logKeyAnswer,
  }),
  identityCheckpoint: endpoint({
    method: "GET",
    path: "/identity/checkpoint",
    says: "The identity log's newest signed checkpoint, with the line `timestamp` and the seconds since 1970.",
    bytes: "answer",
  }),
  identityEntries: endpoint({
    method: "GET",
    path: "/api/identity/entries",
    says: "A page of the identity log (`IdentityEntries`).",
    body: identity.identityEntriesQuery,
    bytes: "answer",
  }),
  postIdentity: endpoint({
    method: "POST",
    path: "/api/identity",
    says: "Appends the next signed version of the caller's devices; devices that drop out lose their sessions.",
    bytes: "request",
    answer: identity.identityPosted,
  }),
  approvals: endpoint({
    method: "GET",
    path: "/api/devices/approval",
    says: "The account's device approvals that wait.",
    answer: devices.approvalList,
  }),
  askApproval: endpoint({
    method: "POST",
    path: "/api/devices/approval",
    says: "Asks the account's other devices to approve this one.",
    body: devices.askApprovalRequest,
    answer: devices.approvalAnswer,
  }),
  answerApproval: endpoint({
    method: "POST",
    path: "/api/devices/approval/:approval",
    says: "Adds a message to a device approval.",
    body: devices.approvalMessageRequest,
    answer: devices.approvalAnswer,
  }),
  endApproval: endpoint({
    method: "DELETE",
    path: "/api/devices/approval/:approval",
    says: "Ends a device approval, whatever came of it.",
  }),
  transfers: endpoint({
    method: "GET",
    path: "/api/transfers",
    says: "The chunks of keys that wait for this device.",
    answer: devices.transferList,
  }),
  putTransfer: endpoint({
    method: "PUT",
    path: "/api/transfers/:device/chunks/:chunk",
    says: "Hands an encrypted chunk of keys to another device of the account (`chunk` is a number from 0).",
    bytes: "request",
  }),
  getTransfer: endpoint({
    method: "GET",
    path: "/api/transfers/:device/chunks/:chunk",
    says: "One chunk that the device sent to this one.",
    bytes: "answer",
  }),
  endTransfer: endpoint({
    method: "DELETE",
    path: "/api/transfers/:device",
    says: "Drops what the device sent to this one.",
  }),
} as const;
