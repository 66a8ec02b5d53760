/**
 * Where a browser comes back to: it is sent on at once to where the sign-in began. What the service said stands behind the `#`
 * there, which browsers never send, neither to a server nor as a referrer.
 */
import type { ApiParsed, SsoProviderId } from "@warbler/protocol";
import { ok, type Result } from "../../kernel/result.ts";
import type { Redirect } from "../../kernel/routes/route.ts";
import type { Flows } from "./flows.ts";

export function callbackOf(flows: Pick<Flows, "backOf">, publicUrl: string) {
  const page = (behind: string): Result<Redirect> => ok({ redirectTo: `${publicUrl}/sso#${behind}` });
  return async (provider: SsoProviderId, query: ApiParsed<"ssoCallback">): Promise<Result<Redirect>> => {
    const { state = "" } = query;
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) said.set(name, value);
    const back = flows.backOf(state, provider);
    switch (back) {
      // Too late, made up, or the answer of another service than the one that was asked: it goes nowhere.
      case undefined:
        return page("over");
      case "web":
        return page(said.toString());
      case "code":
        return page(new URLSearchParams({ paste: Buffer.from(said.toString()).toString("base64url") }).toString());
      default:
        // RFC 8252 §7.3: a program on the machine of this very browser, and nowhere else.
        return ok({ redirectTo: `http://127.0.0.1:${back}/?${said}` });
    }
  };
}
