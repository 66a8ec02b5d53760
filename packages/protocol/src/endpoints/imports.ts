/** Histories of other messengers. */
import * as imports from "../features/imports.ts";
import { endpoint } from "./endpoint.ts";

export const importsEndpoints = {
  startImport: endpoint({
    method: "POST",
    path: "/api/imports",
    says: "Starts or resumes an import of a source.",
    body: imports.startImportRequest,
    answer: imports.importAnswer,
  }),
  importPeople: endpoint({
    method: "POST",
    path: "/api/imports/:import/people",
    says: "Adds placeholders for people of the source.",
    body: imports.importPeopleRequest,
    answer: imports.importPeopleAnswer,
  }),
  importRoom: endpoint({
    method: "POST",
    path: "/api/imports/:import/rooms",
    says: "Adds a room of the source.",
    body: imports.importRoomRequest,
    answer: imports.importRoomAnswer,
  }),
  importMembers: endpoint({
    method: "POST",
    path: "/api/imports/:import/members",
    says: "Says who was in a room of the source; who joins later is in it again.",
    body: imports.importMembersRequest,
    answer: imports.importMembersAnswer,
  }),
  importedMembers: endpoint({
    method: "GET",
    path: "/api/rooms/:room/imported-members",
    says: "Who was in an imported room in the source and has not joined here.",
    body: imports.importedMembersQuery,
    answer: imports.importedMembersAnswer,
  }),
  importRecords: endpoint({
    method: "POST",
    path: "/api/imports/:import/records",
    says: "Adds records of the source to one of its rooms.",
    body: imports.importRecordsRequest,
    answer: imports.importRecordsAnswer,
  }),
  completeImport: endpoint({
    method: "POST",
    path: "/api/imports/:import/complete",
    says: "Closes the import.",
    answer: imports.importAnswer,
  }),
} as const;
