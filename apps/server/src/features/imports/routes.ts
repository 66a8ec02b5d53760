import { LIMITS } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { ImportRules } from "./imports.ts";

const org = () => ({ kind: "org" }) as const;
const large = { maxBodyBytes: LIMITS.importBodyBytes };

export const importRoutes = (rules: ImportRules): readonly HttpRoute[] => [
  route("startImport")
    .requires("import.run", org)
    .handle((grant, { body }) => rules.start(grant, body)),
  route("importPeople", large)
    .requires("import.run", org)
    .handle((grant, { params, body }) => rules.addPeople(grant, params.import, body)),
  route("importRoom")
    .requires("import.run", org)
    .handle((grant, { params, body }) => rules.addRoom(grant, params.import, body)),
  route("importMembers")
    .requires("import.run", org)
    .handle((grant, { params, body }) => rules.addMembers(grant, params.import, body)),
  route("importedMembers")
    .requires("room.read", ({ params }) => ({ kind: "room", room: params.room }))
    .handle((grant, { body }) => rules.notJoined(grant, body)),
  route("importRecords", large)
    .requires("import.run", org)
    .handle((grant, { params, body }) => rules.addRecords(grant, params.import, body)),
  route("completeImport")
    .requires("import.run", org)
    .handle((grant, { params }) => rules.complete(grant, params.import)),
];
