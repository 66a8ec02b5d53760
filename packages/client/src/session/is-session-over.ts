/** Whether the server knows this session no more, or only the connection has ended. */
import { WarblerError, type WarblerErrorCode } from "../errors.ts";
import type { ApiClient } from "./api-client.ts";

/** The other one: it is bound to a key that is not here. */
const OVER: ReadonlySet<WarblerErrorCode> = new Set(["signed-out", "invalid-dpop-proof"]);

export async function isSessionOver(api: ApiClient): Promise<boolean> {
  try {
    await api.call("me", undefined);
    return false;
  } catch (error) {
    if (error instanceof WarblerError && OVER.has(error.code)) return true;
    throw error;
  }
}
