/** Silence: a line of the server's log is a word of a closed list, with ids and numbers. Never contents, never objects. */
const EVENTS = [
  "started",
  "stopping",
  "stopped",
  "request-failed",
  "socket-failed",
  "store-failed",
  "role-row-forged",
  "listener-failed",
  "certificate-loaded",
  "certificate-refused",
] as const;
export type LogEvent = (typeof EVENTS)[number];
/** Names of fields a line may have. Texts must be ids or words of the code, never what people wrote. */
export interface LogFields {
  readonly account?: string;
  readonly scope?: string;
  readonly route?: string;
  readonly code?: string;
  readonly error?: string;
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
export const placeOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.name} ${/\n\s+at (.*)/.exec(error.stack ?? "")?.[1]?.replace(/\(?file:.*\/(?=[^/]+$)/, "") ?? ""}`
    : typeof error;
