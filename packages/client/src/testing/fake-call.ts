/** What a handler of the fake server's HTTP interface gets and gives, by the protocol's table. */
import type { AccountId, ApiAnswer, ApiName, ApiParsed } from "@warbler/protocol";
import type { RouteHost } from "./fake-host.ts";
import type { FakeSession, FakeState } from "./fake-state.ts";

export interface Call<N extends ApiName> {
  readonly state: FakeState;
  readonly server: RouteHost;
  /** Throws `signed-out` where nobody is. */
  readonly caller: () => FakeSession;
  readonly callerIfAny: () => AccountId | undefined;
  readonly token: string;
  readonly input: ApiParsed<N>;
  readonly params: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
export type Handler<N extends ApiName> = (call: Call<N>) => Promise<ApiAnswer<N>> | ApiAnswer<N>;
export type Handlers = { readonly [N in ApiName]?: Handler<N> };
