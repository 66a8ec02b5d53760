/** The HTTP interface as the rest of the SDK sees it. The table of endpoints and its schemas are loaded with the first call. */
import type { ApiAnswer, ApiInput, ApiName } from "@warbler/protocol";
import type { CallOptions, PathParams } from "../warbler.ts";
import type { ApiClientDeps } from "./call-api.ts";

export interface ApiClient {
  call<N extends ApiName>(
    name: N,
    input: ApiInput<N>,
    params?: PathParams,
    options?: CallOptions,
  ): Promise<ApiAnswer<N>>;
  /** A call of an endpoint that takes bytes. */
  post<N extends ApiName>(
    name: N,
    bytes: Uint8Array<ArrayBuffer>,
    params?: PathParams,
    options?: CallOptions,
  ): Promise<ApiAnswer<N>>;
  /** A call of an endpoint that answers with bytes. */
  read<N extends ApiName>(
    name: N,
    input: ApiInput<N>,
    params?: PathParams,
    options?: CallOptions,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Bytes of a plain file under the origin, at most `maxBytes`; undefined where there is none. */
  readBytes(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putChunk(params: PathParams, bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<void>;
  getChunk(params: PathParams, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

export function apiClient(deps: ApiClientDeps): ApiClient {
  const calls = () => import("./call-api.ts");
  return {
    call: async (name, input, params, options) => (await calls()).callApi(deps, { name, input, params, options }),
    post: async (name, bytes, params, options) => (await calls()).postBytes(deps, { name, bytes, params, options }),
    read: async (name, input, params, options) => (await calls()).readAnswer(deps, { name, input, params, options }),
    readBytes: async (path, maxBytes, signal) => (await calls()).readBytes(deps, { path, maxBytes, signal }),
    putChunk: async (params, bytes, signal) => (await calls()).putChunk(deps, { params, bytes, signal }),
    getChunk: async (params, signal) => (await calls()).getChunk(deps, { params, signal }),
  };
}
