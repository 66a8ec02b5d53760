/** What the server says of itself. */
import * as health from "../features/health.ts";
import * as transport from "../features/transport.ts";
import { endpoint } from "./endpoint.ts";

export const metaEndpoints = {
  health: endpoint({
    method: "GET",
    path: "/api/health",
    says: "Whether the server is ready.",
    answer: health.healthAnswer,
  }),
  openapi: endpoint({ method: "GET", path: "/api/openapi.json", says: "This interface as OpenAPI 3.1." }),
  localCa: endpoint({
    method: "GET",
    path: "/api/ca.pem",
    says: "The local CA's certificate, to be checked against the fingerprint of a link.",
    bytes: "answer",
  }),
  transport: endpoint({
    method: "GET",
    path: "/api/transport",
    says: "How connections to this server are protected: which certificate is served, until when, and for which names.",
    answer: transport.transportAnswer,
  }),
} as const;
