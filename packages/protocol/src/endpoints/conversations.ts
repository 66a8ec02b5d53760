/** Rooms, their members, pins and readers. */
import * as conversations from "../features/conversations.ts";
import { endpoint } from "./endpoint.ts";

export const conversationsEndpoints = {
  createRoom: endpoint({
    method: "POST",
    path: "/api/rooms",
    says: "Makes a room.",
    body: conversations.createRoomRequest,
    answer: conversations.roomAnswer,
  }),
  rooms: endpoint({ method: "GET", path: "/api/rooms", says: "The caller's rooms.", answer: conversations.roomList }),
  room: endpoint({ method: "GET", path: "/api/rooms/:room", says: "One room.", answer: conversations.roomAnswer }),
  describeRoom: endpoint({
    method: "PATCH",
    path: "/api/rooms/:room",
    says: "Changes name or topic.",
    body: conversations.describeRoomRequest,
    answer: conversations.roomAnswer,
  }),
  roster: endpoint({
    method: "GET",
    path: "/api/rooms/:room/members",
    says: "Who is in the room.",
    answer: conversations.rosterAnswer,
  }),
  addMembers: endpoint({
    method: "POST",
    path: "/api/rooms/:room/members",
    says: "Adds people.",
    body: conversations.addMembersRequest,
    answer: conversations.rosterAnswer,
  }),
  removeMember: endpoint({ method: "DELETE", path: "/api/rooms/:room/members/:account", says: "Removes a person." }),
  leaveRoom: endpoint({ method: "POST", path: "/api/rooms/:room/leave", says: "Leaves the room." }),
  grantRoomRole: endpoint({
    method: "PATCH",
    path: "/api/rooms/:room/members/:account",
    says: "Gives a member a room role.",
    body: conversations.grantRoomRoleRequest,
  }),
  pins: endpoint({
    method: "GET",
    path: "/api/rooms/:room/pins",
    says: "The pinned messages.",
    answer: conversations.pinsAnswer,
  }),
  readers: endpoint({
    method: "GET",
    path: "/api/rooms/:room/readers",
    says: "How far each member has read.",
    answer: conversations.readersAnswer,
  }),
} as const;
