/** Entries as SCIM shows them (RFC 7643), lists of them, and the pages about the service itself. */
import { hash } from "node:crypto";
import { type EntryId, LIMITS, type ScimGroup, type ScimPerson, type ScimQuery } from "@warbler/protocol";
import type { Document } from "./filter.ts";

const CORE = "urn:ietf:params:scim:schemas:core:2.0";
const VERSION_CHARS = 22;
const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

interface Times {
  readonly made_ms: number;
  readonly changed_ms: number;
}
interface Of extends Times {
  readonly id: EntryId;
  /** As stored: each change seals them anew. */
  readonly attributes: Uint8Array;
  /** `https://host:port/scim/v2` */
  readonly base: string;
}
export interface Resource {
  readonly schemas: string[];
  readonly [name: string]: unknown;
}

/** A weak ETag: what only the server keeps may have changed under the same one. */
export const versionOf = ({ attributes }: Pick<Of, "attributes">): string =>
  `W/"${hash("sha256", attributes, "base64url").slice(0, VERSION_CHARS)}"`;

/** Whether one of the versions that a caller names is the present one (RFC 7644 §3.14, RFC 9110 §13.1.1). */
export const isPresent = (row: Pick<Of, "attributes">, ifMatch: string | undefined): boolean =>
  ifMatch === undefined || ifMatch.split(",").some((one) => one.trim() === "*" || one.trim() === versionOf(row));

const metaOf = (kind: "User" | "Group", { id, base, made_ms, changed_ms, ...row }: Of) => ({
  resourceType: kind,
  version: versionOf(row),
  created: new Date(made_ms).toISOString(),
  lastModified: new Date(changed_ms).toISOString(),
  location: `${base}/${kind}s/${id}`,
});

export function personResource(person: ScimPerson, of: Of): Resource {
  const { username: userName, externalid: externalId, displayname: displayName, name, title, emails, active } = person;
  return {
    schemas: [`${CORE}:User`],
    id: of.id,
    ...(externalId !== undefined && { externalId }),
    userName,
    ...(name !== undefined && {
      name: { formatted: name.formatted, givenName: name.givenname, familyName: name.familyname },
    }),
    ...(displayName !== undefined && { displayName }),
    ...(title !== undefined && { title }),
    ...(emails !== undefined && { emails }),
    active: active !== false,
    meta: metaOf("User", of),
  };
}

export function groupResource(
  { displayname: displayName, externalid: externalId, members }: ScimGroup,
  of: Of,
): Resource {
  return {
    schemas: [`${CORE}:Group`],
    id: of.id,
    ...(externalId !== undefined && { externalId }),
    displayName,
    ...(members !== undefined && {
      members: members.map(({ value }) => ({ value, type: "User", $ref: `${of.base}/Users/${value}` })),
    }),
    meta: metaOf("Group", of),
  };
}

/** For filters: names in lower case, as everything is asked. */
export const documentOf = (
  attributes: ScimPerson | ScimGroup,
  { id, made_ms, changed_ms }: Omit<Of, "base" | "attributes">,
): Document => ({
  ...attributes,
  id,
  meta: { created: new Date(made_ms).toISOString(), lastmodified: new Date(changed_ms).toISOString() },
});

const namesIn = (list: string): ReadonlySet<string> =>
  new Set(
    list.split(",").map((name) =>
      name
        .trim()
        .toLowerCase()
        .replace(/^urn:.*:/, ""),
    ),
  );
const ALWAYS: ReadonlySet<string> = new Set(["schemas", "id"]);

/** Only the attributes asked for, or all but some (RFC 7644 §3.9), by their first names. */
export function projected(resource: Resource, query: Pick<ScimQuery, "attributes" | "excludedAttributes">): Resource {
  const only = query.attributes === undefined ? undefined : namesIn(query.attributes.replaceAll(/\.[^,]*/g, ""));
  const not = query.excludedAttributes === undefined ? undefined : namesIn(query.excludedAttributes);
  const entries = Object.entries(resource).filter(([name]) => {
    const lower = name.toLowerCase();
    return ALWAYS.has(lower) || ((only === undefined || only.has(lower)) && not?.has(lower) !== true);
  });
  return { ...Object.fromEntries(entries), schemas: resource.schemas };
}

export interface Page {
  readonly offset: number;
  readonly count: number;
}
/** Counts from 1; what is out of bounds is brought into them (RFC 7644 §3.4.2.4). */
export const pageOf = ({ startIndex, count }: ScimQuery): Page => ({
  offset: Math.max(startIndex, 1) - 1,
  count: Math.min(Math.max(count, 0), LIMITS.scimPage),
});

export const listResource = (resources: readonly Resource[], total: number, { offset }: Page): Resource => ({
  schemas: [LIST],
  totalResults: total,
  startIndex: offset + 1,
  itemsPerPage: resources.length,
  Resources: resources,
});

export const configResource = (base: string): Resource => ({
  schemas: [`${CORE}:ServiceProviderConfig`],
  documentationUri: "https://datatracker.ietf.org/doc/html/rfc7644",
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: LIMITS.scimPage },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: "oauthbearertoken",
      name: "API token",
      description: "A token of the directory, in the header Authorization: Bearer",
      primary: true,
    },
  ],
  meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
});

export const resourceTypes = (base: string): Resource =>
  listResource(
    (["User", "Group"] as const).map((name) => ({
      schemas: [`${CORE}:ResourceType`],
      id: name,
      name,
      endpoint: `/${name}s`,
      schema: `${CORE}:${name}`,
      meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/${name}` },
    })),
    2,
    { offset: 0, count: 2 },
  );

const attribute = (name: string, more: object = {}) => ({
  name,
  type: "string",
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: "readWrite",
  returned: "default",
  uniqueness: "none",
  ...more,
});
const complex = (name: string, multiValued: boolean, parts: readonly string[]) =>
  attribute(name, { type: "complex", multiValued, subAttributes: parts.map((part) => attribute(part)) });

/** What is kept; all else is taken and left out. */
export const schemasResource = (base: string): Resource =>
  listResource(
    [
      {
        name: "User",
        attributes: [
          attribute("userName", { required: true, uniqueness: "server" }),
          attribute("externalId", { caseExact: true }),
          complex("name", false, ["formatted", "givenName", "familyName"]),
          attribute("displayName"),
          attribute("title"),
          complex("emails", true, ["value", "type", "primary"]),
          attribute("active", { type: "boolean" }),
        ],
      },
      {
        name: "Group",
        attributes: [
          attribute("displayName", { required: true, uniqueness: "server" }),
          attribute("externalId", { caseExact: true }),
          complex("members", true, ["value"]),
        ],
      },
    ].map(({ name, attributes }) => ({
      schemas: [`${CORE}:Schema`],
      id: `${CORE}:${name}`,
      name,
      attributes,
      meta: { resourceType: "Schema", location: `${base}/Schemas/${CORE}:${name}` },
    })),
    2,
    { offset: 0, count: 2 },
  );
