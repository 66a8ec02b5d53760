// The library has no types of its own; this is what the tests use of it.
// oxlint-disable-next-line house/syntax
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  // oxlint-disable-next-line house/syntax
  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    Grant: new (
      of: object,
    ) => { addOIDCScope(scope: string): void; save(): Promise<string> };
  }
}
