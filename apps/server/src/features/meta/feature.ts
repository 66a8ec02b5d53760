/** What the server tells about itself: its interface and its local CA. */

import type { Feature } from "../../kernel/feature.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { route } from "../../kernel/routes/route.ts";
import { openApi } from "./openapi.ts";

export const metaFeature = ({ localCaPem }: { readonly localCaPem: () => string | undefined }): Feature => {
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
    ],
  };
};
