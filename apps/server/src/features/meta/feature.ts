/** What the server tells about itself: its interface, its local CA, and how connections to it are protected. */
import type { TransportAnswer } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { route } from "../../kernel/routes/route.ts";
import { openApi } from "./openapi.ts";

export interface MetaDeps {
  readonly localCaPem: () => string | undefined;
  /** The certificate may be renewed while running. */
  readonly transport: () => TransportAnswer;
}

export const metaFeature = ({ localCaPem, transport }: MetaDeps): Feature => {
  // Made when it is first asked for: most servers start without anyone reading it.
  let document: string | undefined;
  return {
    name: "meta",
    tables: [],
    routes: [
      route("openapi")
        .openToAnyone("the interface is public")
        .handle(async () => ok({ raw: (document ??= JSON.stringify(openApi())), contentType: "application/json" })),
      route("localCa")
        .openToAnyone("a CA certificate is public; who fetches it checks its fingerprint")
        .handle(async () => {
          const pem = localCaPem();
          return pem === undefined ? refuse("not-found") : ok({ raw: pem, contentType: "application/x-pem-file" });
        }),
      route("transport")
        .requires("policy.read", () => ({ kind: "org" }))
        .handle(async () => ok(transport())),
    ],
  };
};
