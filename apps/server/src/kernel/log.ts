/** Silence: a line of the server's log is a word of a closed list, with ids and numbers. Never contents, never objects. */
import type { AccountId, ApiName, ErrorCode } from "@warbler/protocol";
import type { ClientFrame } from "@warbler/protocol/wire";
import type { WrongRow } from "./policy/genuine.ts";

const EVENTS = [
  "started",
  "stopping",
  "stopped",
  "request-failed",
  "socket-failed",
  "store-failed",
  "role-row-refused",
  "roles-adopted",
  "listener-failed",
  "erasure-failed",
  "certificate-loaded",
  "certificate-refused",
] as const;
export type LogEvent = (typeof EVENTS)[number];
declare const placeType: unique symbol;
/** The class of an error and a place in the code, from `placeOf`. */
export type Place = string & { readonly [placeType]: true };
/** The fields a line may have: ids, numbers and words of the code. No field takes a text, which might be what people wrote. */
export interface LogFields {
  readonly account?: AccountId;
  readonly scope?: WrongRow["scope"];
  readonly route?: ApiName | NonNullable<ClientFrame["body"]["case"]>;
  readonly code?: ErrorCode;
  /** What is wrong with a stored role. */
  readonly how?: "forged" | "replayed" | "missing";
  readonly error?: Place;
  readonly ms?: number;
  readonly port?: number;
}
export type Log = (event: LogEvent, fields?: LogFields) => void;

/** One JSON object a line. */
export const logTo =
  (write: (line: string) => void, nowMs: () => number): Log =>
  (event, fields = {}) =>
    write(`${JSON.stringify({ at: new Date(nowMs()).toISOString(), event, ...fields })}\n`);

/** Where an error came from, without its message: messages may quote what people wrote. */
export const placeOf = (error: unknown): Place =>
  (error instanceof Error
    ? `${error.name} ${/\n\s+at (.*)/.exec(error.stack ?? "")?.[1]?.replace(/\(?file:.*\/(?=[^/]+$)/, "") ?? ""}`
    : typeof error) as Place;
