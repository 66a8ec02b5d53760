import { ok } from "../../kernel/result.ts";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { SettingsRules } from "./settings.ts";

export const factorRoutes = (settings: SettingsRules): readonly HttpRoute[] => [
  route("security")
    .openToAnyone("who joins must know how long a password has to be")
    .handle(async () => ok(await settings.current())),
  route("configureSecurity")
    .requires("security.configure", () => ({ kind: "org" }))
    .handle((grant, { body }) => settings.configure(grant, body)),
];
