/** Calls that need a fresh proof ask for it, and are made once more. Several at once share one question. */
import { type Fail, WarblerError } from "../errors.ts";
import type { ApiClient } from "./api-client.ts";
import type { Prove } from "./auth.ts";

export function callsThatProve(
  api: ApiClient,
  { fail, prove }: { readonly fail: Fail; readonly prove?: Prove | undefined },
): ApiClient {
  if (prove === undefined) return api;
  let proving: Promise<void> | undefined;
  const proveOnce = async () => {
    proving ??= (async () => (await import("./prove.ts")).proveAnew(api, { fail, prove }))();
    try {
      await proving;
    } finally {
      proving = undefined;
    }
  };
  return {
    ...api,
    call: async (...call) => {
      try {
        return await api.call(...call);
      } catch (error) {
        if (!(error instanceof WarblerError) || error.code !== "proof-needed") throw error;
        await proveOnce();
        return api.call(...call);
      }
    },
  };
}
