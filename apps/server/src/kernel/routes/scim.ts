/** SCIM's form of answers and refusals (RFC 7644 §3.12) for routes of that dialect; everything else about them is as for all routes. */
import { ERRORS, type ErrorCode } from "@warbler/protocol";
import type { FastifyReply } from "fastify";
import type { Refusal } from "../result.ts";

export const SCIM_TYPE = "application/scim+json";
const ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

/** RFC 7644 §3.12, table 9. */
const TYPES: Partial<Record<ErrorCode, string>> = {
  "bad-request": "invalidValue",
  "filter-invalid": "invalidFilter",
  "path-invalid": "invalidPath",
  "name-taken": "uniqueness",
  "too-many": "tooMany",
};

export function sendScimRefusal(reply: FastifyReply, { code, detail, retryAfterMs }: Refusal): FastifyReply {
  const { status, en } = ERRORS[code];
  const scimType = TYPES[code];
  if (retryAfterMs !== undefined) reply.header("retry-after", String(Math.ceil(retryAfterMs / 1000)));
  const body = {
    schemas: [ERROR_SCHEMA],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
    detail: `${code}: ${detail ?? en}`,
  };
  return reply.code(status).type(SCIM_TYPE).send(JSON.stringify(body));
}

/** What was made is answered with where it is. */
export function sendScimAnswer(reply: FastifyReply, method: string, answer: unknown): FastifyReply {
  if (answer === undefined) return reply.code(204).send();
  const version = metaOf(answer, "version");
  if (version !== undefined) reply.header("etag", version);
  if (method === "POST") {
    reply.code(201);
    const location = metaOf(answer, "location");
    if (location !== undefined) reply.header("location", location);
  }
  return reply.type(SCIM_TYPE).send(JSON.stringify(answer));
}

function metaOf(answer: unknown, name: "location" | "version"): string | undefined {
  if (typeof answer !== "object" || answer === null || !("meta" in answer)) return undefined;
  const { meta } = answer;
  if (typeof meta !== "object" || meta === null) return undefined;
  const value: unknown = Object.entries(meta).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : undefined;
}
