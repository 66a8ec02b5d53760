/** Roles that people take by themselves in an emergency. */
import * as emergencies from "../features/emergencies.ts";
import { endpoint } from "./endpoint.ts";

export const emergenciesEndpoints = {
  beginEmergency: endpoint({
    method: "POST",
    path: "/api/emergencies",
    says: "Takes a role in an emergency, at once and for a short time, as the policy lets the caller.",
    body: emergencies.beginEmergencyRequest,
    answer: emergencies.emergency,
  }),
  emergenciesNow: endpoint({
    method: "GET",
    path: "/api/emergencies/now",
    says: "Emergencies that count now: the caller's own, and everybody's for whoever may see them.",
    answer: emergencies.emergenciesNow,
  }),
  ownEmergencies: endpoint({
    method: "GET",
    path: "/api/emergencies/mine",
    says: "Which roles the caller may take in an emergency, and the emergencies of theirs so far.",
    answer: emergencies.ownEmergencies,
  }),
  endOwnEmergency: endpoint({
    method: "DELETE",
    path: "/api/emergencies/mine/:emergency",
    says: "Ends the caller's own emergency before its time.",
  }),
  emergencies: endpoint({
    method: "GET",
    path: "/api/emergencies",
    says: "Emergencies of everybody: those that count, then those that wait to be judged, then the newest.",
    answer: emergencies.emergencyList,
  }),
  endEmergency: endpoint({
    method: "DELETE",
    path: "/api/emergencies/:emergency",
    says: "Ends another person's emergency before its time.",
  }),
  emergencyActs: endpoint({
    method: "GET",
    path: "/api/emergencies/:emergency/acts",
    says: "What the person did while the emergency lasted, from the audit log; the look is recorded.",
    answer: emergencies.emergencyActs,
  }),
  judgeEmergency: endpoint({
    method: "POST",
    path: "/api/emergencies/:emergency/judgement",
    says: "States whether an emergency of somebody else was justified, once it is over.",
    body: emergencies.judgeEmergencyRequest,
  }),
} as const;
