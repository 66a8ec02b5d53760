/** The HTTP interface as OpenAPI 3.1, made from the same table and schemas that the routes are. */
import { API, type Endpoint, problem } from "@warbler/protocol";
import * as z from "zod/mini";

const schemaOf = (schema: z.ZodMiniType, io: "input" | "output") =>
  z.toJSONSchema(schema, { unrepresentable: "any", io });

function operationOf(name: string, endpoint: Endpoint): object {
  const params = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, param]) => ({
    name: param,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const json = endpoint.dialect === "scim" ? "application/scim+json" : "application/json";
  const isQuery = endpoint.method === "GET" && endpoint.body !== undefined;
  const properties = isQuery && endpoint.body !== undefined ? schemaOf(endpoint.body, "input").properties : undefined;
  const query = Object.entries(properties ?? {}).map(([key, schema]): object => ({
    name: key,
    in: "query",
    required: false,
    schema,
  }));
  const body =
    endpoint.bytes === "request"
      ? { "application/octet-stream": {} }
      : endpoint.body !== undefined && !isQuery
        ? { [json]: { schema: schemaOf(endpoint.body, "input") } }
        : undefined;
  const answer =
    endpoint.answer !== undefined
      ? { description: "Done.", content: { [json]: { schema: schemaOf(endpoint.answer, "output") } } }
      : { description: "Done." };
  return {
    operationId: name,
    summary: endpoint.says,
    ...(params.length + query.length > 0 && { parameters: [...params, ...query] }),
    ...(body !== undefined && { requestBody: { required: true, content: body } }),
    responses: {
      [endpoint.answer !== undefined || endpoint.bytes === "answer" || name === "openapi" ? "200" : "204"]: answer,
      default: {
        description: "Refused.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(API)) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Warbler", version: "1", license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    security: [{ session: [] }],
    components: {
      securitySchemes: { session: { type: "http", scheme: "bearer" } },
      schemas: { Problem: schemaOf(problem, "output") },
    },
    paths,
  };
}
