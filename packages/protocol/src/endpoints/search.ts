/** Search over sealed rooms. */
import * as search from "../features/search.ts";
import { endpoint } from "./endpoint.ts";

export const searchEndpoints = {
  search: endpoint({
    method: "POST",
    path: "/api/search",
    says: "Finds messages in the caller's `sealed` rooms.",
    body: search.searchRequest,
    answer: search.searchAnswer,
  }),
} as const;
