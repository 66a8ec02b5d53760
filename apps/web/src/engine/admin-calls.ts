/** What the page asks for those who look after the organisation and needs the device's key; the SDK's part for it is loaded then. */
import type { Warbler } from "@warbler/sdk";
import type { Engine } from "./engine-api.ts";

type AdminCalls = Pick<Engine, "approveAct">;

export function adminCalls(client: () => Promise<Warbler>): AdminCalls {
  return {
    approveAct: async (act) => (await import("@warbler/sdk/admin")).actsOf(await client()).approve(act),
  };
}
