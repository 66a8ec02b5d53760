/** The delivery service of end-to-end rooms (RFC 9750). */
import * as groups from "../features/groups.ts";
import { endpoint } from "./endpoint.ts";

export const groupsEndpoints = {
  storeKeyPackages: endpoint({
    method: "POST",
    path: "/api/key-packages",
    says: "Stores key packages of this device (`KeyPackageUpload`).",
    bytes: "request",
    answer: groups.keyPackagesStored,
  }),
  keyPackages: endpoint({
    method: "GET",
    path: "/api/key-packages",
    says: "How many key packages of this device are left.",
    answer: groups.keyPackagesStored,
  }),
  claimKeyPackages: endpoint({
    method: "POST",
    path: "/api/key-packages/claim",
    says: "Takes one key package for each device (`ClaimedKeyPackages`).",
    body: groups.claimRequest,
    bytes: "answer",
  }),
  leaver: endpoint({
    method: "GET",
    path: "/api/rooms/:room/leavers/:account",
    says: "Suspensions, returns and removals of somebody whom the server asked this room to take out, each with its log proof.",
    answer: groups.leaverAnswer,
  }),
  proposalKey: endpoint({
    method: "GET",
    path: "/api/proposal-key",
    says: "The key with which the server proposes to remove revoked devices.",
    answer: groups.proposalKeyAnswer,
  }),
  commitToGroup: endpoint({
    method: "POST",
    path: "/api/rooms/:room/commits",
    says: "Begins the room's group or moves it to the next epoch (`CommitBundle`).",
    bytes: "request",
    answer: groups.commitAnswer,
  }),
  resetGroup: endpoint({
    method: "POST",
    path: "/api/rooms/:room/reset",
    says: "Begins a new group for the room, after the old one broke (`CommitBundle`).",
    bytes: "request",
    answer: groups.commitAnswer,
  }),
  importHistory: endpoint({
    method: "POST",
    path: "/api/rooms/:room/history",
    says: "Adds a batch of messages from another system to an end-to-end room (`HistoryBatch`).",
    bytes: "request",
    answer: groups.historyAnswer,
  }),
  group: endpoint({
    method: "GET",
    path: "/api/rooms/:room/group",
    says: "The room's group as it stands (`GroupState`).",
    bytes: "answer",
  }),
  leaveGroup: endpoint({
    method: "POST",
    path: "/api/rooms/:room/leave-group",
    says: "Leaves an end-to-end room, with signed proposals to remove one's devices (`LeaveProposals`).",
    bytes: "request",
    mayBeEmpty: true,
  }),
  reportEpoch: endpoint({
    method: "POST",
    path: "/api/rooms/:room/epoch",
    says: "Tells what this device made of an epoch, so that a fork is noticed.",
    body: groups.epochReport,
    answer: groups.epochAnswer,
  }),
  welcomes: endpoint({
    method: "GET",
    path: "/api/welcomes",
    says: "The rooms in which a Welcome waits for this device.",
    answer: groups.welcomeList,
  }),
  welcome: endpoint({
    method: "GET",
    path: "/api/rooms/:room/welcome",
    says: "The newest Welcome for this device (`GroupWelcome`).",
    bytes: "answer",
  }),
  endWelcome: endpoint({
    method: "DELETE",
    path: "/api/rooms/:room/welcome/:seq",
    says: "Drops this device's Welcomes up to that of the commit at `seq`, once it has joined.",
  }),
} as const;
