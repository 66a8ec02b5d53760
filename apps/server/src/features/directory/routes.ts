import { type EntryId, LIMITS } from "@warbler/protocol";
import { ok, refuse } from "../../kernel/result.ts";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { DirectoryRules } from "./directory.ts";
import type { DirectoryGroupRules } from "./groups.ts";
import type { MappingRules } from "./mappings.ts";
import type { DirectoryPeopleRules } from "./people.ts";
import type { RequestList } from "./requests.ts";
import { configResource, resourceTypes, schemasResource } from "./resources.ts";

const org = () => ({ kind: "org" }) as const;
const LARGE = { maxBodyBytes: LIMITS.scimBodyBytes };

export interface DirectoryRouteRules {
  readonly directory: DirectoryRules;
  readonly people: DirectoryPeopleRules;
  readonly groups: DirectoryGroupRules;
  readonly mappings: MappingRules;
  readonly requests: RequestList;
  readonly base: string;
}

export const directoryRoutes = (rules: DirectoryRouteRules): readonly HttpRoute[] => [
  ...officersRoutes(rules),
  ...aboutRoutes(rules),
  ...userRoutes(rules),
  ...groupRoutes(rules),
];

const officersRoutes = ({ directory, mappings }: DirectoryRouteRules): readonly HttpRoute[] => [
  route("directory")
    .requires("directory.read", org)
    .handle((grant) => directory.overview(grant)),
  route("directoryPeople")
    .requires("directory.read", org)
    .handle((grant) => directory.listPeople(grant)),
  route("makeDirectoryToken")
    .requires("directory.configure", org)
    .handle((grant, { body }) => directory.makeToken(grant, body)),
  route("linkDirectoryEntry")
    .requires("directory.configure", org)
    .handle((grant, { params, body }) => directory.link(grant, params.entry, body)),
  route("mapGroupToRole")
    .requires("role.grant", org)
    .handle((grant, { params, body }) => mappings.addRole(grant, params.entry, body.role)),
  route("mapGroupToRoom")
    .requires("room.add-member", ({ body }) => ({ kind: "room", room: body.room }))
    .handle((grant, { params }) => mappings.addRoom(grant, params.entry)),
  route("removeMapping")
    .requires("directory.configure", org)
    .handle((grant, { params }) => mappings.remove(grant, params.mapping)),
];

const aboutRoutes = ({ base, requests }: DirectoryRouteRules): readonly HttpRoute[] => [
  route("scimConfig")
    .requires("directory.provision", org)
    .handle(async () => requests.noted("GET ServiceProviderConfig", Promise.resolve(ok(configResource(base))))),
  route("scimResourceTypes")
    .requires("directory.provision", org)
    .handle(async () => requests.noted("GET ResourceTypes", Promise.resolve(ok(resourceTypes(base))))),
  route("scimBulk", LARGE)
    .requires("directory.provision", org)
    .handle(async () => requests.noted("POST Bulk", Promise.resolve(refuse("not-supported")))),
  route("scimSchemas")
    .requires("directory.provision", org)
    .handle(async () => requests.noted("GET Schemas", Promise.resolve(ok(schemasResource(base))))),
];

const at = (method: string, kind: "Users" | "Groups", { entry }: { readonly entry: EntryId }) =>
  `${method} ${kind}/${entry}`;

const userRoutes = ({ people, requests: { noted } }: DirectoryRouteRules): readonly HttpRoute[] => [
  route("scimUsers")
    .requires("directory.provision", org)
    .handle((_grant, { body }) => noted("GET Users", people.list(body))),
  route("scimCreateUser", LARGE)
    .requires("directory.provision", org)
    .handle((grant, { body }) => noted("POST Users", people.create(grant, body))),
  route("scimUser")
    .requires("directory.provision", org)
    .handle((grant, { params }) => noted(at("GET", "Users", params), people.read(grant, params.entry))),
  route("scimReplaceUser", LARGE)
    .requires("directory.provision", org)
    .handle((grant, { params, body, ifMatch }) =>
      noted(at("PUT", "Users", params), people.replace({ grant, entry: params.entry, ifMatch }, body)),
    ),
  route("scimPatchUser", LARGE)
    .requires("directory.provision", org)
    .handle((grant, { params, body, ifMatch }) =>
      noted(at("PATCH", "Users", params), people.patch({ grant, entry: params.entry, ifMatch }, body.operations)),
    ),
  route("scimRemoveUser")
    .requires("directory.provision", org)
    .handle((grant, { params, ifMatch }) =>
      noted(at("DELETE", "Users", params), people.remove({ grant, entry: params.entry, ifMatch })),
    ),
];

const groupRoutes = ({ groups, requests: { noted } }: DirectoryRouteRules): readonly HttpRoute[] => [
  route("scimGroups")
    .requires("directory.provision", org)
    .handle((_grant, { body }) => noted("GET Groups", groups.list(body))),
  route("scimCreateGroup", LARGE)
    .requires("directory.provision", org)
    .handle((grant, { body }) => noted("POST Groups", groups.create(grant, body))),
  route("scimGroup")
    .requires("directory.provision", org)
    .handle((_grant, { params, body }) => noted(at("GET", "Groups", params), groups.read(params.entry, body))),
  route("scimReplaceGroup", LARGE)
    .requires("directory.provision", org)
    .handle((grant, { params, body, ifMatch }) =>
      noted(at("PUT", "Groups", params), groups.replace({ grant, entry: params.entry, ifMatch }, body)),
    ),
  route("scimPatchGroup", LARGE)
    .requires("directory.provision", org)
    .handle((grant, { params, body, ifMatch }) =>
      noted(at("PATCH", "Groups", params), groups.patch({ grant, entry: params.entry, ifMatch }, body.operations)),
    ),
  route("scimRemoveGroup")
    .requires("directory.provision", org)
    .handle((grant, { params, ifMatch }) =>
      noted(at("DELETE", "Groups", params), groups.remove({ grant, entry: params.entry, ifMatch })),
    ),
];
