/** What the page asks about passkeys, codes, and what the organisation asks of everybody. */
import type { Warbler } from "@warbler/sdk";
import type { Engine } from "./engine-api.ts";

type FactorCalls = Pick<
  Engine,
  | "factors"
  | "askNewPasskey"
  | "addPasskey"
  | "renamePasskey"
  | "removePasskey"
  | "askTotp"
  | "addTotp"
  | "removeTotp"
  | "makeRecoveryCodes"
>;

export const factorCalls = (client: () => Promise<Warbler>): FactorCalls => ({
  factors: async () => (await client()).api("factors", undefined),
  askNewPasskey: async () => (await client()).api("askNewPasskey", undefined),
  addPasskey: async (made) => (await client()).api("addPasskey", made),
  renamePasskey: async (passkey, name) => (await client()).api("renamePasskey", { name }, { passkey }),
  removePasskey: async (passkey) => (await client()).api("removePasskey", undefined, { passkey }),
  askTotp: async () => (await client()).api("askTotp", undefined),
  addTotp: async (ticket, code) => (await client()).api("addTotp", { ticket, code }),
  removeTotp: async () => (await client()).api("removeTotp", undefined),
  makeRecoveryCodes: async () => (await (await client()).api("makeRecoveryCodes", undefined)).codes,
});
