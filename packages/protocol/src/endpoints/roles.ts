/** Roles, the policy, and the standing of people. */
import * as roles from "../features/roles.ts";
import { endpoint } from "./endpoint.ts";

export const rolesEndpoints = {
  grantRole: endpoint({
    method: "POST",
    path: "/api/people/role",
    says: "Gives a person a role in the organisation.",
    body: roles.grantRoleRequest,
  }),
  heldRoles: endpoint({
    method: "GET",
    path: "/api/roles/held",
    says: "The roles that people hold beside their first one.",
    answer: roles.heldRoleList,
  }),
  holdRole: endpoint({
    method: "POST",
    path: "/api/roles/held",
    says: "Gives a person one more role, for a time or until it is dropped.",
    body: roles.holdRoleRequest,
  }),
  dropRole: endpoint({
    method: "POST",
    path: "/api/roles/drop",
    says: "Takes a role away that a person holds beside the first one.",
    body: roles.dropRoleRequest,
  }),
  askRole: endpoint({
    method: "POST",
    path: "/api/roles/requests",
    says: "Asks for a role for a time, with a reason.",
    body: roles.askRoleRequest,
    answer: roles.roleRequestAnswer,
  }),
  ownRoleRequests: endpoint({
    method: "GET",
    path: "/api/roles/requests/mine",
    says: "The caller's requests for roles, newest first.",
    answer: roles.roleRequestList,
  }),
  roleRequests: endpoint({
    method: "GET",
    path: "/api/roles/requests",
    says: "Requests for roles, newest first.",
    answer: roles.roleRequestList,
  }),
  answerRoleRequest: endpoint({
    method: "POST",
    path: "/api/roles/requests/:request",
    says: "Grants or refuses another person's request for a role.",
    body: roles.answerRoleRequest,
  }),
  withdrawRoleRequest: endpoint({
    method: "DELETE",
    path: "/api/roles/requests/:request",
    says: "Withdraws one's own request for a role.",
  }),
  why: endpoint({
    method: "POST",
    path: "/api/roles/why",
    says: "Whether a person may do something, and what decides it.",
    body: roles.whyRequest,
    answer: roles.whyAnswer,
  }),
  permissions: endpoint({
    method: "GET",
    path: "/api/me/permissions",
    says: "What the caller's roles in the organisation let them do now.",
    answer: roles.permissionsAnswer,
  }),
  policy: endpoint({
    method: "GET",
    path: "/api/policy",
    says: "The organisation's own roles, profile and policy tests.",
    answer: roles.policyAnswer,
  }),
  changePolicy: endpoint({
    method: "PUT",
    path: "/api/policy",
    says: "Replaces the policy, when all its tests pass.",
    body: roles.changePolicyRequest,
    answer: roles.policyAnswer,
  }),
  simulatePolicy: endpoint({
    method: "POST",
    path: "/api/policy/simulate",
    says: "Who would be able to do more or less under this policy, and which tests would fail.",
    body: roles.simulateRequest,
    answer: roles.simulation,
  }),
  suspendPerson: endpoint({
    method: "POST",
    path: "/api/people/:account/suspension",
    says: "Suspends a person: every session ends, and they may do nothing until it is lifted.",
    body: roles.reasonRequest,
  }),
  reinstatePerson: endpoint({
    method: "DELETE",
    path: "/api/people/:account/suspension",
    says: "Lifts a suspension; the person signs in again with the role and the rooms they had.",
  }),
  removePerson: endpoint({
    method: "POST",
    path: "/api/people/:account/removal",
    says: "Removes a person who leaves: sessions, devices, password and rooms. What they wrote stays.",
    body: roles.reasonRequest,
  }),
} as const;
