/** Calls the HTTP interface: the request by the protocol's table, the answer bounded and parsed by its schema. */
import { API, type ApiAnswer, type ApiInput, type ApiName, type Endpoint, LIMITS, problem } from "@warbler/protocol";
import * as z from "zod/mini";
import { errorCodeOf, type Fail, WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { CallOptions, PathParams } from "../warbler.ts";
import { proofOf } from "./dpop.ts";
import { readBounded } from "./read-bounded.ts";

const DEADLINE_MS = 30_000;
const ANSWER_BYTES = 16 * 1024 * 1024;
const CHUNK_DEADLINE_MS = 120_000;
/** The server takes a nonce for twice as long. */
const NONCE_MS = 110_000;
/** A wait for each read would be shorter than its way to the server: many reads wait for many at once. */
const READ_AGAIN_MS = 1_000;

export interface ApiClientDeps {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly shown: Shown;
  /** Ends every call when the client closes. */
  readonly stop: AbortSignal;
}

/** What says who asks. It comes to be known on the way in, and every answer brings the nonce of the next proof. */
export interface Shown {
  /** Session token in base64url, once there is one. */
  token?: string | undefined;
  /** What the session is bound to, or is to be. */
  key?: CryptoKeyPair | undefined;
  /** The server's newest, and when it came. */
  nonce?: { readonly text: string; readonly atMs: number } | undefined;
  /** While it is asked for. */
  asking?: Promise<void> | undefined;
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

/**
 * Once more where the server has another nonce by now, or the network itself sent the proof twice (RFC 9449 §9); and while this
 * session has read more than it may. Such a wait is short: longer ones are answers to guesses.
 */
async function exchange(deps: ApiClientDeps, request: Exchange): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await exchangeOnce(deps, request);
  } catch (error) {
    if (!(error instanceof WarblerError)) throw error;
    const { code, retryAfterMs = Infinity } = error;
    const leftMs = request.deadlineMs - READ_AGAIN_MS;
    if (code === "rate-limited" && request.method === "GET" && retryAfterMs <= READ_AGAIN_MS && leftMs > 0) {
      // When it is aborted, the next try says so.
      await deps.platform.sleep(READ_AGAIN_MS, request.signal ?? deps.stop).catch(() => {});
      return exchange(deps, { ...request, deadlineMs: leftMs });
    }
    if (deps.shown.key === undefined || code !== "invalid-dpop-proof") throw error;
    return exchangeOnce(deps, request);
  }
}

async function exchangeOnce(deps: ApiClientDeps, request: Exchange): Promise<Uint8Array<ArrayBuffer>> {
  const { fail, platform, origin } = deps;
  const { method, path, body, contentType, maxBytes, deadlineMs, signal } = request;
  const done = new AbortController();
  const late = new AbortController();
  platform.sleep(deadlineMs, done.signal).then(
    () => late.abort(),
    () => {},
  );
  const url = `${origin}${path}`;
  const stop = AbortSignal.any([late.signal, deps.stop]);
  try {
    // Others may wait for the same nonce: this call's own end does not end it.
    await freshNonce(deps, stop);
    const response = await platform.fetch(url, {
      method,
      headers: {
        ...(contentType !== undefined && { "content-type": contentType }),
        ...(await credentials(deps, { method, url })),
      },
      ...(body !== undefined && { body }),
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
      signal: signal === undefined ? stop : AbortSignal.any([stop, signal]),
    });
    noteNonce(deps, response);
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

function noteNonce({ shown, platform }: ApiClientDeps, { headers }: Response): void {
  const text = headers.get("dpop-nonce");
  if (text !== null) shown.nonce = { text, atMs: platform.nowMs() };
}

/** Asks for a nonce where none is known, or it may be over: a refusal would bring one as well, but browsers complain of each aloud. */
async function freshNonce(deps: ApiClientDeps, signal: AbortSignal): Promise<void> {
  const { shown, platform, origin } = deps;
  const { key, nonce } = shown;
  if (key === undefined || (nonce !== undefined && platform.nowMs() - nonce.atMs < NONCE_MS)) return;
  shown.asking ??= platform
    .fetch(`${origin}${API.health.path}`, { method: "GET", credentials: "omit", cache: "no-store", signal })
    .then(async (response) => {
      noteNonce(deps, response);
      // To its end, so that the connection can be used again.
      await readBounded(response, LIMITS.jsonBodyBytes);
    })
    .finally(() => {
      shown.asking = undefined;
    });
  await shown.asking;
}

async function credentials(
  { shown, platform }: ApiClientDeps,
  asked: { readonly method: string; readonly url: string },
) {
  const { token, key, nonce } = shown;
  const scheme = key === undefined ? "Bearer" : "DPoP";
  return {
    ...(token !== undefined && { authorization: `${scheme} ${token}` }),
    ...(key !== undefined && { dpop: await proofOf(key, { ...asked, token, nonce: nonce?.text }, platform) }),
  };
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
