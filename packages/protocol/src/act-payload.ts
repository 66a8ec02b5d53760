/**
 * What others sign when they approve an act under dual control: the request itself, in bytes that both sides make alone.
 * Fixed by `docs/spec/dual-control.md`.
 */
const utf8 = new TextEncoder();

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** As `Json`, with fields that may be absent: those are left out. */
type JsonLike =
  | string
  | number
  | boolean
  | null
  | readonly JsonLike[]
  | { readonly [key: string]: JsonLike | undefined };

/** One of the routes, with what it is to be called with: after parsing, so that defaults are told too. */
export interface Act {
  readonly route: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly body: Json;
}
export interface ActRequest extends Act {
  readonly id: string;
  readonly account: string;
  readonly reason: string;
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
}

/** JSON without spaces, the keys of objects in code-unit order (RFC 8785 for texts and safe integers). */
export function canonicalJson(value: JsonLike): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const fields = entries.flatMap(([key, one]) =>
      one === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(one)}`],
    );
    return `{${fields.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new RangeError("expected a safe integer");
  return JSON.stringify(value);
}

/** UTF-8 of the canonical JSON of `["warbler act v1", id, account, route, params, body, reason, askedAtMs, expiresAtMs]`. */
export function actPayload(request: ActRequest): Uint8Array<ArrayBuffer> {
  const { id, account, route, params, body, reason, askedAtMs, expiresAtMs } = request;
  return utf8.encode(
    canonicalJson(["warbler act v1", id, account, route, { ...params }, body, reason, askedAtMs, expiresAtMs]),
  );
}
