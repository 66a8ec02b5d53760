/** Calls the HTTP interface: the request by the protocol's table, the answer bounded and parsed by its schema. */
import { API, type ApiAnswer, type ApiInput, type ApiName, type Endpoint, LIMITS, problem } from "@warbler/protocol";
import * as z from "zod/mini";
import { errorCodeOf, type Fail, WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { CallOptions, PathParams } from "../warbler.ts";
import { readBounded } from "./read-bounded.ts";

const DEADLINE_MS = 30_000;
const ANSWER_BYTES = 16 * 1024 * 1024;
const CHUNK_DEADLINE_MS = 120_000;

export interface ApiClientDeps {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly platform: Platform;
  readonly fail: Fail;
  /** Session token in base64url, once there is one. */
  readonly token: () => string | undefined;
  /** Ends every call when the client closes. */
  readonly stop: AbortSignal;
}

interface Exchange {
  readonly method: Endpoint["method"];
  readonly path: string;
  readonly body?: BodyInit;
  readonly contentType?: string;
  readonly maxBytes: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface Call<N extends ApiName> {
  readonly name: N;
  readonly input: ApiInput<N>;
  readonly params: PathParams | undefined;
  readonly options: CallOptions | undefined;
}

export async function callApi<N extends ApiName>(deps: ApiClientDeps, call: Call<N>): Promise<ApiAnswer<N>> {
  return answerOf(deps, call.name, await readAnswer(deps, call));
}

/** The bytes of the answer, as they came. */
export function readAnswer<N extends ApiName>(deps: ApiClientDeps, call: Call<N>): Promise<Uint8Array<ArrayBuffer>> {
  const { name, input, params = {}, options = {} } = call;
  const endpoint: Endpoint = API[name];
  const { signal, deadlineMs = DEADLINE_MS } = options;
  const inQuery = endpoint.method === "GET" && typeof input === "object" && input !== null;
  const sendsBody = endpoint.method !== "GET" && endpoint.body !== undefined;
  return exchange(deps, {
    method: endpoint.method,
    path: `${pathOf(endpoint, params)}${inQuery ? queryOf(input) : ""}`,
    ...(sendsBody && { body: JSON.stringify(input ?? {}), contentType: "application/json" }),
    maxBytes: ANSWER_BYTES,
    deadlineMs,
    signal,
  });
}

/** Sends bytes as they are. */
export async function postBytes<N extends ApiName>(
  deps: ApiClientDeps,
  { name, bytes, params = {}, options = {} }: Omit<Call<N>, "input"> & { readonly bytes: Uint8Array<ArrayBuffer> },
): Promise<ApiAnswer<N>> {
  const { method } = API[name];
  const { signal, deadlineMs = CHUNK_DEADLINE_MS } = options;
  const contentType = "application/octet-stream";
  const limits = { maxBytes: ANSWER_BYTES, deadlineMs };
  const path = pathOf(API[name], params);
  return answerOf(deps, name, await exchange(deps, { method, path, body: bytes, contentType, signal, ...limits }));
}

function answerOf<N extends ApiName>({ fail }: ApiClientDeps, name: N, bytes: Uint8Array): ApiAnswer<N> {
  const endpoint: Endpoint = API[name];
  const answer = endpoint.answer === undefined ? undefined : parseAnswer(endpoint.answer, bytes);
  if (isAnswerOf(name, answer)) return answer;
  throw fail("untrusted-server", { detail: `expected the answer of ${name}` });
}

export async function readBytes(
  deps: ApiClientDeps,
  {
    path,
    maxBytes,
    signal,
  }: { readonly path: string; readonly maxBytes: number; readonly signal: AbortSignal | undefined },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await exchange(deps, { method: "GET", path, maxBytes, deadlineMs: DEADLINE_MS, signal });
  } catch (error) {
    if (error instanceof WarblerError && error.code === "not-found") return undefined;
    throw error;
  }
}

interface ChunkCall {
  readonly params: PathParams;
  readonly signal: AbortSignal | undefined;
}

export async function putChunk(
  deps: ApiClientDeps,
  { params, bytes, signal }: ChunkCall & { readonly bytes: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const { method } = API.putChunk;
  const contentType = "application/octet-stream";
  const limits = { maxBytes: ANSWER_BYTES, deadlineMs: CHUNK_DEADLINE_MS };
  await exchange(deps, { method, path: pathOf(API.putChunk, params), body: bytes, contentType, signal, ...limits });
}

export function getChunk(deps: ApiClientDeps, { params, signal }: ChunkCall): Promise<Uint8Array<ArrayBuffer>> {
  const { method } = API.getChunk;
  const limits = { maxBytes: LIMITS.attachmentChunkBytes + 16, deadlineMs: CHUNK_DEADLINE_MS };
  return exchange(deps, { method, path: pathOf(API.getChunk, params), signal, ...limits });
}

async function exchange(deps: ApiClientDeps, request: Exchange): Promise<Uint8Array<ArrayBuffer>> {
  const { fail, platform, origin } = deps;
  const { method, path, body, contentType, maxBytes, deadlineMs, signal } = request;
  const done = new AbortController();
  const late = new AbortController();
  platform.sleep(deadlineMs, done.signal).then(
    () => late.abort(),
    () => {},
  );
  const token = deps.token();
  try {
    const response = await platform.fetch(`${origin}${path}`, {
      method,
      headers: {
        ...(contentType !== undefined && { "content-type": contentType }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body }),
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.any([late.signal, deps.stop, ...(signal === undefined ? [] : [signal])]),
    });
    const bytes = await readBounded(response, response.ok ? maxBytes : LIMITS.jsonBodyBytes);
    if (bytes === undefined) throw fail("untrusted-server", { detail: `expected at most ${maxBytes} bytes` });
    if (response.ok) return bytes;
    throw refusalOf(response.status, bytes, fail);
  } catch (error) {
    if (error instanceof WarblerError) throw error;
    if (signal?.aborted) throw fail("cancelled", { cause: error });
    if (deps.stop.aborted) throw fail("closed", { cause: error });
    throw fail(late.signal.aborted ? "timeout" : "network", { cause: error });
  } finally {
    done.abort();
  }
}

function refusalOf(status: number, bytes: Uint8Array, fail: Fail): WarblerError {
  const told = parseAnswer(problem, bytes);
  if (told === undefined) {
    const code =
      status === 404 ? "not-found" : status === 401 ? "signed-out" : status >= 500 ? "internal" : "bad-request";
    return fail(code, { detail: `status ${status} without a problem document` });
  }
  const { code, detail, retryAfterMs } = told;
  return fail(errorCodeOf(code), {
    ...(detail !== undefined && { detail }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function parseAnswer<S extends z.ZodMiniType>(schema: S, bytes: Uint8Array): z.output<S> | undefined {
  try {
    return z.parse(schema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Parsing took away what the schema does not know; what is left is checked against the schema that gives the type. */
function isAnswerOf<N extends ApiName>(name: N, answer: unknown): answer is ApiAnswer<N> {
  const endpoint: Endpoint = API[name];
  return endpoint.answer === undefined ? answer === undefined : z.safeParse(endpoint.answer, answer).success;
}

function pathOf({ path }: Endpoint, params: PathParams): string {
  return path.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(params[name] ?? "")));
}

function queryOf(input: object): string {
  const pairs = Object.entries(input).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}
