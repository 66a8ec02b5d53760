/**
 * A route has no `handle` until it said `requires(action, resource)` or `openToAnyone(reason)`. The caller is identified,
 * then the bounded body is parsed, then permission is decided on the parsed input, then the handler runs.
 */
import {
  type AccessRecoveryId,
  type AccountId,
  type Action,
  API,
  type ApiAnswer,
  type ApiName,
  type ApiParsed,
  type ApprovalId,
  type AttachmentId,
  type DeviceId,
  type EmergencyId,
  type EntryId,
  type ErasureId,
  type ImportId,
  type InvitationId,
  isId,
  type MappingId,
  type PasskeyId,
  type ReportId,
  type RequestId,
  type ResourceOf,
  type ReviewId,
  type RoomId,
  type SeriesId,
  type SessionId,
  type SsoLinkId,
  type SsoProviderId,
  type TokenId,
} from "@warbler/protocol";
import type { AnyGrant, Caller, GrantFor, OpenGrant } from "../policy/policy.ts";
import type { Result } from "../result.ts";

interface ParamTypes {
  room: RoomId;
  account: AccountId;
  device: DeviceId;
  session: SessionId;
  invitation: InvitationId;
  attachment: AttachmentId;
  import: ImportId;
  approval: ApprovalId;
  erasure: ErasureId;
  report: ReportId;
  request: RequestId;
  review: ReviewId;
  series: SeriesId;
  passkey: PasskeyId;
  token: TokenId;
  provider: SsoProviderId;
  link: SsoLinkId;
  entry: EntryId;
  mapping: MappingId;
  recovery: AccessRecoveryId;
  emergency: EmergencyId;
  seq: number;
  chunk: number;
}
type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
export type Params<N extends ApiName> = {
  readonly [P in ParamNames<(typeof API)[N]["path"]> & keyof ParamTypes]: ParamTypes[P];
};

export interface Input<N extends ApiName> {
  readonly body: ApiParsed<N>;
  readonly params: Params<N>;
  /** The body of routes that take bytes. */
  readonly bytes: Uint8Array;
  /** The versions of which one must still be the present one, as the header `If-Match` names them. */
  readonly ifMatch?: string;
}
/**
 * The input as the handler sees it: without what names the resource, which the grant has. So nobody can decide on one room
 * and act on another.
 */
export type Remaining<I, A extends Action> = I extends object ? Omit<I, ResourceOf<A>["kind"]> : I;
export interface GuardedInput<N extends ApiName, A extends Action> {
  readonly body: Remaining<ApiParsed<N>, A>;
  readonly params: Remaining<Params<N>, A>;
  readonly bytes: Uint8Array;
  readonly ifMatch?: string;
}
/** Bytes or text to answer with, instead of JSON. */
export interface RawAnswer {
  readonly raw: Uint8Array | string;
  readonly contentType: string;
  readonly immutable?: boolean;
}
/** Sends a browser on to another page; nothing of this address goes with it. */
export interface Redirect {
  readonly redirectTo: string;
}
export type Answer<N extends ApiName> = ApiAnswer<N> | RawAnswer | Redirect;

/** Where the request came from: for throttling, and kept, sealed, with the session that it starts. */
export interface Origin {
  readonly address: string;
  /** What the client calls itself, as it was sent; cut. */
  readonly client: string;
  /** RFC 7638 thumbprint of the key that signed the request: a session that it starts is bound to it. */
  readonly keyThumbprint?: string;
}

export interface HttpRoute {
  readonly name: ApiName;
  readonly access:
    | { readonly action: Action; readonly resource: (input: never, caller: Caller) => ResourceOf<Action> }
    | { readonly openTo: "anyone"; readonly reason: string };
  readonly maxBodyBytes?: number;
  run(input: never, grant: AnyGrant | OpenGrant, origin: Origin): Promise<Result<unknown>>;
}

interface Guarded<N extends ApiName, A extends Action> {
  handle(work: (grant: GrantFor<A>, input: GuardedInput<N, A>) => Promise<Result<Answer<N>>>): HttpRoute;
}
interface Open<N extends ApiName> {
  handle(work: (grant: OpenGrant, input: Input<N>, origin: Origin) => Promise<Result<Answer<N>>>): HttpRoute;
}
interface Unguarded<N extends ApiName> {
  requires<A extends Action>(action: A, resource: (input: Input<N>, caller: Caller) => ResourceOf<A>): Guarded<N, A>;
  openToAnyone(reason: string): Open<N>;
}

export function route<N extends ApiName>(
  name: N,
  { maxBodyBytes }: { readonly maxBodyBytes?: number } = {},
): Unguarded<N> {
  const limits = maxBodyBytes === undefined ? {} : { maxBodyBytes };
  return {
    requires: (action, resource) => ({
      handle: (work) => ({
        name,
        access: { action, resource },
        ...limits,
        run: (input, grant) => work(grant as never, input),
      }),
    }),
    openToAnyone: (reason) => ({
      handle: (work) => ({
        name,
        access: { openTo: "anyone", reason },
        ...limits,
        run: (input, grant, origin) => work(grant as OpenGrant, input, origin),
      }),
    }),
  };
}

/** Identifiers and numbers of a path, or undefined when one is not canonical. */
export function parseParams(raw: Readonly<Record<string, string>>): Record<string, string | number> | undefined {
  const parsed: Record<string, string | number> = {};
  for (const [name, text] of Object.entries(raw)) {
    if (name === "seq" || name === "chunk") {
      if (!/^(0|[1-9]\d{0,8})$/.test(text)) return undefined;
      parsed[name] = Number(text);
    } else {
      if (!isId(text)) return undefined;
      parsed[name] = text;
    }
  }
  return parsed;
}

export const endpointOf = (name: ApiName): (typeof API)[ApiName] => API[name];
