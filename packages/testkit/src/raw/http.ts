/** Speaks HTTP to a real server as the protocol says and no more: no SDK, and nothing that keeps a test from being rude. */
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { API, type ApiInput, type ApiName, newId } from "@warbler/protocol";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The refusal's code, or "" when there is none. */
  readonly code: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly body: any;
}
export type Params = Readonly<Record<string, string | number>>;

/** What goes with a request; `body` may be anything, well formed or not. */
export interface RawRequest {
  readonly token?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address of this machine that it comes from: any of 127.0.0.0/8 on Linux. */
  readonly from?: string;
}

export interface RawHttp {
  http(method: string, path: string, with_?: RawRequest): Promise<Answer>;
  /** One request whose body is a form. */
  form(method: string, path: string, body: string): Promise<Answer>;
  /** One call of the API table. */
  call<N extends ApiName>(
    name: N,
    with_?: Pick<RawRequest, "token" | "headers" | "from"> & {
      readonly params?: Params;
      readonly body?: ApiInput<N> | Uint8Array;
    },
  ): Promise<Answer>;
  close(): void;
}

export function rawHttp(url: () => string, ca: string): RawHttp {
  const agent = new Agent({ ca, keepAlive: true });
  const send = (method: string, path: string, raw: RawRequest): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      const { token, body, contentType, headers: more, from } = raw;
      const isBytes = body instanceof Uint8Array;
      const payload = isBytes || typeof body === "string" ? body : JSON.stringify(body);
      const headers = {
        ...more,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && {
          "content-type": contentType ?? (isBytes ? "application/octet-stream" : "application/json"),
          // Node announces no body for DELETE by itself.
          "content-length": Buffer.byteLength(payload ?? ""),
        }),
      };
      const call = request(`${url()}${path}`, {
        method,
        agent,
        headers,
        ...(from !== undefined && { localAddress: from }),
      });
      // The server may end an idle connection at the moment at which this takes it up again.
      call.on("error", (error: NodeJS.ErrnoException) =>
        call.reusedSocket && error.code === "ECONNRESET" ? resolve(send(method, path, raw)) : reject(error),
      );
      call.on("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString();
          const json = text.startsWith("{") ? JSON.parse(text) : undefined;
          const status = answer.statusCode ?? 0;
          resolve({
            status,
            headers: answer.headers,
            code: status >= 400 ? codeOf(json) : "",
            text,
            bytes,
            body: json,
          });
        });
      });
      call.end(payload);
    });
  const http: RawHttp["http"] = (method, path, with_ = {}) => send(method, path, with_);
  return {
    http,
    form: (method, path, body) => send(method, path, { body, contentType: "application/x-www-form-urlencoded" }),
    call: (name, { params, ...rest } = {}) => http(API[name].method, pathOf(name, params), rest),
    close: () => agent.destroy(),
  };
}

/** SCIM's refusals begin their sentence with the code. */
const codeOf = (
  json: { readonly code?: unknown; readonly detail?: unknown; readonly schemas?: unknown } | undefined,
) => (json?.schemas === undefined ? String(json?.code) : (String(json.detail).split(":")[0] ?? ""));

/** The path of a route; a parameter that is not given is an id of nothing, or 0. */
export const pathOf = (name: ApiName, params: Params = {}): string =>
  API[name].path.replace(/:(\w+)/g, (_whole, one: string) =>
    String(params[one] ?? (one === "seq" || one === "chunk" ? 0 : newId())),
  );
