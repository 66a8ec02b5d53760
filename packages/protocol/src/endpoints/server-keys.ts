/** What the server keeps secret, and who answers for it. */
import * as keys from "../features/server-keys.ts";
import { endpoint } from "./endpoint.ts";

export const serverKeysEndpoints = {
  serverKeys: endpoint({
    method: "GET",
    path: "/api/server-keys",
    says: "What the server keeps secret: where each lies, who can read it, and who answers for it. Never the secret itself.",
    answer: keys.serverKeyList,
  }),
  nameCustodian: endpoint({
    method: "PUT",
    path: "/api/server-keys/custodian",
    says: "Says which person answers for a secret of the server, or that nobody does.",
    body: keys.nameCustodianRequest,
  }),
} as const;
