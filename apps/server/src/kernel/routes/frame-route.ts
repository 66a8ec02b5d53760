/** Socket requests go the same way as HTTP: parse, permission on the parsed input, then the handler. */
import type { Action, DualAction, ResourceOf } from "@warbler/protocol";
import type { ClientFrame, ServerBody } from "@warbler/protocol/wire";
import type { Caller, Grant } from "../policy/policy.ts";
import type { Result } from "../result.ts";
import type { Remaining } from "./route.ts";

export type FrameCase = Exclude<NonNullable<ClientFrame["body"]["case"]>, "hello" | "ping">;
export type FrameBody<C extends FrameCase> = Extract<ClientFrame["body"], { case: C }>["value"];

/** One signed-in connection, as handlers and listeners see it. */
export interface Connection {
  readonly caller: Caller;
  /** Queues what `serverMessage` made; a reader that does not keep up is disconnected. */
  push(message: Uint8Array): void;
}

export interface FrameRoute {
  readonly case: FrameCase;
  readonly parse: (body: never) => Result<unknown>;
  readonly access: { readonly action: Action; readonly resource: (input: never, caller: Caller) => ResourceOf<Action> };
  run(grant: Grant, input: never, connection: Connection): Promise<Result<ServerBody>> | Result<ServerBody>;
}

/** As `route`, for a case of the socket's `ClientFrame`; `parse` checks ids and limits before anything else sees them. */
export function frameRoute<C extends FrameCase, I>(name: C, parse: (body: FrameBody<C>) => Result<I>) {
  return {
    requires: <A extends Exclude<Action, DualAction>>(
      action: A,
      resource: (input: I, caller: Caller) => ResourceOf<A>,
    ) => ({
      handle: (
        work: (
          grant: Grant<A>,
          input: Remaining<I, A>,
          connection: Connection,
        ) => Promise<Result<ServerBody>> | Result<ServerBody>,
      ): FrameRoute => ({
        case: name,
        parse,
        access: { action, resource },
        run: work as never,
      }),
    }),
  };
}
