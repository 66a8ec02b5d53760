/** `BotsApi` over the HTTP interface: the server decides all of it. */
import type { Warbler } from "../warbler.ts";
import type { BotsApi } from "./bots-api.ts";

export const botsOf = (me: Pick<Warbler, "api">): BotsApi => ({
  list: async () => (await me.api("bots", undefined)).bots,
  make: (bot) => me.api("makeBot", bot),
  handOver: (account, owner) => me.api("handOverBot", { owner }, { account }),
  remove: (account, reason) => me.api("removeBot", { reason }, { account }),
  makeToken: (account, token) => me.api("makeToken", token, { account }),
  revokeToken: (token) => me.api("revokeToken", undefined, { token }),
});
