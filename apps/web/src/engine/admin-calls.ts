/** What the page asks for those who look after the organisation and needs this device's keys; the SDK's part for it is loaded then. */
import type { Warbler } from "@warbler/sdk";
import type { Engine } from "./engine-api.ts";
import { part } from "./part.ts";

type AdminCalls = Pick<Engine, "approveAct" | "passkeyChallenge" | "readReport">;

export function adminCalls(client: () => Promise<Warbler>): AdminCalls {
  const admin = () => part(() => import("@warbler/sdk/admin"));
  return {
    approveAct: async (act) => (await admin()).actsOf(await client()).approve(act),
    passkeyChallenge: async (act) => (await admin()).actsOf(await client()).passkeyChallenge(act),
    readReport: async (id) => (await admin()).reportsOf(await client()).read(id),
  };
}
