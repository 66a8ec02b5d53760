/** What the page asks about recoveries of access; the SDK's part for it is loaded with the first of these. */
import type { Platform, Warbler } from "@warbler/sdk";
import type { Engine } from "./engine-api.ts";
import { part } from "./part.ts";

type AccessCalls = Pick<Engine, "accessLink" | "openAccessLink" | "accessNotices" | "refuseAccess" | "confirmAccess">;

export function accessCalls(
  client: () => Promise<Warbler>,
  { url, platform }: { readonly url: string; readonly platform: Platform },
): AccessCalls {
  const loaded = () => part(() => import("@warbler/sdk/access"));
  const link = async (token: string) => (await loaded()).accessLink(url, token, { platform });
  const access = async () => (await loaded()).accessOf(await client());
  return {
    accessLink: async (token) => (await link(token)).look(),
    openAccessLink: async (token, code) => (await link(token)).confirmByCode(code),
    accessNotices: async () => (await access()).notices(platform.nowMs()),
    refuseAccess: async (id) => (await access()).refuse(id),
    confirmAccess: async (id, number) => (await access()).confirm(id, number),
  };
}
