/** Whether the server knows this session no more, or only the connection has ended. */
import { WarblerError } from "../errors.ts";
import type { ApiClient } from "./api-client.ts";

export async function isSessionOver(api: ApiClient): Promise<boolean> {
  try {
    await api.call("me", undefined);
    return false;
  } catch (error) {
    if (error instanceof WarblerError && error.code === "signed-out") return true;
    throw error;
  }
}
