/** Serves routes over fastify: static headers, callers, parsing, permission, problem details (RFC 9457). */
import { type Action, type ApiName, type Endpoint, ERRORS, ERRORS_ZH, LIMITS, type Problem } from "@warbler/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Ledger } from "../ledger.ts";
import { type Log, placeOf } from "../log.ts";
import type { AnyGrant, Caller, Decisions, OpenGrant } from "../policy/policy.ts";
import { type Refusal, type Result, refuse } from "../result.ts";
import type { Authenticator } from "./authenticator.ts";
import type { RequestBudgets } from "./request-budget.ts";
import { endpointOf, type HttpRoute, parseParams, type RawAnswer, type Redirect } from "./route.ts";
import { SCIM_TYPE, sendScimAnswer, sendScimRefusal } from "./scim.ts";

export interface HttpDeps {
  readonly policy: Decisions;
  readonly openGrant: (reason: string) => OpenGrant;
  readonly authenticator: Authenticator;
  readonly budgets: RequestBudgets;
  readonly log: Log;
  /** Where what a request wrote was recorded; told in the header `warbler-log`. */
  readonly receiptOf: Ledger["receiptOf"];
}

const HEADERS = {
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;

export function problemOf({ code, detail, retryAfterMs }: Refusal): Problem {
  const { status, retryable, en } = ERRORS[code];
  return {
    type: `urn:warbler:error:${code}`,
    title: en,
    titleZh: ERRORS_ZH[code],
    status,
    code,
    retryable,
    ...(detail !== undefined && { detail }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = problemOf(refusal);
  if (refusal.retryAfterMs !== undefined) reply.header("retry-after", String(Math.ceil(refusal.retryAfterMs / 1000)));
  // RFC 9449 §7.1 and §9: what is said of the proof in the words of the standard, for clients that are not ours.
  if (refusal.code === "invalid-dpop-proof")
    reply.header("www-authenticate", `DPoP error="${refusal.detail ?? "invalid_dpop_proof"}", algs="ES256"`);
  return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

type SendRefusal = (reply: FastifyReply, refusal: Refusal) => FastifyReply;

const isRaw = (answer: unknown): answer is RawAnswer =>
  typeof answer === "object" && answer !== null && "raw" in answer;

const isRedirect = (answer: unknown): answer is Redirect =>
  typeof answer === "object" && answer !== null && "redirectTo" in answer;

/** A body that came as a form, so that no other route takes it for JSON. */
class FormBody {
  readonly fields: URLSearchParams;
  constructor(text: string) {
    this.fields = new URLSearchParams(text);
  }
  /** Undefined where a field is there twice: which one counts would be the reader's choice. */
  once(): Readonly<Record<string, string>> | undefined {
    const names = [...this.fields.keys()];
    return new Set(names).size === names.length ? Object.fromEntries(this.fields) : undefined;
  }
}

export function mountHttp(app: FastifyInstance, routes: readonly HttpRoute[], deps: HttpDeps): void {
  app.addHook("onSend", async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  const allowed = methodsByPath(routes);
  app.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.url.split("?")[0] ?? "");
    if (methods.length === 0) return sendProblem(reply, { code: "not-found" });
    return sendProblem(reply.header("allow", methods.join(", ")), { code: "method-not-allowed" });
  });
  app.setErrorHandler(answerToError(deps.log, sendProblem));
  // Bodies of bytes arrive as they are; JSON is fastify's own parser, which refuses prototype poisoning.
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, new FormBody(String(body))),
  );
  const json = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser(SCIM_TYPE, { parseAs: "string" }, (request, body, done) => {
    // An empty body is what some send with a DELETE.
    if (body === "") return done(null, undefined);
    return json(request, body.toString(), done);
  });
  for (const one of routes) mountRoute(app, one, deps);
}

/** The methods that an address answers; none where it is no address of a route. */
function methodsByPath(routes: readonly HttpRoute[]): (path: string) => readonly string[] {
  const known = routes.map(({ name }) => {
    const { method, path }: Endpoint = endpointOf(name);
    const pattern = path.replaceAll(".", String.raw`\.`).replace(/:\w+/g, "[^/]+");
    return { method, pattern: new RegExp(`^${pattern}$`) };
  });
  return (path) => [...new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
}

/** What is thrown is answered without detail and logged by its place. */
function answerToError(log: Log, send: SendRefusal, route?: ApiName) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply): void => {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    const status =
      typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;
    if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return void send(reply, { code: "body-too-large" });
    if (status >= 400 && status < 500) return void send(reply, { code: "bad-request" });
    log("request-failed", { ...(route !== undefined && { route }), error: placeOf(error) });
    send(reply, { code: "internal" });
  };
}

function mountRoute(app: FastifyInstance, one: HttpRoute, deps: HttpDeps): void {
  const endpoint: Endpoint = endpointOf(one.name);
  const isScim = endpoint.dialect === "scim";
  const sendRefusal: SendRefusal = isScim ? sendScimRefusal : sendProblem;
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    errorHandler: answerToError(deps.log, sendRefusal, one.name),
    bodyLimit: one.maxBodyBytes ?? LIMITS.jsonBodyBytes,
    // What is large is read into memory for somebody only. Who it is counts anew when it is there: reading takes a while.
    ...(one.maxBodyBytes !== undefined &&
      !("openTo" in one.access) && {
        onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
          const known = await deps.authenticator.ofRequest(request);
          if (known.ok) return;
          sendRefusal(tellNonce(reply, deps), known.refusal);
        },
      }),
    handler: async (request, reply) => {
      const result = await answer(one, endpoint, request, tellNonce(reply, deps), deps);
      if (!result.ok) return sendRefusal(reply, result.refusal);
      if (isRedirect(result.value)) return reply.redirect(result.value.redirectTo, 303);
      if (isRaw(result.value)) {
        if (result.value.immutable === true) reply.header("cache-control", "public, max-age=31536000, immutable");
        return reply.type(result.value.contentType).send(result.value.raw);
      }
      if (isScim) return sendScimAnswer(reply, endpoint.method, result.value);
      return result.value === undefined ? reply.code(204).send() : reply.send(result.value);
    },
  });
}

async function answer(
  one: HttpRoute,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: HttpDeps,
): Promise<Result<unknown>> {
  let caller: Caller | undefined;
  let keyThumbprint: string | undefined;
  if ("openTo" in one.access) {
    const shown = deps.authenticator.keyOf(request);
    if (!shown.ok) return shown;
    keyThumbprint = shown.value;
  } else {
    const known = await deps.authenticator.ofRequest(request);
    if (!known.ok) return known;
    caller = known.value;
    const waitMs = waitOf(one.name, one.access.action, caller, deps);
    if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
  }
  const params = parseParams(request.params as Record<string, string>);
  if (params === undefined) return refuse("not-found");
  let body: unknown;
  if (endpoint.body !== undefined) {
    const parsed = endpoint.body.safeParse(sentBody(endpoint, request));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return refuse(
        "bad-request",
        issue === undefined ? undefined : `${issue.path.map(String).join(".") || "body"}: ${issue.code}`,
      );
    }
    body = parsed.data;
  }
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  if (endpoint.bytes === "request" && endpoint.mayBeEmpty !== true && bytes.length === 0)
    return refuse("bad-request", "expected a body of bytes");
  const ifMatch = request.headers["if-match"];
  const input = { body, params, bytes, ...(ifMatch !== undefined && { ifMatch }) } as never;
  let grant: AnyGrant | OpenGrant;
  if ("openTo" in one.access) grant = deps.openGrant(one.access.reason);
  else {
    if (caller === undefined) return refuse("signed-out");
    const decided = await deps.policy.agree<Action>(caller, one.access.action, one.access.resource(input, caller));
    if (!decided.ok) return decided;
    grant = decided.value;
  }
  const result = await one.run(input, grant, {
    address: request.ip,
    client: (request.headers["user-agent"] ?? "").slice(0, LIMITS.clientNameChars),
    ...(keyThumbprint !== undefined && { keyThumbprint }),
  });
  const receipt = deps.receiptOf(grant);
  if (receipt !== undefined) reply.header("warbler-log", `${receipt.leaf}/${receipt.position}`);
  return result;
}

/** What somebody needs who ends another session. */
const TO_END_SESSIONS: ReadonlySet<Action> = new Set<Action>(["account.read", "session.list", "session.end"]);

/** Who asks without end by a token that they stole must not keep its owner from ending that session. */
function waitOf(name: ApiName, action: Action, caller: Caller, { budgets }: HttpDeps): number {
  // It ends the very session that asks: by it nobody floods anything.
  if (name === "signOut") return 0;
  const budget = endpointOf(name).method === "GET" ? budgets.reads : budgets.writes;
  return TO_END_SESSIONS.has(action) ? budget.takeOfSession(caller) : budget.take(caller);
}

/** RFC 9449 §8.2: every answer brings the nonce for the next request, so that hardly one is asked twice. */
const tellNonce = (reply: FastifyReply, { authenticator }: HttpDeps): FastifyReply =>
  reply.header("dpop-nonce", authenticator.nonce());

/** What is to be parsed: the query, the JSON, or the form; undefined where it came as what the route does not take. */
function sentBody({ method, form }: Endpoint, { query, body }: FastifyRequest): unknown {
  if (method === "GET") return query;
  if (form === true) return body instanceof FormBody ? body.once() : undefined;
  return body instanceof FormBody ? undefined : body === undefined ? {} : body;
}
